"""A thousand shops come in from Excel: twenty lines are bad, come back with their reasons, are mended and come in too."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from establishments.models import Establishment
from tests.imports.books import HEADINGS, book
from tests.town import build_town, credit_code

SHOPS, BAD = 1000, 20
REASON = "不予导入的原因"


@pytest.fixture
def town(transactional_db):
    return build_town()


def lines(town):
    """A thousand good lines but for every fiftieth, which has a wrong check character or a format nobody knows."""
    made = []
    for number in range(SHOPS):
        line = [
            f"面馆{number:04d}",
            credit_code(5000 + number),
            "小餐饮",
            town.cell.code,
            f"凤凰北街{number + 1}号",
            "经营者",
            "13900001234",
        ]
        if number % 50 == 49:
            line[2 if number % 100 == 99 else 1] = "飞船" if number % 100 == 99 else f"{line[1][:17]}{'0' if line[1][17] != '0' else '1'}"
        made.append(line)
    return made


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_thousand_shops_come_in(request, town, enter, reads_well, tmp_path, size):
    page = request.getfixturevalue(size)
    enter(page, town.wang)
    before = Establishment.objects.count()
    returned = first_file(page, town, tmp_path, reads_well)
    assert Establishment.objects.count() == before + SHOPS - BAD
    mended_file(page, town, returned, tmp_path, reads_well)
    assert Establishment.objects.count() == before + SHOPS


def first_file(page, town, folder, reads_well):
    """Hand in, look at what it would do, confirm, take the refused lines home."""
    page.goto("/establishments/")
    page.get_by_role("link", name="导入", exact=True).click()
    reads_well(page)
    hand_in(page, folder / "主体.xlsx", lines(town), HEADINGS)
    sums = page.locator(".import-sums")
    sums.wait_for()
    assert [words.strip() for words in sums.locator("b").all_inner_texts()] == ["980", "0", "0", "20"]
    reads_well(page)
    confirm(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载不予导入的行").click()
    return Path(download.value.path()).read_bytes()


def hand_in(page, path, rows, headings):
    path.write_bytes(book(rows, headings).read())
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="核对文件").click()


def confirm(page):
    page.get_by_role("link", name="导入合格行").click()
    page.get_by_role("button", name="导入合格行").click()
    page.get_by_role("heading", name="导入结果").wait_for()


def mended_file(page, town, content, folder, reads_well):
    """The file that came back, mended line by line where its last column says, goes in whole."""
    heading, *rows = [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    assert heading == [*HEADINGS, REASON]
    assert len(rows) == BAD
    assert all(row[-1] for row in rows)
    for row in rows:
        number = int(row[0][2:])
        row[1], row[2] = credit_code(5000 + number), "小餐饮"
    page.goto("/imports/new/establishments/")
    hand_in(page, folder / "主体-修改.xlsx", rows, heading)
    page.locator(".import-sums").wait_for()
    assert [words.strip() for words in page.locator(".import-sums b").all_inner_texts()] == ["20", "0", "0", "0"]
    confirm(page)
    reads_well(page)
    page.get_by_role("link", name="查看清单").click()
    page.locator("#list").wait_for()
