"""Workbooks as people make them, and hostile ones."""

import io
import zipfile

import openpyxl
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

HEADINGS = ["主体名称", "统一社会信用代码", "业态", "网格或社区", "地址", "负责人", "电话"]


def book(rows, headings=HEADINGS, *, above=(), name="主体.xlsx"):
    """A workbook with `headings` over `rows`; `above` are rows before them. Cells starting with "=" become formulas."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    sheet = made.add_worksheet()
    for number, row in enumerate([*above, headings, *rows]):
        for column, cell in enumerate(row):
            if cell not in (None, ""):
                sheet.write(number, column, cell)
    made.close()
    return upload(file.getvalue(), name)


def upload(content, name="主体.xlsx"):
    return SimpleUploadedFile(name, content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def rows_of(content):
    """The rows of a workbook as lists, by another program's reader."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def with_part(content, name, part):
    """The same workbook with one more or another part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, part)
    return upload(file.getvalue())
