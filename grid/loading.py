"""Places from a file: read, checked row by row, and only then written."""

import csv
from collections import Counter

from django.db import transaction

from audit.models import record
from grid.models import FormerPlace, Place
from grid.outlines import BadOutline, read_outlines

COLUMNS = ("code", "name", "parent_code", "level")
DIGITS = {Place.CITY: 4, Place.DISTRICT: 6, Place.TOWNSHIP: 9, Place.COMMUNITY: 12, Place.CELL: 15}
ABOVE = dict(zip(list(DIGITS)[1:], list(DIGITS), strict=False))


class BadRow(Exception):
    """A row that cannot be used; the text names file, row number, column and reason."""

    def __init__(self, file, row, column, reason):
        super().__init__(f"{file}, row {row}, column {column}: {reason}")


@transaction.atomic
def load_places(areas, outlines=None):
    """Add or correct the places of the CSV file `areas` and the outlines of the GeoJSON file `outlines`, all or nothing.

    Both are paths. Returns a Counter of added, changed and unchanged; raises BadRow.
    """
    rows = read_rows(areas)
    shapes = shapes_of(outlines, {row["code"] for row in rows}) if outlines else {}
    known = places_of([row["code"] for row in rows])
    former = set(FormerPlace.objects.filter(place__in=known.values()).values_list("place", "name"))
    done = Counter(added=0, changed=0, unchanged=0)
    for row in rows:
        done[put(row, known, former, shapes.get(row["code"]))] += 1
    return done


def places_of(codes):
    """{code: the place that has it, or that had it before it was given another}."""
    earlier = FormerPlace.objects.filter(code__in=codes).select_related("place").order_by("until")
    return {row.code: row.place for row in earlier} | {place.code: place for place in Place.objects.filter(code__in=codes)}


def read_rows(path):
    """The rows of the file as dicts with their row number, each checked on its own and against those before it."""
    reader = csv.DictReader(text_of(path).splitlines())
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or [])]:
        raise BadRow(path.name, 1, missing[0], "this column is missing")
    levels, rows = {}, []
    for row in reader:
        check(path.name, reader.line_num, row, levels)
        levels[row["code"]] = row["level"]
        rows.append({column: row[column] for column in COLUMNS})
    return rows


def text_of(path):
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise BadRow(path.name, number, "any", "is not UTF-8 text") from error


def check(file, number, row, levels):
    """Refuse a row that contradicts itself or the rows before it; a parent stands before its children."""
    code, level, parent = row["code"] or "", row["level"], row["parent_code"] or ""
    if level not in DIGITS:
        raise BadRow(file, number, "level", f"“{level}” is none of {', '.join(DIGITS)}")
    if not code.isascii() or not code.isdigit() or len(code) != DIGITS[level]:
        raise BadRow(file, number, "code", f"“{code}” is not {DIGITS[level]} digits, as a {level} has")
    if code in levels:
        raise BadRow(file, number, "code", f"“{code}” stands in the file twice")
    if not (row["name"] or "").strip():
        raise BadRow(file, number, "name", "is empty")
    if len(row["name"]) > Place._meta.get_field("name").max_length:
        raise BadRow(file, number, "name", "is too long")
    if level == Place.CITY:
        return
    if levels.get(parent) != ABOVE[level]:
        raise BadRow(file, number, "parent_code", f"“{parent}” is not a {ABOVE[level]} in a row above")
    if not code.startswith(parent):
        raise BadRow(file, number, "parent_code", f"“{code}” does not begin with its parent's code “{parent}”")


def shapes_of(path, codes):
    try:
        shapes = read_outlines(text_of(path))
    except BadOutline as bad:
        raise BadRow(path.name, bad.number, bad.column, bad.reason) from bad
    for number, code in enumerate(shapes, start=1):
        if code not in codes:
            raise BadRow(path.name, number, "code", f"“{code}” is not a place of the areas file")
    return shapes


def put(row, known, former, outline):
    """Write one row; says whether it was added, changed or left as it was.

    What was renamed, moved or retired since the file was made stays so: `former` holds (place, name) as they were once.
    """
    place, name = known.get(row["code"]), row["name"].strip()
    if place is None:
        parent = known.get(row["parent_code"])
        known[row["code"]] = Place.objects.create(code=row["code"], name=name, level=row["level"], parent=parent, outline=outline)
        return "added"
    news = {"outline": outline} if outline else {}
    if place.code == row["code"] and (place.pk, name) not in former:
        news["name"] = name
    before = {field: getattr(place, field) for field in news}
    if place.status == Place.RETIRED or before == news:
        return "unchanged"
    renamed = {"name": [place.name, name]} if news.get("name", place.name) != place.name else {}
    if renamed:
        place.remember()
    for field, value in news.items():
        setattr(place, field, value)
    place.save(update_fields=list(news))
    record("load", about=place, changes=renamed)
    return "changed"
