"""A newcomer to the grid office sets up a cell from nothing: name, outline on the map, an officer, and the proof finds nothing missing."""

import pytest
from playwright.sync_api import expect

from grid.models import Place
from tests.town import build_town

NAME = "崇安社区第二网格"
CORNERS = [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)]  # shares of the map's width and height


@pytest.fixture
def town(transactional_db):
    return build_town()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_cell_is_set_up_from_nothing_to_a_clean_proof(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.admin)
    make_cell(page, town, reads_well)
    prove(page, town)
    page.locator(".c-what .what > a", has_text=NAME).wait_for()  # nobody answers for it yet

    draw_outline(page, reads_well)
    appoint_officer(page, reads_well)

    prove(page, town)
    page.locator("#list").wait_for()
    assert page.locator(".c-what .what > a", has_text=NAME).count() == 0
    reads_well(page)


def make_cell(page, town, reads_well):
    page.goto(town.community.get_absolute_url())
    page.get_by_role("link", name="新增网格").click()
    page.get_by_label("名称").fill(NAME)
    reads_well(page)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/places/*/")
    page.get_by_role("heading", name="尚待完成").wait_for()
    reads_well(page)
    page.cell = page.url


def prove(page, town):
    """The proof of this very community, asked for now."""
    page.goto("/proof/")
    with page.expect_navigation():
        page.get_by_role("button", name="立即核查").click()
    page.goto(f"/proof/?place={town.community.pk}")


def draw_outline(page, reads_well):
    page.goto(page.cell)
    page.locator(".to-do").get_by_role("link", name="绘制边界").click()
    box = page.locator("#map[data-ready]")
    box.wait_for()
    box.scroll_into_view_if_needed()
    size = box.bounding_box()
    for x, y in CORNERS:
        box.click(position={"x": size["width"] * x, "y": size["height"] * y})
    page.locator(".map-corner").nth(3).wait_for()
    reads_well(page)
    page.get_by_role("button", name="绘制边界").click()
    page.wait_for_url("**/places/*/")
    drawn = Place.objects.get(name=NAME).outline
    assert drawn["type"] == "Polygon"
    assert len(drawn["coordinates"][0]) == len(CORNERS) + 1
    page.locator("#map[data-ready] .map-self").wait_for()
    reads_well(page)


def appoint_officer(page, reads_well):
    page.locator(".to-do").get_by_role("link", name="任命").click()
    page.get_by_label("人员").fill("周平")
    page.get_by_label("角色").select_option(label="网格员")
    page.get_by_label("单位").fill("凤凰北街街道办事处")
    page.locator("[name=title]").fill("网格员")
    page.get_by_role("button", name="任命").click()
    page.wait_for_url("**/appointments/*/")
    expect(page.locator("main")).to_contain_text(NAME)
    page.goto(page.cell)
    page.get_by_text("周平").wait_for()
    assert page.get_by_role("heading", name="尚待完成").count() == 0
    reads_well(page)
