"""A sweep of a street on a phone: the shops on record are met or not found, and two that nobody knew are added on the spot."""

import pytest
from playwright.sync_api import expect

from establishments.models import Establishment
from planning.models import PlannedShop
from tests.planning.plans import plan_of, stand
from tests.town import build_town, credit_code, shop


@pytest.fixture
def town(transactional_db):
    town = build_town()
    shop(town, 5, "崇安早点铺", town.cell)
    shop(town, 6, "崇安烧烤", town.cell)
    town.plan = plan_of(town, "sweep", place=town.street, title="凤凰北街扫街行动")
    town.plan.team.add(town.qian)
    return town


def test_a_street_with_two_unknown_shops(town, enter, reads_well, phone):
    page = phone
    enter(page, town.qian)
    page.goto("/sweep/")
    reads_well(page)
    page.get_by_role("link", name="崇安社区").click()
    expect(page.locator("h1")).to_have_text("崇安社区")
    reads_well(page)
    presses(page, "宁味轩小吃店", "已见", left=2)
    presses(page, "崇安早点铺", "未找到", left=1)
    expect(page.locator("main")).to_contain_text("暂未找到")
    says_what_is_wrong(page, town, reads_well)
    adds(page, town, "老张烤饼", credit_code(88))
    adds(page, town, "流动凉皮摊", "")
    expect(page.locator(".tallies")).to_contain_text("2补录")
    reads_well(page)
    page.get_by_role("link", name="覆盖情况").click()
    expect(page.locator("#coverage")).to_be_visible()
    reads_well(page)
    page.locator(".tallies").get_by_role("link", name="现场补录").click()
    expect(page.locator("main")).to_contain_text("流动凉皮摊")
    known = {name: how for name, how in stand(town.plan).items() if name in ("宁味轩小吃店", "崇安早点铺", "崇安烧烤")}
    assert known == {"宁味轩小吃店": "done", "崇安早点铺": "not_found", "崇安烧烤": "due"}
    assert PlannedShop.objects.filter(plan=town.plan, unknown=True, status="done", done_by=town.qian).count() == 2
    assert Establishment.objects.get(place__name="崇安早点铺").misses() == 1


def presses(page, name, word, left):
    page.locator(".s-shop").filter(has_text=name).get_by_role("button", name=word).click()
    expect(page.locator("#to-meet .f-count")).to_have_text(str(left))


def opens_the_form(page):
    page.get_by_role("link", name="未登记主体").click()
    page.locator("[name=name]").wait_for()


def says_what_is_wrong(page, town, reads_well):
    """The code of a shop that is on record is no unknown shop."""
    opens_the_form(page)
    fills(page, town, "又一家小吃", town.shop.credit_code)
    reads_well(page)
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".field-error").first).to_contain_text("宁味轩小吃店")
    reads_well(page)
    page.goto(f"/sweep/?plan={town.plan.pk}&area={town.community.pk}")


def fills(page, town, name, code):
    page.locator("[name=name]").fill(name)
    page.locator("[name=format]").select_option(str(town.catering.pk))
    page.locator("[name=address]").fill("凤凰北街18号旁")
    page.locator("[name=credit_code]").fill(code)


def adds(page, town, name, code):
    opens_the_form(page)
    fills(page, town, name, code)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/sweep/?plan=*")
    expect(page.locator("main")).to_contain_text(name)
