"""A leader looks for two minutes: the board at a desk and on a phone, and a number that leads to its rows."""

import re
import socket
from datetime import timedelta

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from dashboards.models import Wall
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


def test_the_citys_overdue_number_leads_to_one_finding_and_back(busy, enter, desktop):
    """By areas: city, district, township; then the number, its list, the finding; and back the whole way."""
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    visited = []
    for area in ("兴庆区", "凤凰北街街道"):
        visited.append(desktop.url)
        desktop.get_by_role("rowheader", name=area).get_by_role("link").click()
        expect(desktop.get_by_role("heading", level=1)).to_contain_text(area)
    visited.append(desktop.url)
    number = desktop.locator(".f-figure-late dd a").first
    counted = number.inner_text()
    number.click()
    desktop.wait_for_url("**/findings/?*")
    expect(desktop.locator(".rows tbody tr")).to_have_count(int(counted))
    visited.append(desktop.url)
    desktop.locator(".rows tbody a").first.click()
    desktop.wait_for_url(re.compile(r"/findings/\d+/$"))
    for address in reversed(visited):
        desktop.go_back()
        expect(desktop).to_have_url(address)


def test_a_format_leads_to_its_items_and_an_item_to_its_findings(busy, enter, desktop):
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    desktop.get_by_role("rowheader", name="小餐饮").get_by_role("link").click()
    desktop.wait_for_url("**format=*")
    items = desktop.get_by_role("region", name="小餐饮检查项")
    found = items.locator("tbody tr").first.locator("a").first
    counted = found.inner_text()
    found.click()
    desktop.wait_for_url("**/findings/?*checklist_item=*")
    expect(desktop.locator(".rows tbody tr")).to_have_count(int(counted))


def test_an_office_of_the_board_leads_to_its_own_board(busy, enter, desktop, reads_well):
    assignment(busy, organisation=busy.branch)
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    desktop.get_by_role("rowheader", name="兴庆区分局").get_by_role("link").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("兴庆区分局看板")
    reads_well(desktop)


def test_the_shops_stand_on_the_map_by_state(busy, enter, desktop):
    enter(desktop, busy.leader)
    desktop.goto("/board/")
    desktop.locator("#map").scroll_into_view_if_needed()
    expect(desktop.locator("#map[data-shown='3']")).to_be_visible()
    expect(desktop.locator("#map .is-late").first).to_be_attached()


class Restarted(ThreadedWSGIServer):
    """A server that takes the address of the one before it at once, as a web server does that is started again."""

    def server_bind(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        super().server_bind()


def test_the_wall_stays_up_over_a_restart_of_the_server(busy, browser, monkeypatch):
    """While nobody answers the last board stays and says so; when the server is back it goes on, without anybody touching it."""
    monkeypatch.setattr(WSGIRequestHandler, "protocol_version", "HTTP/1.0")  # a thread that keeps a connection outlives its server
    monkeypatch.setattr(LiveServerThread, "server_class", Restarted)
    wall = Wall.objects.create(name="指挥室", pace=1, until=timezone.now() + timedelta(days=1))
    wall.places.set([busy.city])
    server = LiveServer("localhost")
    page = browser.new_context(locale="zh-CN", viewport={"width": 1920, "height": 1080}).new_page()
    try:
        page.goto(f"{server.url}{wall.get_screen_url()}")
        expect(page.get_by_role("heading", level=1)).to_have_text("银川市食品安全")
        assert page.locator("html").evaluate("page => page.scrollHeight <= 1080 && page.scrollWidth <= 1920")
        server.stop()
        expect(page.locator("body[data-lost]")).to_be_attached()
        expect(page.get_by_role("heading", level=1)).to_have_text("银川市食品安全")
        server = LiveServer(f"localhost:{server.thread.port}")
        expect(page.locator("body:not([data-lost])")).to_be_attached()
    finally:
        page.context.close()
        server.stop()
