"""Lists as files: exactly the rows that are filtered, streamed, and harmless when opened in a spreadsheet."""

import csv
import tempfile
from itertools import islice

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

BATCH = 2000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones too: some Excels read them as the plain
CSV, XLSX = "csv", "xlsx"
FORMATS = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def export(table_class, queryset, form, name):
    """The rows of `queryset` through the columns of `table_class` as a download in `form`, CSV or XLSX."""
    rows = lines(table_class, queryset)
    filename = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    return (csv_response if form == CSV else xlsx_response)(rows, filename)


def lines(table_class, queryset):
    """Heading and rows as lists of plain values, read from the database in batches so that memory stays flat."""
    empty = table_class([])
    yield [harmless(value) for value in next(iter(empty.as_values(exclude_columns=hidden(empty))))]
    rows = queryset.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        table = table_class(batch)
        for line in islice(table.as_values(exclude_columns=hidden(table)), 1, None):
            yield [harmless(value) for value in line]


def hidden(table):
    """Columns that are for hands, not for files."""
    return [name for name in table.base_columns if getattr(table.base_columns[name], "exclude_from_export", False)]


def harmless(value):
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class Echo:
    """A file that hands back what is written to it, so that the CSV writer's lines can be streamed."""

    def write(self, line):
        return line


def csv_response(rows, filename):
    writer = csv.writer(Echo())
    stream = (writer.writerow(row).encode() for row in rows)
    return named(StreamingHttpResponse(prefixed(stream), content_type=FORMATS[CSV]), filename)


def prefixed(stream):
    yield "\ufeff".encode()  # Excel reads UTF-8 only after a byte order mark
    yield from stream


def xlsx_response(rows, filename):
    file = tempfile.TemporaryFile()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    file.seek(0)
    return named(FileResponse(file, content_type=FORMATS[XLSX]), filename)


def named(response, filename):
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
