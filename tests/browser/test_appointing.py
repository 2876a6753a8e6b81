"""An administrator appoints a person, and that alone decides what the person reaches, for as long as the term lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.town import assignment, build_town

PASSWORD = "网格-2026-夏天好"


@pytest.fixture
def town(transactional_db):
    town = build_town()
    town.far_work = assignment(town, organisation=town.branch_two)
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_person_is_made_appointed_signs_in_reaches_and_is_relieved(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.admin)
    link = make_person(page, reads_well)
    appoint(page, reads_well)

    page.context.clear_cookies()
    set_password_and_sign_in(page, link, reads_well)
    reaches_just_the_cell(page, town, reads_well)

    other = page.context.browser.new_context(base_url=link.partition("/welcome/")[0], locale="zh-CN").new_page()
    enter(other, town.admin)
    relieve(other, reads_well)
    other.context.close()
    reaches_nothing(page, town, reads_well)


def make_person(page, reads_well):
    """An account without a password; returns the link by which its owner sets one."""
    page.goto("/people/")
    page.get_by_role("link", name="新建人员").click()
    page.get_by_label("姓名").fill("田野")
    reads_well(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="一次性登录链接").click()
    link = page.get_by_role("textbox", name="一次性登录链接").input_value()
    reads_well(page)
    return link


def appoint(page, reads_well):
    """First with a term that ends before it starts, which is said at the field, then well."""
    today = timezone.localdate()
    page.goto("/appointments/new/")
    page.get_by_label("人员").fill("田野")
    page.get_by_label("角色").select_option(label="网格员")
    page.get_by_label("单位").fill("凤凰北街街道办事处")
    page.get_by_label("所在区域").fill("崇安社区第一网格")
    page.locator("[name=title]").fill("网格员")
    page.locator("[name=since]").fill(str(today))
    page.locator("[name=until]").fill(str(today - timedelta(days=1)))
    page.get_by_role("button", name="任命").click()
    page.locator(".field.is-wrong:has([name=until]) .field-error", has_text="任期结束早于开始").wait_for()
    assert page.locator("[name=title]").input_value() == "网格员"
    reads_well(page)
    page.locator("[name=until]").fill(str(today + timedelta(days=30)))
    page.get_by_role("button", name="任命").click()
    page.wait_for_url("**/appointments/*/")
    expect(page.locator("main")).to_contain_text("崇安社区第一网格")
    reads_well(page)


def set_password_and_sign_in(page, link, reads_well):
    page.goto(link)
    reads_well(page)
    user_name = page.locator(".gate-card p b").inner_text()
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="设置密码").click()
    page.wait_for_url("**/sign-in/")
    page.get_by_label("用户名").fill(user_name)
    page.locator("input[type=password]").fill("不是这个")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("用户名").fill(user_name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/field/")  # who only walks a cell begins there
    assert page.goto(link).status == 200
    page.get_by_text("链接已失效").wait_for()


def reaches_just_the_cell(page, town, reads_well):
    page.goto("/establishments/")
    expect(page.locator(".rows .what > a")).to_have_text(["宁味轩小吃店"])
    reads_well(page)
    assert page.goto(town.shop.get_absolute_url()).status == 200
    for out_of_reach in (town.shop_two, town.far_shop, town.far_work):
        assert page.goto(out_of_reach.get_absolute_url()).status == 404
    page.get_by_text("404").wait_for()


def relieve(page, reads_well):
    page.goto("/appointments/?text=田野")
    page.get_by_role("link", name="田野").click()
    page.get_by_role("link", name="免去职务").click()
    page.get_by_label("备注").fill("调任")
    reads_well(page)
    page.get_by_role("button", name="免去职务").click()
    page.wait_for_url("**/appointments/*/")


def reaches_nothing(page, town, reads_well):
    """Still signed in: the very next page is without the post."""
    assert page.goto(town.shop.get_absolute_url()).status == 404
    assert page.goto("/field/").status == 403
    page.goto("/establishments/")
    assert page.locator(".rows .what > a").count() == 0
    reads_well(page)
