"""Excel workbooks (.xlsx) as people hand them in: read as plain text, cell by cell, without trusting a byte of them.

openpyxl reads, one row after the other, and never evaluates anything: a formula is the value the workbook keeps for it. What it does
not do is said here: what is no workbook, carries macros or a password, or is far larger than any list of ours, is refused with a
sentence; every cell of a merged area says what its first one says; numbers and days come out as a person wrote them.
"""

import re
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import range_boundaries

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 500 * 1024 * 1024  # bytes of XML: 100,000 rows of 30 columns take about 200 million
MOST_PARTS, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 2000, 20, 100_000, 256
LONGEST_CELL = 32_767  # characters, Excel's own limit
MOST_FILLED = 1_000_000  # cells that merged areas may fill
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EXACT = 10**15  # beyond it Excel keeps 15 digits of a number and makes zeros of the rest
CHUNK, OVERLAP = 1 << 18, 256
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
# All that a damaged or hostile workbook makes the readers raise; broken XML is a SyntaxError.
DAMAGE = (SyntaxError, zipfile.BadZipFile, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, RuntimeError)


class BadSheet(Exception):
    """A file that is no workbook we can read; the message says in a sentence why."""


class Rounded(str):
    """A number so long that Excel has rounded it: what was typed is lost."""


def read_sheets(file):
    """The visible sheets of a workbook in their order, one after the other: each a list of (row number, [text of each cell]).

    `file` is open for reading bytes. Rows without any text are left out; merged areas show their text in every cell.
    """
    with open_book(file) as book:
        for part in book.namelist():
            if part.endswith((".xml", ".rels")):
                scan(book, part)
        yield from read(book, file)


def read(book, file):
    try:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        for sheet in visible:
            rows = dict(rows_of(sheet))
            fill_merged(rows, scan(book, sheet._worksheet_path.lstrip("/")))  # a streamed sheet does not tell its merged areas
            yield sorted(rows.items())
    except DAMAGE as error:
        raise BadSheet(_("This workbook is damaged and cannot be read.")) from error


def rows_of(sheet):
    """(row number, [text of each cell]) of the rows that say anything."""
    sheet.reset_dimensions()  # what a sheet says of its own size may be anything
    found = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [text_of(cell) for cell in cells[:MOST_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found += 1
            if found > MOST_ROWS:
                raise BadSheet(_("More than 100,000 rows at a time are not accepted; divide the file."))
            yield number, texts


def scan(book, part):
    """The merged areas that one part of the workbook tells; a document type, the door to every XML bomb, is refused."""
    areas, left = set(), b""
    try:
        with book.open(part) as stream:
            while chunk := stream.read(CHUNK):
                text = left + chunk
                if b"<!DOCTYPE" in text:
                    raise BadSheet(_("This workbook is damaged and cannot be read."))
                areas.update(MERGED.findall(text))
                left = text[-OVERLAP:]
    except (*DAMAGE, zipfile.zlib.error, NotImplementedError) as error:
        raise BadSheet(_("This workbook is damaged and cannot be read.")) from error
    return sorted(area.decode() for area in areas)


def fill_merged(rows, areas):
    """Every cell of a merged area says what its first one says, as far as there are rows."""
    filled = 0
    for area in areas:
        left, top, right, bottom = range_boundaries(area)
        right, first = min(right, MOST_COLUMNS), rows.get(top, [])
        text = first[left - 1] if left <= len(first) else ""
        if not text or bottom - top > MOST_ROWS:
            continue
        for number in range(top, bottom + 1):
            if (row := rows.get(number)) is not None:
                row += [""] * (right - len(row))
                row[left - 1 : right] = [cell or text for cell in row[left - 1 : right]]
                filled += right - left + 1
        if filled > MOST_FILLED:
            raise BadSheet(_("Too many merged cells; take them apart."))


def text_of(value):
    """A cell's value as a person wrote it: 13900000000, not 1.39E+10; 38.47, not 38.469999999999999; days as 2026-11-23."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value[:LONGEST_CELL])
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == datetime.min.time() else str(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    return str(value)


def number_text(number):
    if number != number or abs(number) == float("inf"):
        return ""
    if number == int(number):
        return Rounded(int(number)) if abs(number) >= EXACT else str(int(number))
    return repr(number)


def open_book(file):
    """The zip archive that a workbook is, looked over before anything of it is unpacked."""
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise BadSheet(_("The file is larger than 20 MB."))
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head == OLD:
        raise BadSheet(_("This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx without a password."))
    if head != ZIP:
        raise BadSheet(_("This file is not an Excel workbook, whatever its name says."))
    try:
        book = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadSheet(_("This workbook is damaged and cannot be read.")) from error
    look_over(book.infolist())
    return book


def look_over(parts):
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise BadSheet(_("This file is not an Excel workbook, whatever its name says."))
    if any(name.endswith("vbaproject.bin") for name in names):
        raise BadSheet(_("A workbook with macros is not accepted. Save it as .xlsx."))
    if any(part.flag_bits & 1 for part in parts):
        raise BadSheet(_("This workbook has a password. Save it without one."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise BadSheet(_("Unpacked, this workbook is far larger than any list can be."))


# --- text as it is typed ----------------------------------------------------------------------------------------------

WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
INVISIBLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
SPACES = {0x3000: " ", 0xA0: " "}
TIDY = WIDE | INVISIBLE | SPACES


def tidy(text):
    """Without what nobody sees: full-width digits and letters made plain, spaces at the ends and characters without a shape gone."""
    text = text.strip() if text.isascii() and text.isprintable() else text.translate(TIDY).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r" else text  # the apostrophe of our own exports


DAYS = [
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?(?:\.0+)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
]
SERIAL = re.compile(r"([1-9]\d{4})(?:\.\d+)?")  # from 1927 to 2173; four digits would be a year
EPOCH = date(1899, 12, 30)  # day 0 of a workbook's serial days; right from March 1900 on


def day_in(text):
    """The day that a cell says, in any of the usual ways or as a workbook's serial day; None for anything else."""
    if serial := SERIAL.fullmatch(text):
        return EPOCH + timedelta(days=int(serial[1]))
    for pattern in DAYS:
        if found := pattern.fullmatch(text.replace(" ", "") if "年" in text else text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None
