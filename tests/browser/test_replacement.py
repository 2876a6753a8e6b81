"""A grid officer leaves and is replaced: everything open goes along, the sheet is printed, and the leaver reaches nothing more."""

import pytest

from grid.models import HandOver
from grid.proof import prove
from tests.town import assignment, build_town


@pytest.fixture
def town(transactional_db):
    town = build_town()
    town.work = assignment(town, organisation=town.street_office, place=town.cell, owner=town.zhao, title="小餐饮扫街排查")
    town.due_at = town.work.due_at
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_person_leaves_and_is_replaced(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.admin)
    hand_over(page, town, reads_well)
    print_the_sheet(page)
    the_proof_is_clean_of_it(page, town, reads_well)
    enter(page, town.sun)
    successor_has_the_work(page, town, reads_well)
    enter(page, town.zhao)
    leaver_has_nothing(page, town)


def hand_over(page, town, reads_well):
    page.goto(f"/people/{town.zhao.pk}/")
    page.get_by_role("link", name="移交全部岗位").click()
    page.get_by_role("heading", name="移交全部岗位").wait_for()
    page.locator(".chosen li", has_text="崇安社区第一网格").wait_for()
    reads_well(page)
    page.get_by_label("接收人").fill("赵梅")
    page.get_by_role("button", name="移交").click()
    page.locator(".form-errors", has_text="同一人").wait_for()
    page.get_by_label("接收人").fill("孙无职")
    page.get_by_label("备注").fill("调往区民政局")
    page.get_by_role("button", name="移交").click()
    page.wait_for_url("**/hand-overs/*/")
    page.get_by_role("link", name="小餐饮扫街排查").wait_for()
    reads_well(page)


def print_the_sheet(page):
    address = page.get_by_role("link", name="打印交接单").get_attribute("href")
    paper = page.request.get(address)
    assert paper.headers["content-type"] == "application/pdf" and paper.body().startswith(b"%PDF")
    assert [line["title"] for line in HandOver.objects.get().lines] == ["小餐饮扫街排查"]


def the_proof_is_clean_of_it(page, town, reads_well):
    prove(at=HandOver.objects.get().at)
    page.goto(f"/proof/?kind=cell&place={town.cell.pk}")
    page.get_by_text("没有此类缺口或重叠").wait_for()
    reads_well(page)


def successor_has_the_work(page, town, reads_well):
    assert page.goto(town.work.get_absolute_url()).status == 200
    page.get_by_text("孙无职").first.wait_for()
    reads_well(page)
    town.work.refresh_from_db()
    assert town.work.due_at == town.due_at and town.work.owner == town.sun
    assert page.goto(town.shop.get_absolute_url()).status == 200


def leaver_has_nothing(page, town):
    for address in (town.work.get_absolute_url(), town.shop.get_absolute_url()):
        assert page.goto(address).status == 404
