"""A leader looks for two minutes: the board at a desk and on a phone, and a number that leads to its rows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.dashboards.scene import NEW, inspected
from tests.town import assignment, build_town


@pytest.fixture
def busy(transactional_db):
    town = build_town()
    for shop in (town.shop, town.shop_two, town.far_shop):
        inspected(town, shop, timezone.now(), NEW)
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_board_is_drawn_and_reads_well(request, busy, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, busy.leader)
    page.goto("/board/")
    expect(page.locator("#trend canvas")).to_have_count(1)
    reads_well(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_workbench_reads_well(request, busy, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, busy.ma)
    page.goto("/")
    reads_well(page)


def test_a_district_on_the_board_leads_to_its_own_board(busy, enter, desktop):
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    desktop.get_by_role("rowheader", name="兴庆区").get_by_role("link").click()
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("兴庆区")


def test_another_area_is_chosen_in_the_header(busy, enter, desktop):
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    desktop.locator(".top-area").click()
    desktop.get_by_role("button", name="金凤区").click()
    desktop.wait_for_url("**/board/?place=*")
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("金凤区")


def test_a_number_leads_to_exactly_its_rows(busy, enter, desktop):
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    number = desktop.locator(".f-figure-late dd a").first
    counted = number.inner_text()
    number.click()
    desktop.wait_for_url("**/findings/?*")
    expect(desktop.locator(".pager b").last).to_have_text(counted)
    expect(desktop.locator(".rows tbody tr")).to_have_count(int(counted))


@pytest.mark.parametrize(("size", "who", "where"), [("desktop", "leader", "city"), ("phone", "wang", "xingqing")])
def test_every_number_leads_to_as_many_rows_as_it_says(request, busy, enter, size, who, where):
    page, now = request.getfixturevalue(size), timezone.now()
    late = {"at": now - timedelta(days=40), "due_at": now - timedelta(days=2), "creation_task": busy.creation_task}
    assignment(busy, parent=assignment(busy, **late), organisation=busy.branch, **late)
    enter(page, busy.people[who])
    page.goto(f"/board/?place={getattr(busy, where).pk}")
    numbers = {(link.get_attribute("href"), number_of(link)) for link in page.locator("main a[href]").all()}
    numbers = {(address, number) for address, number in numbers if number is not None}
    assert len(numbers) > 15
    assert {(address, rows_at(page, address)) for address, _number in numbers} == numbers


def number_of(link):
    """The whole number at the end of a link's words, None where there is none; a percentage leads to what it is a share of."""
    found = re.search(r"(?:^|\s)([\d,]+)$", link.text_content().strip())
    return int(found[1].replace(",", "")) if found else None


def rows_at(page, address):
    answer = page.request.get(address)
    assert answer.status == 200, address
    said = re.search(r'<div class="pager">\s*<span role="status">(.*?)</span>', answer.text(), re.DOTALL)[1]
    return int(re.findall(r"<b>([\d,]+)</b>", said)[-1].replace(",", ""))
