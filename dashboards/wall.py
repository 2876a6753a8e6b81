"""What hangs on a wall: one board, for people who walk by; nobody is signed in and nothing can be opened."""

from datetime import timedelta

from django.utils import timezone

from dashboards import board as boards
from dashboards.board_tasks import tasks
from dashboards.board_trend import trend
from dashboards.counters import Counters
from dashboards.figures import Days
from dashboards.models import Wall
from inspections.models import Finding
from workdays.calendar import Calendar

MOST_AREAS = 7  # what fits beside the map
PLOT_WIDTH, PLOT_HEIGHT = 600, 150


class Onlooker:
    """Whoever looks at a wall: sees the numbers that the administrator who made its link lets be seen, and has no account."""

    is_active = is_superuser = True
    posts = ()
    pk = None


def board_on(wall, turn):
    """The board that hangs there at its `turn`, with how many there are; None for a wall without places."""
    places = list(wall.places.defer("outline").order_by("path"))
    if not places:
        return None
    place = places[turn % len(places)]
    counters = Counters(Onlooker(), place, boards.areas_of(place), Days(calendar=Calendar.current()))
    whole, rows = boards.numbers_by_place(counters)
    rows = sorted(rows, key=lambda row: -boards.value(row, "open"))
    return {
        "place": place,
        "now": counters.now,
        "as_of": counters.as_of,
        "whole": whole,
        "map": boards.map_of(whole, rows, ""),
        "findings": boards.findings(whole, rows[:MOST_AREAS]),
        "tasks": tasks(counters),
        "plot": plot(trend(counters)),
        "longest": longest_overdue(place, counters.now),
        "turns": len(places),
        "next": (turn + 1) % len(places),
    }


def plot(found):
    """Bars of what was found (above) and closed (below) each day, in drawing units."""
    rows = found["rows"]
    most = max([row[name] for row in rows for name in ("found", "closed")] + [1])
    step, half = PLOT_WIDTH / len(rows), PLOT_HEIGHT / 2
    bars = [
        {
            "x": round(at * step, 1),
            "found": round(half * row["found"] / most, 1),
            "closed": round(half * row["closed"] / most, 1),
        }
        for at, row in enumerate(rows)
    ]
    for bar in bars:
        bar["y"] = round(half - bar["found"], 1)
    return found | {"bars": bars, "width": round(step * 0.7, 1), "half": half}


def longest_overdue(place, now):
    """The open finding that is overdue longest, with the days since then; None where there is none."""
    rows = Finding.objects.inside(place).overdue(now.at).select_related("place__parent", "assignment__organisation")
    found = rows.order_by("assignment__due_at").first()
    return found and {"finding": found, "days": max((now.at - found.assignment.due_at) // timedelta(days=1), 0)}


def running(token):
    """The wall with this token, while its link holds; otherwise None."""
    return Wall.objects.running(timezone.now()).filter(token=token).first()
