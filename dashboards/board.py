"""The board of one place: figures, districts, coverage, creation tasks, lead departments, thirty days."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from base.figures import ranked, share
from dashboards.figures import FIGURES, WINDOW_DAYS, Number, count_by_child, list_url, rows_at
from dashboards.maps import draw
from grid.access import holds
from grid.models import Place
from inspections.models import Finding, Inspection
from tasks.models import Assignment, CreationTask

COVERAGE = ["establishments", "covered"]
FINDINGS = ["found", "closed", "in_time", "open", "soon", "overdue", "found_today", "closed_today"]
INSPECTIONS = ["inspected_today"]
GRID = ["gaps"]
TARGET = 95  # percent of findings rectified in time that the city wants


def numbers_by_place(user, place, now):
    """``(whole, rows)``: every figure of `place`, and for each of its children a dict of ``place`` and the figures there."""
    names = [name for name in [*COVERAGE, *FINDINGS, *INSPECTIONS, *GRID] if holds(user, FIGURES[name].needs)]
    counted = count_by_child(names, user, place, now)
    whole = {name: sum(part.get(name, 0) for part in counted.values()) for name in names}
    children = Place.objects.standing().filter(parent=place).exclude(level=Place.ESTABLISHMENT).order_by("code", "id")
    rows = [numbered(child, counted.get(child.pk, {}), names, now) for child in children]
    return numbered(place, whole, names, now), rows


def numbered(place, counts, names, now):
    found = {name: Number(FIGURES[name], counts.get(name, 0), FIGURES[name].url(place, now)) for name in names}
    return {
        "place": place,
        "n": found,
        "coverage": rate(found, "covered", "establishments"),
        "in_time": rate(found, "in_time", "closed"),
        "board_url": list_url("board", place),
    }


def rate(found, part, whole):
    return share(found[part].value, found[whole].value) if whole in found else None


def worst(rows):
    """The areas that hold the most overdue findings, up to two: how many, and their names; None where it is not several areas."""
    rows = sorted((row for row in rows if row["n"]["overdue"].value), key=lambda row: -row["n"]["overdue"].value)
    if len(rows) < 3:
        return None
    first = rows[:2]
    return {"value": sum(row["n"]["overdue"].value for row in first), "names": _(" and ").join(row["place"].name for row in first)}


# Coverage -------------------------------------------------------------------------------------------------------------


def coverage(rows):
    """The children with what there is to cover, best first, each with its shade 0 to 3 and, where it has an outline, its shape."""
    drawn, height = draw({row["place"].pk: row["place"].outline for row in rows})
    rates = [row["coverage"] for row in rows if row["coverage"] is not None]
    shaded = [row | {"shade": shade(row["coverage"], rates), "shape": drawn.get(row["place"].pk)} for row in rows]
    return {"rows": sorted(shaded, key=lambda row: -(row["coverage"] or 0)), "height": height, "has_map": bool(drawn)}


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
    """The table of findings by child: bars on one scale, and how far each is from the target."""
    longest = max((row["n"]["open"].value for row in rows), default=0) or 1
    lowest = min((row["in_time"] for row in rows if row["in_time"] is not None), default=100)
    floor = min(int(lowest // 10 * 10), HIGHEST_FLOOR)
    return {
        "whole": whole,
        "rows": [row | {"bar": bar(row["n"], longest), "dot": dot(row["in_time"], floor)} for row in rows],
        "floor": floor,
        "target_x": scaled(TARGET, floor),
    }


def bar(numbers, longest):
    """Three pieces (state, x, width) in percent: in time, due soon, overdue."""
    soon, late = numbers["soon"].value, numbers["overdue"].value
    pieces, x = [], 0.0
    for state, value in [("doing", numbers["open"].value - soon - late), ("soon", soon), ("late", late)]:
        width = round(100 * value / longest, 2)
        pieces.append({"state": state, "x": round(x, 2), "width": width})
        x += width
    return pieces


def dot(rate, floor):
    return None if rate is None else {"x": scaled(rate, floor), "low": rate < TARGET}


def scaled(rate, floor):
    return round((rate - floor) / (100 - floor) * SCALE, 1)


# Creation tasks -------------------------------------------------------------------------------------------------------

PROGRESS = {
    "done": pgettext_lazy("board", "done"),
    "doing": pgettext_lazy("board", "under way"),
    "soon": pgettext_lazy("board", "due soon"),
    "late": pgettext_lazy("board", "overdue"),
    "todo": pgettext_lazy("board", "not started"),
}


def tasks(user, place, now):
    """The catalogue as squares by category, what its states add up to, and the lead departments' table; None without the right.

    The city answers for every task; a smaller place for those of which it was given work.
    """
    if not holds(user, "tasks.view_creationtask"):
        return None
    whole_city = place.level == Place.CITY
    place = None if whole_city else place
    catalogue = CreationTask.objects.reachable(user, "view").select_related("lead").order_by("no")
    catalogue = catalogue.with_progress(rows_at(Assignment, user, place), at=now.at, soon_until=now.soon_until)
    catalogue = [task for task in catalogue if whole_city or task.progress != "todo"]
    states = Counter(task.progress for task in catalogue)
    leads = league(catalogue, place) if whole_city else []
    return {
        "count": len(catalogue),
        "url": list_url("creationtask-list", place),
        "states": [
            {"name": name, "label": label, "count": states[name], "url": list_url("creationtask-list", place, progress=name)}
            for name, label in PROGRESS.items()
        ],
        **{name: states[name] for name in PROGRESS},
        **{f"{name}_url": list_url("creationtask-list", place, progress=name) for name in PROGRESS},
        "share": share(states["done"], len(catalogue)),
        "categories": categories(catalogue, place),
        "league": ranked([row for row in leads if row["count"] > 1]),
        "others": [row for row in leads if row["count"] == 1],
    }


SQUARE, STEP = 11, 13.5


def categories(catalogue, place):
    """A row of squares for each category, in the order of the catalogue; within it the done ones first."""
    grouped = {}
    for task in catalogue:
        grouped.setdefault(task.category, []).append(task)
    return [category(name, members, place) for name, members in grouped.items()]


def category(name, members, place):
    order = list(PROGRESS)
    members = sorted(members, key=lambda task: (order.index(task.progress), task.no))
    squares = [square(task, round(0.5 + at * STEP, 1)) for at, task in enumerate(members)]
    done = sum(task.progress == "done" for task in members)
    return {
        "name": name,
        "squares": squares,
        "width": round(len(members) * STEP, 1),
        "done": done,
        "count": len(members),
        "url": list_url("creationtask-list", place, category=name),
        "done_url": list_url("creationtask-list", place, category=name, progress="done"),
    }


def square(task, x):
    return {"task": task, "x": x, "text_x": round(x + SQUARE / 2, 1), "words": PROGRESS[task.progress], "url": task.get_absolute_url()}


def league(catalogue, place):
    """Lead departments by the weight of what is done against the weight of all they lead."""
    grouped = {}
    for task in catalogue:
        grouped.setdefault(task.lead, []).append(task)
    return sorted((league_row(lead, members, place) for lead, members in grouped.items()), key=lambda row: (-row["rate"], -row["count"]))


def league_row(lead, members, place):
    states = Counter(task.progress for task in members)
    weight = sum(task.weight for task in members)
    filters = {"lead": lead.pk}
    return {
        "lead": lead,
        "count": len(members),
        "url": list_url("creationtask-list", place, **filters),
        "done": states["done"],
        "done_url": list_url("creationtask-list", place, progress="done", **filters),
        "late": states["late"],
        "late_url": list_url("creationtask-list", place, progress="late", **filters),
        "rate": share(sum(task.weight for task in members if task.progress == "done"), weight) or 0.0,
    }


# Thirty days ----------------------------------------------------------------------------------------------------------


def trend(user, place, now):
    """Inspections, findings and closings on each of the last days, for the chart and for the table that reads the same."""
    days = [now.first_day + timedelta(days=n) for n in range(WINDOW_DAYS)]
    inspected = per_day(rows_at(Inspection, user, place), "finished_at", "inspected_lately", now)
    found = per_day(rows_at(Finding, user, place), "found_at", "found", now)
    closed = per_day(rows_at(Finding, user, place), "assignment__closed_at", "closed", now)
    rows = [trend_row(day, inspected[day], found[day], closed[day], place) for day in days]
    return {
        "rows": rows,
        "inspected": sum(inspected.values()),
        "inspected_url": FIGURES["inspected_lately"].url(place, now),
        "found": sum(found.values()),
        "closed": sum(closed.values()),
        "data": {
            "days": [dateformat.format(day, pgettext("date in this year", "j M")) for day in days],
            "weekdays": [day.weekday() for day in days],
            "inspected": [row["inspected"] for row in rows],
            "found": [row["found"] for row in rows],
            "closed": [row["closed"] for row in rows],
            "urls": [row["inspected_url"] for row in rows],
            "words": {
                "inspected": str(pgettext_lazy("board", "Inspections")),
                "found": str(pgettext_lazy("board", "Found")),
                "closed": str(pgettext_lazy("board", "Closed")),
            },
        },
    }


def per_day(rows, field, name, now):
    counted = rows.order_by().filter(FIGURES[name].holds(now)).annotate(day=TruncDate(field)).values("day").annotate(n=Count("pk"))
    return Counter({row["day"]: row["n"] for row in counted})


def trend_row(day, inspected, found, closed, place):
    return {
        "day": day,
        "inspected": inspected,
        "inspected_url": list_url("inspection-list", place, since=day, until=day),
        "found": found,
        "found_url": list_url("finding-list", place, since=day, until=day),
        "closed": closed,
        "closed_url": list_url("finding-list", place, status="closed", closed_since=day, closed_until=day),
    }
