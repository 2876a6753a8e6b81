"""The board of one place: its figures, its areas, its formats and items, and what its offices have open."""

from django.utils.translation import gettext_lazy as _

from base.figures import share
from dashboards.figures import FIGURES, list_url
from dashboards.maps import draw
from establishments.models import Format
from grid.models import Organisation, Place
from inspections.models import ChecklistItem

TARGET = 95  # percent of findings rectified in time that the city wants
TOP = 10  # items and offices shown
NO_OFFICE = "enterprise"


def areas_of(place):
    """The parts of a place that have a board of their own."""
    return list(Place.objects.standing().filter(parent=place).exclude(level=Place.ESTABLISHMENT).order_by("code", "id"))


def numbers_by_place(counters):
    """``(whole, rows)``: every figure of the board's place, and for each of its areas a dict of ``place`` and the figures there."""
    return numbered(counters, counters.place), [numbered(counters, area) for area in counters.areas]


def numbered(counters, place):
    found = counters.of(place)
    return {
        "place": place,
        "n": found,
        "coverage": rate(found, "covered", "establishments"),
        "in_time": rate(found, "in_time", "closed"),
        "board_url": list_url("board", place, **counters.words),
    }


def rate(found, part, whole):
    return share(found[part].value, found[whole].value) if part in found and whole in found else None


def value(row, name):
    """The figure of a row of numbers; 0 where it cannot be said."""
    return row["n"][name].value if name in row["n"] else 0


def worst(rows):
    """The areas that hold the most overdue findings, up to two: how many, and their names; None where it is not several areas."""
    rows = sorted((row for row in rows if value(row, "overdue")), key=lambda row: -value(row, "overdue"))
    if len(rows) < 3:
        return None
    first = rows[:2]
    return {"value": sum(value(row, "overdue") for row in first), "names": _(" and ").join(row["place"].name for row in first)}


# The map --------------------------------------------------------------------------------------------------------------

RATES = {"coverage": ("covered", "establishments"), "in_time": ("in_time", "closed")}
MAPS = {
    "coverage": _("Inspection coverage"),
    "in_time": _("Rectified in time"),
    **{name: figure.label for name, figure in FIGURES.items() if name not in RATES},
}

FIRST_SHOWN = ("coverage", "work_open")  # by a map of which nobody said what it shows


def maps_of(whole):
    """The names of what the areas can be coloured by: every rate and figure that can be said."""
    return [name for name in MAPS if all(one in whole["n"] for one in RATES.get(name, [name]))]


def map_of(whole, rows, asked):
    """The areas with what the map shows of them, highest first, each with its shade 0 to 3 and, where it has an outline, its shape.

    `asked` names a rate or a figure; the first that can be said where it names none of these. None where nothing can be said.
    """
    known = maps_of(whole)
    if not rows or not known:
        return None
    name = asked if asked in known else next(one for one in [*FIRST_SHOWN, *known] if one in known)
    drawn, height = draw({row["place"].pk: row["place"].outline for row in rows})
    shown = [shown_on_map(row, name) for row in rows]
    values = [row["value"] for row in shown if row["value"] is not None]
    shaded = [row | {"shade": shade(row["value"], values), "shape": drawn.get(row["place"].pk)} for row in shown]
    return {
        "name": name,
        "asked": asked in known,
        "label": MAPS[name],
        "is_rate": name in RATES,
        "rows": sorted(shaded, key=lambda row: -(row["value"] or 0)),
        "height": height,
        "has_map": bool(drawn),
    }


def shown_on_map(row, name):
    if name not in RATES:
        number = row["n"].get(name)
        return row | {"value": number and number.value, "url": number and number.url}
    part, whole = (row["n"].get(one) for one in RATES[name])
    return row | {"value": row[name], "url": part and part.url, "part": part, "whole": whole}


def shade(rate, rates):
    """Which quarter between the lowest and the highest rate of the map this one lies in."""
    if rate is None or not rates:
        return 0
    low, high = min(rates), max(rates)
    return min(int(4 * (rate - low) / (high - low)), 3) if high > low else 2


# Findings -------------------------------------------------------------------------------------------------------------

