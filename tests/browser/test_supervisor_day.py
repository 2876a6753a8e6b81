"""A district supervisor works a day: the queue, the lists, an export, work handed out, reports closed; the district and no more."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from tasks.models import Assignment
from tests.town import assignment, build_town


@pytest.fixture
def town(transactional_db):
    """Work of the Xingqing branch in every state, and some of the other district's."""
    town = build_town()
    now = timezone.now()

    def given(title, due_in, organisation=town.street_office, **more):
        return assignment(town, title=title, organisation=organisation, issuer=town.branch, by=town.wang, due_at=now + due_in, **more)

    town.to_do = assignment(town, title="农贸市场整治", organisation=town.branch, at=now, due_at=now + timedelta(days=3))
    town.oldest = assignment(town, title="小作坊摸底", organisation=town.branch, at=now - timedelta(days=9), due_at=now - timedelta(days=2))
    town.reported = [given(f"商户巡查{n}", timedelta(days=4 + n)) for n in (1, 2)]
    for row in town.reported:
        row.accept(by=town.li)
        row.submit(by=town.li, report="已巡查")
    town.open = [given(f"食堂抽检{n}", timedelta(days=8 + n), town.station) for n in (1, 2, 3)]
    town.other = assignment(town, title="金凤区的事", organisation=town.branch_two)
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_supervisor_works_a_day(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.wang)
    the_oldest_deadline_stands_first(page, reads_well)
    address = filters_stay_in_the_address(page, town, reads_well)
    the_export_has_just_these_rows(page, address)
    hands_out_work(page, reads_well)
    other_districts_do_not_exist(page, town, reads_well)
    closes_two_at_once(page, town, reads_well)


def the_oldest_deadline_stands_first(page, reads_well):
    page.goto("/")
    rows = page.locator(".queue li")
    expect(rows.first).to_contain_text("小作坊摸底")
    expect(rows.first).to_contain_text("逾期")
    moments = [row.get_attribute("datetime") for row in page.locator(".queue time").all()]
    assert moments == sorted(moments)
    assert len(moments) == 4  # two to do, two to review
    reads_well(page)


def filters_stay_in_the_address(page, town, reads_well):
    """Place, status and words are chosen in the bar; the address alone brings the same list back."""
    page.goto("/assignments/")
    page.locator("select[name=place]").select_option(str(town.street.pk))
    page.wait_for_url("**place=*")
    page.locator("select[name=status]").select_option("dispatched")
    page.wait_for_url("**status=dispatched*")
    page.locator("input[name=text]").fill("食堂")
    page.locator("input[name=text]").press("Enter")
    page.wait_for_url("**text=*")
    expect_titles(page, ["食堂抽检1", "食堂抽检2", "食堂抽检3"])
    reads_well(page)
    address = page.url
    page.goto("/")
    page.goto(address)
    expect_titles(page, ["食堂抽检1", "食堂抽检2", "食堂抽检3"])
    expect(page.locator("select[name=status]")).to_have_value("dispatched")
    return address


def expect_titles(page, titles):
    expect(page.locator(".rows .c-what .what > a")).to_have_text(titles)


def the_export_has_just_these_rows(page, address):
    page.locator(".filters-end summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="xlsx").click()
    rows = list(load_workbook(BytesIO(download.value.path().read_bytes())).active.values)
    assert [row[0] for row in rows[1:]] == ["食堂抽检1", "食堂抽检2", "食堂抽检3"]


def hands_out_work(page, reads_well):
    """First due in the past, which is said at the field while everything typed stays."""
    now = timezone.localtime()
    page.goto("/assignments/")
    page.get_by_role("link", name="新建交办事项").click()
    page.get_by_label("标题").fill("夜市食品摊点专项检查")
    page.get_by_label("办理要求").fill("逐摊检查，建立台账。")
    page.get_by_label("承办单位").fill("凤凰北街街道办事处")
    page.locator("[name=due_at]").fill(f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="保存").click()
    page.locator(".field.is-wrong:has([name=due_at]) .field-error", has_text="已经过去").wait_for()
    assert page.get_by_label("标题").input_value() == "夜市食品摊点专项检查"
    assert page.get_by_label("办理要求").input_value() == "逐摊检查，建立台账。"
    assert "凤凰北街街道办事处" in page.get_by_label("承办单位").input_value()
    reads_well(page)
    page.locator("[name=due_at]").fill(f"{now + timedelta(days=10):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="保存").click()
    page.locator(".status", has_text="待签收").first.wait_for()
    made = Assignment.objects.get(title="夜市食品摊点专项检查")
    assert (made.status, made.organisation.name, made.issuer.short_name) == ("dispatched", "凤凰北街街道办事处", "兴庆区分局")
    reads_well(page)


def other_districts_do_not_exist(page, town, reads_well):
    assert page.goto(town.other.get_absolute_url()).status == 404
    assert page.get_by_role("heading", level=1).is_visible()
    reads_well(page)
    page.goto("/assignments/?status=all&text=金凤区的事")
    assert page.locator(".rows").count() == 0
    assert page.goto(f"/assignments/?place={town.jinfeng.pk}").status == 404


def closes_two_at_once(page, town, reads_well):
    page.goto("/assignments/?status=submitted")
    for row in town.reported:
        page.get_by_label(f"选择：{row.title}").check()
    reads_well(page)
    page.locator("#bulk").get_by_role("button", name="销号").click()
    page.get_by_role("heading", name="销号").wait_for()
    reads_well(page)
    page.locator(".form").get_by_role("button", name="销号").click()
    page.wait_for_url("**/assignments/")
    expect(page.locator(".notes")).to_contain_text("2")
    assert set(Assignment.objects.filter(pk__in=[row.pk for row in town.reported]).values_list("status", flat=True)) == {"closed"}
