"""The numbers of every place, counted from the rows: all of today's each minute, and those of any day anew.

For figures that are alike one GROUP BY names the areas in which their rows lie; the areas are added up along their paths. Nobody who writes
a row waits for a number, and a number that was counted wrong is right a minute later.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from dashboards.figures import FIGURES, Days, counts_of
from dashboards.models import CountedDay, Tally
from establishments.models import Establishment
from grid.models import Place
from inspections.models import Finding, Inspection
from tasks.models import Assignment
from workdays.calendar import Calendar

KEPT = [figure for figure in FIGURES.values() if not figure.daily]
STATES = [figure for figure in KEPT if not figure.moment]
EVENTS = [figure for figure in KEPT if figure.moment]
WHOLE = ""
# What the numbers of a model are told apart by, beside the area.
PARTS = {
    Establishment: {"format": "format_id"},
    Inspection: {"format": "establishment__format_id"},
    Finding: {"format": "inspection__establishment__format_id", "item": "item_id"},
    Assignment: {"task": "creation_task_id", "organisation": "organisation_id"},
}
PLAIN_LEVELS = {Place.CELL}  # so many and so small that their parts are counted when they are asked for
LONGEST = 180  # days that the boards look back: ninety and the ninety before
LOCK = 6_010  # of this process among the database's advisory locks
OF_MANY_DAYS = {figure.daily: figure for figure in FIGURES.values() if figure.daily}


def alike(figures):
    """`figures` in lists that one look at the rows counts: those of one model that count by one moment, or by none."""
    found = defaultdict(list)
    for figure in figures:
        found[figure.model, figure.moment].append(figure)
    return found.values()


def among(figures, rows, now):
    """Those of `rows` that any of the figures counts."""
    return rows.filter(reduce(or_, (figure.holds(now) for figure in figures))).order_by()


def groups(figures, rows, now, *by):
    """(area, {part: id}, values of `by`, {figure: number}) of those among `rows` that any of the figures, all `alike`, counts.

    The area is the place itself or, for a shop, the place in which it lies.
    """
    shop = Q(place__level=Place.ESTABLISHMENT)
    area = Case(When(shop, then=F("place__parent_id")), default=F("place_id"))
    parts = PARTS.get(figures[0].model, {})
    numbers = counts_of({figure.name: figure for figure in figures}, now)
    found = among(figures, rows, now).values_list(area, *parts.values(), *by).annotate(**numbers)
    for lies_in, *values in found:
        of_parts, of_by = values[: len(parts)], values[len(parts) : -len(numbers)]
        yield lies_in, dict(zip(parts, of_parts, strict=True)), of_by, dict(zip(numbers, values[-len(numbers) :], strict=True))


def add(found, numbers):
    """Add to the numbers `found` those of `numbers` that are not nought."""
    for name, number in numbers.items():
        if number:
            found[name] += number


def nothing():
    return defaultdict(lambda: defaultdict(int))


def keys_of(parts):
    return [WHOLE, *(f"{part}:{id}" for part, id in parts.items() if id is not None)]


@dataclass(frozen=True)
class Areas:
    """Every area with the chain from the city down to it, and those of which only the whole is kept."""

    above: dict
    plain: frozenset

    @classmethod
    def standing(cls):
        rows = list(Place.objects.exclude(level=Place.ESTABLISHMENT).values_list("pk", "path", "level"))
        above = {pk: [int(part) for part in path.split("/") if part] for pk, path, _level in rows}
        return cls(above, frozenset(pk for pk, _path, level in rows if level in PLAIN_LEVELS))

    def add_up(self, found, area, parts, numbers):
        """Add `numbers`, ``{figure: number}``, to those of the area and of every place above it, in `found` by place and part."""
        keys = keys_of(parts)
        for place in self.above.get(area, ()):
            for key in keys[:1] if place in self.plain else keys:
                add(found[place][key], numbers)


def count_today(areas, now):
    """``{column: {place: {part: {figure: number}}}}`` from all rows."""
    counted = {"states": defaultdict(nothing), "happened": defaultdict(nothing)}
    for column, kept in (("states", STATES), ("happened", EVENTS)):
        for figures in alike(kept):
            for area, parts, _by, numbers in groups(figures, figures[0].model.objects.all(), now):
                areas.add_up(counted[column], area, parts, numbers)
    return counted


def count_days(areas, now):
    """``{day: {place: {part: {figure: number}}}}`` of what happened on the days that `now` looks back on."""
    counted = defaultdict(lambda: defaultdict(nothing))
    for wide in alike([OF_MANY_DAYS[figure.name] for figure in EVENTS]):
        for area, parts, (day,), numbers in groups(wide, wide[0].model.objects.all(), now, TruncDate(wide[0].moment)):
            areas.add_up(counted[day], area, parts, {figure.daily: numbers[figure.name] for figure in wide})
    return counted


def recount(*, at):
    """Count today anew, and the past days to which something was added since the last time; at most one of these runs at once.

    Returns how many places' numbers changed; None when another is counting already.
    """
    with transaction.atomic():
        if not alone():
            return None
        today, areas, now = timezone.localdate(at), Areas.standing(), Days(at, Calendar.current())
        last = CountedDay.objects.filter(counted_at__isnull=False).order_by("-counted_at").first()
        changed = recount_days(late_days(last, today) if last else None, areas, now)
        changed += write(today, count_today(areas, now))
        CountedDay.objects.filter(day=today).update(counted_at=at)
        return changed


def recount_days(days, areas, now):
    """Count anew what happened on `days`, all before today; on every day that the boards look back on where `days` is None."""
    if days is not None and not days:
        return 0
    first = min(days) if days else now.today - timedelta(days=LONGEST)
    counted = count_days(areas, now.spanning(first, now.today))
    found = days if days is not None else [day for day in counted if day < now.today]
    return sum(write(day, {"happened": counted[day]}) for day in found)


def alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def late_days(last, today):
    """The days before today on which, as was learnt since the count `last`, more happened: phones hand in what they wrote offline.

    Yesterday is among them after midnight, for what happened after its last count.
    """
    since = last.counted_at - timedelta(minutes=5)  # a record is received before its transaction ends
    late = days_of(Inspection, "finished_at", received_at__gte=since) | days_of(Finding, "found_at", inspection__received_at__gte=since)
    return sorted(day for day in late | {last.day} if today - timedelta(days=LONGEST) <= day < today)


def days_of(model, moment, **which):
    """The days of Yinchuan on which `moment` of the rows lies."""
    return set(model.objects.filter(**which).order_by().values_list(TruncDate(moment), flat=True).distinct())


def write(day, counted):
    """Keep what was counted of `day`, by column; returns how many places' numbers are others than before."""
    CountedDay.objects.get_or_create(day=day)
    fresh = defaultdict(dict)
    for column, places in counted.items():
        for place, parts in places.items():
            fresh[place][column] = dict(parts.get(WHOLE, {}))
            fresh[place][f"{column}_by"] = {key: dict(numbers) for key, numbers in parts.items() if key != WHOLE}
    names = [name for column in counted for name in (column, f"{column}_by")]
    kept = {row.place_id: row for row in Tally.objects.filter(day=day)}
    changed, new = [], []
    for place in fresh.keys() | kept.keys():
        values = {name: fresh[place].get(name, {}) for name in names}
        row = kept.get(place)
        if row is None:
            new.append(Tally(day_id=day, place_id=place, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    Tally.objects.bulk_create(new, batch_size=1000)
    Tally.objects.bulk_update(changed, names, batch_size=500)
    return len(new) + len(changed)
