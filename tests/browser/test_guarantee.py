"""Guarantees at a desk and on a phone: a street gets guarantors and boards, whose code opens for everybody; a visit and its close."""

from urllib.parse import urlsplit

import pytest

from guarantees.models import Board, Guarantee, GuaranteeVisit, VisitProblem
from tests.guarantees.visits import guaranteed, items_of, official
from tests.inspections.records import picture
from tests.town import build_town, shop

PHOTO = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@pytest.fixture
def town(transactional_db):
    return build_town()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_street_gets_guarantors_and_boards_and_a_code_opens_for_everybody(request, town, enter, open_page, reads_well, size):
    for number in range(3):
        shop(town, 50 + number, f"沿街店{number}", town.cell_two)
    official(town, "北塔干部", town.community_two)
    page = request.getfixturevalue(size)
    enter(page, town.li)
    page.goto("/guarantees/")
    page.get_by_role("link", name="均衡分配").click()
    page.get_by_role("heading", name="分配方案").wait_for()
    reads_well(page)
    assert not Guarantee.objects.exists()
    page.get_by_role("button", name="确认分配").click()
    page.get_by_text("已为 5 户主体确定包保干部").wait_for()
    reads_well(page)

    page.goto("/boards/")
    printed = page.get_by_role("link", name="打印 5 块公示牌")
    printed.wait_for()
    reads_well(page)
    answer = page.request.get(printed.get_attribute("href"))
    assert (answer.status, answer.headers["content-type"], answer.body()[:4]) == (200, "application/pdf", b"%PDF")

    board = Board.objects.get(establishment=town.shop_two)
    stranger = open_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    stranger.goto(urlsplit(board.address()).path)
    stranger.get_by_role("heading", name="北塔便利店").wait_for()
    stranger.get_by_text("北塔干部").wait_for()
    assert stranger.get_by_role("link", name="12315").get_attribute("href") == "tel:12315"
    reads_well(stranger)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_visit_finds_something_and_the_station_closes_it(request, town, enter, reads_well, size):
    guaranteed(town)
    items = items_of(town.shop)
    page = request.getfixturevalue(size)
    enter(page, town.chen)
    page.goto("/guarantor/")
    page.get_by_role("heading", name="我包保 1 户主体").wait_for()
    reads_well(page)
    page.get_by_role("link", name="录入督导").click()
    page.get_by_role("link", name="宁味轩小吃店").click()
    page.locator(".f-check").first.wait_for()
    for number in range(len(items)):
        page.locator(".f-check").nth(number).locator(f".f-pick:has(.{'fail' if number == 1 else 'pass'})").first.click()
    page.get_by_label("拍照").nth(1).set_input_files(PHOTO)
    page.locator(".f-photo img").wait_for()
    reads_well(page)
    page.get_by_role("button", name="提交督导").click()
    page.get_by_text("请写明发现的问题").first.wait_for()
    assert not GuaranteeVisit.objects.exists()
    page.get_by_label("问题描述").nth(1).fill("负责人不清楚自身责任")
    page.get_by_role("button", name="提交督导").click()
    page.wait_for_url("**/visits/*-*/")
    page.get_by_text("1 个问题已移交").first.wait_for()
    reads_well(page)
    made = GuaranteeVisit.objects.get()
    work = VisitProblem.objects.get().assignment
    assert made.missing_photos() == []

    enter(page, town.qian)
    page.goto(work.get_absolute_url())
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="报送办结").click()
    page.locator("textarea").first.fill("已督促整改，负责人已培训")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{work.get_absolute_url()}")
    page.get_by_text("待审核").first.wait_for()

    enter(page, town.wang)
    page.goto(work.get_absolute_url())
    page.get_by_role("link", name="销号").click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{work.get_absolute_url()}")

    enter(page, town.chen)
    page.goto(made.get_absolute_url())
    page.locator(".g-problem").get_by_text("已销号").wait_for()
    reads_well(page)
