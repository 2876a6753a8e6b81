"""Lists brought in from Excel: one engine, on which every app declares its columns.

An app writes an ``importing.py`` with subclasses of `Importer`, each marked ``@importer``. A file goes through four steps: `read` finds the
headings and the lines, `parse` makes values of cells, `Importer.look` (the app's) says what each line would do, `Importer.write` (the
app's) does it. The first three change nothing, so what they find can be shown before anybody confirms. Lines that cannot be used
come back as the same Excel file with a column that says why; mended, that file can be handed in again.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.sheets import BadSheet, Rounded, day_in, read_sheets

ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"
OUTCOMES = {ADDED: _("to be added"), CHANGED: _("to be changed"), UNCHANGED: _("unchanged"), REFUSED: _("refused")}
HEADING_ROWS = 20  # how far down the headings are looked for
BATCH = 2000
REASON = _("Reason of refusal")

IMPORTERS: dict[str, type["Importer"]] = {}


def importer(declared):
    """Make a declaration known under its name."""
    IMPORTERS[declared.name] = declared
    return declared


# --- what a column says -----------------------------------------------------------------------------------------------


def text(typed, *, longest=200):
    if len(typed) > longest:
        raise ValidationError(_("Longer than %(longest)d characters."), params={"longest": longest})
    return typed


def whole_number(typed, *, least=0, most=2_000_000_000):
    if not typed.isascii() or not typed.isdigit() or not least <= int(typed) <= most:
        raise ValidationError(_("“%(typed)s” is not a whole number that can be."), params={"typed": typed[:40]})
    return int(typed)


def decimal_number(typed, *, least, most):
    try:
        number = float(typed)
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise ValidationError(_("“%(typed)s” is not a number from %(least)s to %(most)s."), params=bounds(typed, least, most))
    return number


def bounds(typed, least, most):
    return {"typed": typed[:40], "least": least, "most": most}


def day(typed):
    found = day_in(typed)
    if found is None or not 1900 <= found.year <= 2199:
        raise ValidationError(_("“%(typed)s” is not a date; write it like 2026-11-23."), params={"typed": typed[:40]})
    return found


PHONE = re.compile(r"\+?\d[\d -]{5,18}")


def phone(typed):
    if "*" in typed:
        raise ValidationError(_("Write the number in full, or leave the cell empty."))
    if not PHONE.fullmatch(typed):
        raise ValidationError(_("“%(typed)s” is not a phone number."), params={"typed": typed[:40]})
    return typed.replace(" ", "")


def yes_or_no(typed):
    if typed in YES:
        return True
    if typed in NO:
        return False
    raise ValidationError(_("Write yes or no."))


YES, NO = {"是", "有", "1", "yes", "Yes", "√", "y", "Y"}, {"否", "无", "無", "0", "no", "No", "×", "n", "N"}


@dataclass(frozen=True)
class Column:
    """One column: its heading, the field it fills, and how its text becomes a value.

    `parse` takes tidied text that is not empty and raises ValidationError with the sentence. `choices`, {value: words}, or a function
    that gives them, make a drop-down; the words are understood in every language, and so is the value. `also` are further headings
    under which it is known. An empty cell leaves a field that stands as it is.
    """

    field: str
    heading: Any
    parse: Callable[[str], Any] = text
    required: bool = False
    choices: Mapping | Callable[[], Mapping] | None = None
    note: Any = ""
    also: tuple[str, ...] = ()
    width: int = 16
    example: str = ""
    secret: bool = False  # phone numbers and the like: shown masked in the dry run

    def offered(self):
        return self.choices() if callable(self.choices) else self.choices or {}


@dataclass
class Line:
    """One line of the file: what was typed, what it means, and what becomes of it."""

    number: int
    cells: list[str]
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    outcome: str = ""
    changes: dict[str, list] = field(default_factory=dict)  # {field: [words before, words after]}
    row: Any = None  # what the app found in the database: its own business

    def refuse(self, reason, heading=""):
        """Say why this line cannot be used; more than one reason may be said."""
        self.outcome = REFUSED
        self.reasons.append(f"{heading}{gettext(': ')}{reason}" if heading else str(reason))

    @property
    def is_good(self):
        return self.outcome != REFUSED


class Importer:
    """A declaration of what can be imported. `name` stands in addresses, `permission` is what its user must hold."""

    do_not_call_in_templates = True
    name = ""
    title: Any = ""
    permission = ""
    columns: tuple[Column, ...] = ()
    key: tuple[str, ...] = ()  # the fields that tell one line from another
    list_url = ""  # the name of the page where the imported rows stand
    is_whole = True  # whether no line of the file was refused, as `check` found

    def __init__(self, by):
        self.by = by

    def look(self, lines):
        """Set the outcome of each good line: ADDED, CHANGED with its changes, UNCHANGED, or refused. Changes nothing."""
        raise NotImplementedError

    def write(self, lines, *, at, report):
        """Write the lines that are ADDED or CHANGED, in the transaction of the caller; ``report(done)`` moves the bar."""
        raise NotImplementedError

    def as_typed(self):
        """The rows that stand, each as {field: what would be typed}: handed in again they change nothing."""
        return ()

    def words(self, line):
        """What a line is called in the dry run."""
        return line.typed.get(self.columns[0].field, "")

    def column(self, name):
        return next(column for column in self.columns if column.field == name)

    def heading(self, name):
        return str(self.column(name).heading)


# --- from a file to lines ---------------------------------------------------------------------------------------------


@dataclass
class Table:
    """The lines of a file under its headings; `places` says in which of its columns each field stands."""

    headings: list[str]
    places: dict[str, int]
    lines: list[Line]


def read(file, declared):
    """The lines of the first sheet that has the headings of `declared`; raises BadSheet when there is none."""
    lacking = None
    for rows in read_sheets(file):
        place, found = best_heading(rows, declared)
        if place is None:
            continue
        missing = [str(column.heading) for column in declared.columns if column.required and column.field not in found]
        if not missing:
            return table_of(rows, place, found)
        lacking = lacking or missing
    if lacking:
        raise BadSheet(_("These headings are missing: %(headings)s.") % {"headings": "、".join(lacking)})
    raise BadSheet(_("The headings were not found. Use the template: its headings stand in one row, above the lines."))


def table_of(rows, place, found):
    headings = rows[place][1]
    lines = [Line(number, cells) for number, cells in rows[place + 1 :] if any(cells)]
    if not lines:
        raise BadSheet(_("There is no line under the headings."))
    for line in lines:
        line.typed = {name: line.cells[column] for name, column in found.items() if column < len(line.cells)}
    return Table(list(headings), found, lines)


def best_heading(rows, declared):
    """The place of the row that names the most columns, at least two or all there are, and {field: column}."""
    known = headings_known(declared)
    best, place = {}, None
    for number, (_row, cells) in enumerate(rows[:HEADING_ROWS]):
        found = {}
        for column, cell in enumerate(cells):
            name = known.get(plain_heading(cell))
            if name and name not in found:
                found[name] = column
        if len(found) >= max(len(best), 1):
            best, place = found, number
    return (place, best) if len(best) >= min(2, len(declared.columns)) else (None, {})


def headings_known(declared):
    """{heading: field} in every language of the portal."""
    known = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {plain_heading(str(column.heading)): column.field for column in declared.columns}
    return known | {plain_heading(other): column.field for column in declared.columns for other in column.also}


MARKS = re.compile(r"[\s*＊:：]|[（(](必填|必填项|选填|required)[）)]")


def plain_heading(cell):
    return MARKS.sub("", cell).casefold()


def parse(table, importer, report=lambda done: None):
    """Make values of what was typed; a cell that cannot be one refuses its line. Twice the same key refuses the second."""
    readers = [(column, reader_of(column)) for column in importer.columns if column.field in table.places]
    seen = {}
    for count, line in enumerate(table.lines, start=1):
        for column, reader in readers:
            parse_cell(line, column, reader)
        if importer.key and line.is_good:
            key = tuple(line.values.get(name) for name in importer.key)
            if (first := seen.setdefault(key, line.number)) != line.number:
                line.refuse(_("The same stands in row %(number)d already.") % {"number": first}, importer.heading(importer.key[0]))
        if count % BATCH == 0:
            report(count)


def parse_cell(line, column, reader):
    typed = line.typed.get(column.field, "")
    if not typed:
        if column.required:
            line.refuse(_("Must be filled in."), str(column.heading))
        return
    if isinstance(typed, Rounded):
        line.refuse(_("Excel has rounded this long number. Make the column text, then type the number again."), str(column.heading))
        return
    try:
        line.values[column.field] = reader(typed)
    except ValidationError as error:
        for reason in error.messages:
            line.refuse(reason, str(column.heading))


def reader_of(column):
    offered = column.offered()
    if not offered:
        return column.parse
    words = {str(value).casefold(): value for value in offered}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words |= {str(said).casefold(): value for value, said in offered.items()}
    return partial(chosen, words, [str(said) for said in offered.values()])


def chosen(words, offered, typed):
    value = words.get(typed.casefold())
    if value is None:
        some = "、".join(offered[:8]) + ("…" if len(offered) > 8 else "")
        raise ValidationError(_("“%(typed)s” is none of: %(some)s."), params={"typed": typed[:40], "some": some})
    return value


def check(file, importer, report=lambda done, total: None):
    """Read, parse and look: the whole dry run. Returns the table with every line's outcome; raises BadSheet."""
    table = read(file, importer)
    total = len(table.lines)
    report(0, total)
    parse(table, importer, lambda done: report(done // 2, total))
    importer.look([line for line in table.lines if line.is_good])
    importer.is_whole = all(line.is_good for line in table.lines)
    report(total, total)
    return table


def tally(lines):
    """{outcome: how many lines}, all four of them."""
    return dict.fromkeys(OUTCOMES, 0) | Counter(line.outcome for line in lines)


def batches(rows, size=BATCH):
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
