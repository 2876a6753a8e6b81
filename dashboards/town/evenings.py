"""The past evenings of the town, as its boards would have been kept, and a screen on a wall: so that a board can look back.

How things stood is worked out from the moments that the rows keep: a finding stood open on an evening that lies between its day
and the day of its closing. A running town keeps what its clock counted instead.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from audit.models import record
from dashboards.counting import Areas, alike, count_days, groups, nothing, write
from dashboards.figures import FIGURES, IN_BUSINESS, Days, within
from dashboards.models import CountedDay, Wall
from grid.models import Place
from inspections.models import Finding, Inspection
from tasks.models import Assignment
from workdays.calendar import Calendar

EVENINGS = 29  # of which is kept how things stood
DAYS = 180  # of which is kept what happened
WALL = "指挥中心大屏"


def play(now):
    today = Days(now, Calendar.current())
    areas = Areas.standing()
    wider = above_the_cells(areas)
    happened = count_days(areas, today.spanning(today.today - timedelta(days=DAYS), today.today - timedelta(days=1)))
    for back in range(DAYS, 0, -1):
        day = today.today - timedelta(days=back)
        kept = {"happened": happened[day]}
        if back <= EVENINGS:
            kept["states"] = states_on(Days(calendar=today.calendar, day=day), wider)
        write(day, kept)
    evenings = CountedDay.objects.filter(day__gte=today.today - timedelta(days=EVENINGS), day__lt=today.today)
    for row in evenings:
        row.counted_at = Days(calendar=today.calendar, day=row.day).at
    CountedDay.objects.bulk_update(evenings, ["counted_at"])
    hang_a_wall(now)


def above_the_cells(areas):
    """Without the cells: how thousands of them stood on each evening would take longer to write than all of the town's inspections."""
    return Areas({pk: [one for one in chain if one not in areas.plain] for pk, chain in areas.above.items()}, frozenset())


def states_on(now, areas):
    found = defaultdict(nothing)
    then = [replace(FIGURES[name], holds=lambda _now, holds=holds: holds) for name, holds in conditions(now).items()]
    for figures in alike(then):
        for area, parts, _by, numbers in groups(figures, figures[0].model.objects.all(), now):
            areas.add_up(found, area, parts, numbers)
    return found


def conditions(now):
    """``{figure: condition}`` of how things stood at the end of an evening."""
    later = Q(closed_at__gt=now.at) | Q(closed_at=None)
    work = Q(dispatched_at__lte=now.at) & later & ~Q(status__in=[Assignment.DRAFT, Assignment.VOID, Assignment.HELD])
    not_closed = Q(assignment__isnull=False) & (Q(assignment__closed_at__gt=now.at) | Q(assignment__closed_at=None))
    open_then = Q(found_at__lte=now.at) & not_closed
    late = Q(assignment__due_at__lte=now.at)
    inspected = Inspection.objects.filter(within("finished_at", now.new_year, now.today)).values("establishment")
    waiting = Q(issued_at__lte=now.at) & (Q(acknowledged_at__gt=now.at) | Q(status="issued"))
    return {
        "establishments": IN_BUSINESS,
        "covered": IN_BUSINESS & Q(pk__in=inspected),
        "shops_open": at_shops(open_then),
        "shops_late": at_shops(open_then & late),
        "work_open": work,
        "work_soon": work & Q(due_at__gt=now.at, due_at__lte=now.soon_until),
        "work_overdue": work & Q(due_at__lte=now.at),
        "work_closed": Q(status=Assignment.CLOSED, closed_at__lte=now.at),
        "letters_waiting": waiting,
        "open": open_then,
        "soon": open_then & Q(assignment__due_at__gt=now.at, assignment__due_at__lte=now.soon_until),
        "overdue": open_then & late,
        "gaps": FIGURES["gaps"].holds(now),
    }


def at_shops(finding):
    return IN_BUSINESS & Q(pk__in=Finding.objects.filter(finding).values("inspection__establishment"))


def hang_a_wall(now):
    """A screen in the command centre that turns through the city and its districts, for a year."""
    by = get_user_model().objects.filter(username="admin").first()
    wall = Wall.objects.create(name=WALL, pace=20, until=timezone.localtime(now) + timedelta(days=365))
    wall.places.set(Place.objects.standing().filter(level__in=[Place.CITY, Place.DISTRICT]))
    record("create", about=wall, by=by, at=now)
