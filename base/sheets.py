"""Excel workbooks (.xlsx) as people hand them in: read as plain text, cell by cell, without trusting a byte of them.

The reader streams the XML of one sheet at a time. It never evaluates anything: a formula is the value the workbook keeps for it.
What is not a workbook, carries macros or a password, or is far larger than any list of ours, is refused with a sentence.
"""

import re
import zipfile
from datetime import date, timedelta
from functools import cache
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 500 * 1024 * 1024  # bytes of XML: 100,000 rows of 30 columns take about 200 million
MOST_PARTS, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 2000, 20, 100_000, 256
LONGEST_CELL = 32_767  # characters, Excel's own limit
MOST_FILLED = 1_000_000  # cells that merged areas may fill
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EXACT = 10**15  # beyond it Excel keeps 15 digits of a number and makes zeros of the rest
COLUMN = re.compile(r"[A-Z]{1,3}")
CHUNK = 1 << 18


class BadSheet(Exception):
    """A file that is no workbook we can read; the message says in a sentence why."""


class Rounded(str):
    """A number so long that Excel has rounded it: what was typed is lost."""


def read_sheets(file):
    """The sheets of a workbook in their order, one after the other: each a list of (row number, [text of each cell]).

    `file` is open for reading bytes. Rows without any text are left out; merged areas show their text in every cell.
    """
    with open_book(file) as book:
        strings = shared_strings(book)
        names = sheet_names(book)
        for name in names[:MOST_SHEETS]:
            yield Sheet(strings).read(book, name)


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


def sheet_names(book):
    """The parts that hold the visible sheets, in the order of the workbook."""
    targets, names = {}, []

    def relation(_name, given):
        if given.get("Type", "").endswith("/worksheet"):
            targets[given.get("Id")] = given.get("Target", "")

    def sheet(name, given):
        if name == "sheet" and given.get("state", "visible") == "visible":
            names.extend(value for key, value in given.items() if key.endswith(":id"))

    parse(book, "xl/_rels/workbook.xml.rels", start=relation)
    parse(book, "xl/workbook.xml", start=sheet)
    return [part_name(targets[name]) for name in names if name in targets]


def part_name(target):
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def shared_strings(book):
    """The texts that cells refer to by number, tidied; readings printed over the characters are left out."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    strings, pieces, state = [], [], {"text": False, "reading": False}

    def start(name, _given):
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["reading"] = True
        elif name == "t":
            state["text"] = not state["reading"]

    def end(name):
        if name == "si":
            strings.append(tidy("".join(pieces)[:LONGEST_CELL]))
        elif name == "rPh":
            state["reading"] = False
        elif name == "t":
            state["text"] = False

    parse(book, "xl/sharedStrings.xml", start=start, end=end, data=lambda text: pieces.append(text) if state["text"] else None)
    return strings


def parse(book, name, *, start=None, end=None, data=None):
    """Stream one part through expat, with local names; a document type, the door to every XML bomb, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    if start:
        parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if data:
        parser.CharacterDataHandler = data
    feed(parser, book, name)


def feed(parser, book, name):
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        with book.open(name) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadSheet(_("This workbook is damaged and cannot be read.")) from error
    except Exception as error:
        if "zlib" in type(error).__module__:
            raise BadSheet(_("This workbook is damaged and cannot be read.")) from error
        raise


def refuse_doctype(*_given):
    raise BadSheet(_("This workbook is damaged and cannot be read."))


class Sheet:
    """Reads one sheet: rows and cells as they come, merged areas at the end. A million cells pass here, so it is kept flat."""

    def __init__(self, strings):
        self.strings, self.rows, self.merged = strings, {}, []
        self.number = self.column = 0
        self.kind, self.pieces, self.inside, self.cells = "", [], False, None

    def read(self, book, name):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self.start, self.end, self.data
        feed(parser, book, name)
        self.fill_merged()
        return sorted(self.rows.items())

    def start(self, tag, given):
        if tag == "v":
            self.inside = True
        elif tag == "c":
            place = given.get("r")
            self.column = column_of(place.rstrip("0123456789")) if place else self.column + 1
            self.kind, self.pieces = given.get("t", "n"), []
        elif tag == "row":
            self.number = whole(given.get("r")) or self.number + 1
            self.column, self.cells = 0, []
        elif tag == "t":
            self.inside = self.kind != "reading"
        elif tag == "rPh":
            self.kind = "reading"
        elif tag == "mergeCell":
            self.merged.append(given.get("ref", ""))
        elif ":" in tag:  # some programs write every name with a prefix
            self.start(tag.rpartition(":")[2], given)

    def end(self, tag):
        if tag == "v" or tag == "t":
            self.inside = False
        elif tag == "c":
            if self.pieces:
                self.end_cell("".join(self.pieces))
        elif tag == "row":
            if self.cells:
                self.end_row()
        elif tag == "rPh":
            self.kind = "inlineStr"
        elif ":" in tag:
            self.end(tag.rpartition(":")[2])

    def data(self, text):
        if self.inside:
            self.pieces.append(text)

    def end_row(self):
        self.rows[self.number] = self.cells
        if len(self.rows) > MOST_ROWS:
            raise BadSheet(_("More than 100,000 rows at a time are not accepted; divide the file."))

    def end_cell(self, raw):
        cells = self.cells
        if cells is None or self.column > MOST_COLUMNS or not (text := self.text(raw)):
            return
        missing = self.column - len(cells) - 1
        if missing > 0:
            cells += [""] * missing
        if missing >= 0:
            cells.append(text)
        elif self.column > 0:
            cells[self.column - 1] = text

    def text(self, raw):
        if self.kind == "s":
            number = whole(raw)
            return self.strings[number] if number is not None and number < len(self.strings) else ""
        if self.kind == "n":
            return number_text(raw)
        if self.kind == "b":
            return "1" if raw.strip() == "1" else "0"
        return tidy(raw[:LONGEST_CELL])

    def fill_merged(self):
        """Every cell of a merged area says what its first one says, as far as there are rows."""
        filled = 0
        for ref in self.merged:
            first, _colon, last = ref.partition(":")
            left, top = column_number(first), row_number(first)
            right, bottom = min(column_number(last or first), MOST_COLUMNS), row_number(last or first)
            cells = self.rows.get(top, [])
            text = cells[left - 1] if 0 < left <= len(cells) else ""
            if not text or bottom - top > MOST_ROWS:
                continue
            for number in range(top, bottom + 1):
                if (row := self.rows.get(number)) is not None:
                    row += [""] * (right - len(row))
                    row[left - 1 : right] = [cell or text for cell in row[left - 1 : right]]
                    filled += right - left + 1
            if filled > MOST_FILLED:
                raise BadSheet(_("Too many merged cells; take them apart."))


def column_number(place):
    """1 for A1, 28 for AB7."""
    return column_of((place or "").rstrip("0123456789"))


@cache
def column_of(letters):
    """1 for A, 28 for AB; one beyond every sheet for what is no column."""
    if not COLUMN.fullmatch(letters):
        return MOST_COLUMNS + 1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def row_number(place):
    return whole((place or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")) or 0


def whole(text):
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def number_text(raw):
    """A number as a person wrote it: 13900000000, not 1.39E+10; 38.47, not 38.469999999999999."""
    if raw.isascii() and raw.isdigit() and len(raw) < 16:
        return raw
    try:
        number = float(raw)
    except ValueError:
        return tidy(raw)
    if number != number or abs(number) == float("inf"):
        return ""
    if number == int(number):
        return Rounded(int(number)) if abs(number) >= EXACT else str(int(number))
    return repr(number)


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
