"""The key formats and their checklists as a file: read and checked row by row, then written as one act."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

from django.utils import timezone

from audit.models import changes_between, record
from base.loading import BadFile, json_rows
from establishments.models import Format
from inspections.models import Checklist, ChecklistItem, Inspection

SAMPLE = Path(__file__).parent / "data" / "business_formats.json"
# Order 49 took effect on this day; a first version covers every inspection that was made under it.
FIRST_IN_FORCE = date(2022, 3, 15)
FORMAT_CODE, ITEM_CODE = re.compile(r"F\d{2}"), re.compile(r"F\d{2}-\d{2}")
WHOLE = 100

FORMAT_COLUMNS = {"code": str, "name_zh": str, "name_en": str, "basis": str, "checklist": list}
ITEM_COLUMNS = {"code": str, "text_zh": str, "text_en": str, "weight": int, "critical": bool}
LONGEST = {"name_zh": 40, "name_en": 80}
EXPECTED = {str: "text is expected", int: "a whole number is expected", bool: "true or false is expected", list: "a list is expected"}


def read(path):
    """The checked rows of a JSON file: a list of formats, each with its checklist."""
    rows, seen = json_rows(path, of="formats"), set()
    for number, row in enumerate(rows, start=1):
        if fault := fault_of_format(row, seen):
            raise BadFile(f"{path}: row {number}, {fault}.")
        seen.add(row["code"])
    return rows


def fault_of_format(row, seen):
    """What is first wrong with a format and its checklist, beginning with the column; empty when nothing is."""
    if fault := fault_of_row(row, FORMAT_COLUMNS, FORMAT_CODE, seen):
        return fault
    codes = set()
    for number, item in enumerate(row["checklist"], start=1):
        if fault := fault_of_row(item, ITEM_COLUMNS, ITEM_CODE, codes) or fault_of_item(item, row["code"]):
            return f"checklist row {number}, {fault}"
        codes.add(item["code"])
    total = sum(item["weight"] for item in row["checklist"])
    return "" if total == WHOLE else f"column weight: the weights of {row['code']} add up to {total}, not to {WHOLE}"


def fault_of_row(row, columns, pattern, seen):
    if not isinstance(row, dict):
        return "column -: an object with named columns is expected"
    for column, kind in columns.items():
        if reason := fault_in(row, column, kind):
            return f"column {column}: {reason}"
    if not pattern.fullmatch(row["code"]):
        return f"column code: “{row['code']}” is not a code such as {'F11' if pattern is FORMAT_CODE else 'F11-02'}"
    return f"column code: {row['code']} stands here twice" if row["code"] in seen else ""


def fault_in(row, column, kind):
    value = row.get(column)
    if value is None:
        return "missing"
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return EXPECTED[kind]
    if kind in (str, list) and not (value.strip() if kind is str else value):
        return "empty"
    longest = LONGEST.get(column)
    return f"longer than {longest} characters" if longest and len(value) > longest else ""


def fault_of_item(item, format_code):
    if not item["code"].startswith(f"{format_code}-"):
        return f"column code: {item['code']} does not belong to {format_code}"
    return "" if 0 < item["weight"] <= WHOLE else f"column weight: {item['weight']} is not between 1 and {WHOLE}"


def load(rows, *, on=None):
    """Write the rows; `on` is the day from which a new version counts. To be called inside a transaction.

    Returns what became of formats and of checklists, each counted by added, changed and unchanged.
    """
    formats, checklists = Counter(), Counter()
    for row in rows:
        format, word = load_format(row)
        formats[word] += 1
        checklists[load_checklist(format, row["checklist"], on or timezone.localdate())] += 1
    return formats, checklists


def load_format(row):
    values = {"name": row["name_zh"], "name_en": row["name_en"], "basis": row["basis"]}
    format = Format.objects.filter(code=row["code"]).first()
    if format is None:
        format = Format.objects.create(code=row["code"], **values)
        record("load", about=format)
        return format, "added"
    old = Format.objects.get(pk=format.pk)
    for name, value in values.items():
        setattr(format, name, value)
    changes = changes_between(old, format, values)
    if not changes:
        return format, "unchanged"
    format.save()
    record("load", about=format, changes=changes)
    return format, "changed"


def load_checklist(format, rows, on):
    """Make the newest version say what `rows` say. One that an inspection used stays as it is, and a next one is made."""
    newest = format.checklists.order_by("-version").first()
    if newest is None:
        write(Checklist.objects.create(format=format, version=1, effective_on=FIRST_IN_FORCE), rows)
        return "added"
    wanted = [values_of(number, row) for number, row in enumerate(rows, start=1)]
    if list(newest.items.values(*wanted[0])) == wanted:
        return "unchanged"
    if Inspection.objects.filter(checklist=newest).exists():
        newest = Checklist.objects.create(format=format, version=newest.version + 1, effective_on=on)
    else:
        newest.items.all().delete()
    write(newest, rows)
    return "changed"


def write(checklist, rows):
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, **values_of(number, row)) for number, row in enumerate(rows, start=1)
    )
    record("load", about=checklist)


def values_of(number, row):
    """A checklist row in the model's words."""
    return {
        "code": row["code"],
        "order": number,
        "text": row["text_zh"],
        "text_en": row["text_en"],
        "weight": row["weight"],
        "critical": row["critical"],
    }
