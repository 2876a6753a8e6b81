"""Reading workbooks: whatever people do to them is understood, whatever attackers do is refused with a sentence."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from base.sheets import BadSheet, Rounded, day_in, read_sheets, tidy
from tests.imports.books import book, upload, with_part


def first(file):
    return next(read_sheets(file))


def test_full_width_and_invisible_characters_and_spaces_are_tidied():
    assert tidy("　１３９００００　ＡＢ\u200b ") == "1390000 AB"
    assert tidy("'=1+1") == "=1+1"


def test_numbers_read_as_they_were_typed():
    rows = first(book([[13900000000, 38.47, 5.0, 91640104000000012, True]]))
    assert rows[1][1] == ["13900000000", "38.47", "5", "91640104000000010", "1"] or isinstance(rows[1][1][3], Rounded)
    assert isinstance(rows[1][1][3], Rounded)


def test_a_formula_is_the_value_that_the_workbook_keeps():
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    sheet = made.add_worksheet()
    sheet.write_formula(0, 0, '="宁味"&"轩"', value="宁味轩")
    sheet.write_formula(0, 1, "=6*7", value=42)
    made.close()
    assert first(io.BytesIO(file.getvalue())) == [(1, ["宁味轩", "42"])]


def test_merged_cells_say_the_same_in_each_of_them():
    file = io.BytesIO()
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["B3"] = "凤凰北街", "甲", "乙", "丙"
    sheet.merge_cells("A1:A3")
    made.save(file)
    assert [cells for _row, cells in first(io.BytesIO(file.getvalue()))] == [["凤凰北街", "甲"], ["凤凰北街", "乙"], ["凤凰北街", "丙"]]


def test_gaps_and_a_million_empty_rows_cost_nothing():
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = made.add_worksheet()
    grey = made.add_format({"bg_color": "#EEEEEE"})
    sheet.write(0, 0, "头")
    for number in range(1, 200_000, 1):
        sheet.write_blank(number, 0, None, grey)
    sheet.write(1_048_575, 3, "尾")
    made.close()
    assert first(io.BytesIO(file.getvalue())) == [(1, ["头"]), (1_048_576, ["", "", "", "尾"])]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/1/3", date(2026, 1, 3)),
        ("2026.01.03", date(2026, 1, 3)),
        ("2026年11月23日", date(2026, 11, 23)),
        ("20261123", date(2026, 11, 23)),
        ("46349", date(2026, 11, 23)),
        ("46349.5", date(2026, 11, 23)),
        ("2026-11-23 00:00:00", date(2026, 11, 23)),
        ("2026-02-30", None),
        ("长期", None),
        ("13900000000", None),
    ],
)
def test_days_in_all_the_usual_ways(typed, said):
    assert day_in(typed) == said


def good():
    return book([["宁味轩"]]).read()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param("主体名称,地址\n".encode(), id="csv"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"0" * 600, id="xls-or-password"),
        pytest.param(b"PK\x03\x04" + b"0" * 600, id="broken-zip"),
        pytest.param(good()[:-200], id="cut-off"),
    ],
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(BadSheet):
        first(upload(content))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/vbaProject.bin", b"macros"),
        ("xl/workbook.xml", b"<workbook"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'),
        ("xl/media/bomb.bin", b"0" * 501 * 1024 * 1024),
    ],
    ids=["macros", "broken", "entities", "bomb"],
)
def test_hostile_parts_are_refused(part, content):
    with pytest.raises(BadSheet):
        first(with_part(good(), part, content))


def test_a_picture_that_calls_itself_a_workbook_is_refused():
    with pytest.raises(BadSheet):
        first(upload(b"\x89PNG\r\n\x1a\n" + b"0" * 900, "主体.xlsx"))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("base.sheets.MOST_ROWS", 5)
    with pytest.raises(BadSheet):
        first(book([["一"]] * 6))