HIGHEST_FLOOR = 80  # percent; the scale on which areas are compared begins no higher than here
SCALE = 120  # its length in drawing units


def findings(whole, rows):
    """The table of findings by child: bars on one scale, and how far each is from the target; no rows where none says anything."""
    if not any(value(row, name) for row in rows for name in ("found", "closed", "open", "gaps")):
        rows = []
    longest = max((value(row, "open") for row in rows), default=0) or 1
    lowest = min((row["in_time"] for row in rows if row["in_time"] is not None), default=100)
    floor = min(int(lowest // 10 * 10), HIGHEST_FLOOR)
    return {
        "whole": whole,
        "rows": [row | {"bar": bar(row, longest), "dot": dot(row["in_time"], floor)} for row in rows],
        "floor": floor,
        "target_x": scaled(TARGET, floor),
    }


def bar(row, longest):
    """Three pieces (state, x, width) in percent: in time, due soon, overdue."""
    soon, late = value(row, "soon"), value(row, "overdue")
    pieces, x = [], 0.0
    for state, number in [("doing", value(row, "open") - soon - late), ("soon", soon), ("late", late)]:
        width = round(100 * number / longest, 2)
        pieces.append({"state": state, "x": round(x, 2), "width": width})
        x += width
    return pieces


def dot(rate, floor):
    return None if rate is None else {"x": scaled(rate, floor), "low": rate < TARGET}


def scaled(rate, floor):
    return round((rate - floor) / (100 - floor) * SCALE, 1)


# Formats, items, offices ----------------------------------------------------------------------------------------------


def part_row(counters, found, label, **filters):
    """A line of a table by format and so on: its numbers, each with the list narrowed to it too."""
    numbers = {name: counters.number(name, found, **filters) for name in counters.names if counters.knows(name)}
    return numbered_line({"label": label, "pk": next(iter(filters.values())), "n": numbers})


def numbered_line(line):
    found = line["n"]
    return line | {"coverage": rate(found, "covered", "establishments"), "in_time": rate(found, "in_time", "closed")}


def formats(counters):
    """What was inspected and found in shops of each format, most shops first; each leads to its items."""
    found = counters.by("format")
    rows = [format_row(counters, one, found[one.pk]) for one in Format.objects.filter(pk__in=found)]
    return sorted(rows, key=lambda row: (-value(row, "establishments"), str(row["label"])))


def format_row(counters, format, found):
    address = list_url("board", counters.place, **counters.words, format=format.pk)
    return part_row(counters, found, format.name, format=format.pk) | {"items_url": f"{address}#by-item"}


def items(counters, format=None):
    """The items at which most was found lately, and what of it is open; all of one format's where it is named."""
    found = counters.by("item")
    if format:
        within = ChecklistItem.objects.filter(checklist__format=format).values_list("pk", flat=True)
        found = {pk: found[pk] for pk in within if pk in found}
    first = sorted(found, key=lambda pk: (-found[pk].get("found", 0), -found[pk].get("open", 0), pk))[: None if format else TOP]
    rows = ChecklistItem.objects.select_related("checklist__format").in_bulk(first)
    return [part_row(counters, found[pk], rows[pk], checklist_item=pk) for pk in first if found[pk].get("found") or found[pk].get("open")]


def offices(counters):
    """The offices that have most open work, the overdue first: their share of it that is late, and their own boards."""
    if not counters.whose.is_everybody:
        return []
    found = {pk: one for pk, one in counters.by("organisation").items() if one.get("work_open")}
    known = Organisation.objects.reachable(counters.user, "view").exclude(kind=NO_OFFICE).in_bulk(found)
    first = sorted(known, key=lambda pk: (-found[pk].get("work_overdue", 0), -found[pk]["work_open"], pk))[:TOP]
    rows = [part_row(counters, found[pk], known[pk].short_name, organisation=pk) for pk in first]
    late = [share(value(row, "work_overdue"), value(row, "work_open")) for row in rows]
    return [row | {"late": part, "board_url": office_url(row["pk"], counters.now)} for row, part in zip(rows, late, strict=True)]


def office_url(pk, now):
    """The board of an office."""
    return list_url("board", **now.words, office=pk)
