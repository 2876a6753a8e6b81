"""Weak points (薄弱环节): findings per hundred inspections by area, format and item, beside the average and the month before."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BigIntegerField, Count, F, Func, Value
from django.db.models.functions import Cast
from django.utils import timezone

from audit.models import record
from establishments.models import Format
from grid.models import Place
from inspections.models import ChecklistItem, Finding, Inspection, WeakPoint
from tasks.models import Assignment
from workdays.calendar import end_of, start_of

DAYS = 30
WEAK = Decimal("1.5")  # times the average
FEWEST = 3  # findings; fewer say nothing yet
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Window:
    """The days `since` to `until`, both included."""

    since: object
    until: object

    def before(self):
        """As many days just before."""
        days = (self.until - self.since).days + 1
        return Window(self.since - timedelta(days=days), self.since - timedelta(days=1))

    def moments(self):
        return start_of(self.since), end_of(self.until)


@dataclass(frozen=True)
class Line:
    """One area, format or item with its findings per hundred inspections now, on average, and in the window before."""

    dimension: str
    key: str
    name: str
    inspections: int
    findings: int
    rate: Decimal
    average: Decimal
    before: Decimal | None

    @property
    def is_weak(self):
        return self.findings >= FEWEST and self.rate >= WEAK * self.average

    @property
    def times(self):
        """How many times the average."""
        return (self.rate / self.average).quantize(TENTH, ROUND_HALF_UP) if self.average else None

    @property
    def trend(self):
        if self.before is None or self.before == self.rate:
            return ""
        return "up" if self.rate > self.before else "down"


def last_days(today, days=DAYS):
    return Window(today - timedelta(days=days - 1), today)


def weak_points(place, window):
    """{dimension: [Line, the weakest first]} for everything inside `place`."""
    now, before = counted(place, window), counted(place, window.before())
    return {dimension: lines_of(dimension, now[dimension], before[dimension]) for dimension in WeakPoint.DIMENSIONS}


def counted(place, window):
    """{dimension: ({key: inspections}, {key: findings}, {key: name})}; few rows come back, however many there are."""
    start, end = window.moments()
    visits = Inspection.objects.inside(place).filter(finished_at__gte=start, finished_at__lt=end)
    found = Finding.objects.inside(place).filter(found_at__gte=start, found_at__lt=end).exclude(assignment__status=Assignment.VOID)
    below = Cast(Func("place__path", Value("/"), Value(len(place.path_ids()) + 1), function="split_part"), BigIntegerField())
    areas = tally(visits.exclude(place=place), below), tally(found.exclude(place=place), below)
    formats = tally(visits, F("establishment__format")), tally(found, F("inspection__establishment__format"))
    items = tally(found, F("item__code"))
    codes = dict(Format.objects.values_list("pk", "code"))
    of_format = {codes[pk]: count for pk, count in formats[0].items()}
    looked_at = {code: of_format.get(code.partition("-")[0], 0) for code in items}
    return {
        WeakPoint.AREA: (*areas, dict(Place.objects.filter(pk__in=areas[0]).values_list("pk", "name"))),
        WeakPoint.FORMAT: (*formats, dict(Format.objects.values_list("pk", "name"))),
        WeakPoint.ITEM: (looked_at, items, dict(ChecklistItem.objects.filter(code__in=items).order_by("pk").values_list("code", "text"))),
    }


def tally(rows, by):
    """{what `by` says: how many rows}."""
    return Counter(dict(rows.order_by().annotate(key=by).values("key").annotate(count=Count("pk")).values_list("key", "count")))


def lines_of(dimension, now, before):
    inspections, findings, names = now
    average = rate(sum(findings.values()), sum(inspections.values()))
    lines = [
        Line(
            dimension=dimension,
            key=str(key),
            name=str(names.get(key, key)),
            inspections=inspections[key],
            findings=findings.get(key, 0),
            rate=rate(findings.get(key, 0), inspections[key]),
            average=average,
            before=rate(before[1].get(key, 0), before[0][key]) if before[0].get(key) else None,
        )
        for key in inspections
        if inspections[key]
    ]
    return sorted(lines, key=lambda line: (-line.rate, line.name))


def rate(findings, inspections):
    return (Decimal(100) * findings / inspections).quantize(TENTH, ROUND_HALF_UP) if inspections else Decimal(0)


def take_measure(line, work, *, area, window, by, at=None):
    """Make `work` the measure against the weak point `line` of `area`; the figures are frozen as they stand. Returns the WeakPoint."""
    figures = {name: getattr(line, name) for name in ("dimension", "inspections", "findings", "rate", "average")}
    where = {
        WeakPoint.FORMAT: lambda: {"format_id": int(line.key)},
        WeakPoint.ITEM: lambda: {"item_code": line.key},
    }.get(line.dimension, dict)()
    point = WeakPoint.objects.create(
        assignment=work, place=area, name=line.name[:120], since=window.since, until=window.until, **figures, **where
    )
    record("create", about=point, by=by, at=at)
    return point


def line_now(point, today=None):
    """The same weak point's line in the thirty days up to today, to see whether the measure helps; None where nothing was inspected."""
    whole = point.place.parent if point.dimension == WeakPoint.AREA else point.place
    lines = weak_points(whole or point.place, last_days(today or timezone.localdate()))[point.dimension]
    return next((line for line in lines if line.key == key_of(point)), None)


def key_of(point):
    keys = {WeakPoint.AREA: point.place_id, WeakPoint.FORMAT: point.format_id, WeakPoint.ITEM: point.item_code}
    return str(keys[point.dimension])
