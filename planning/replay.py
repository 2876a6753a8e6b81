"""Past visits done again in the order of the ranking, offline: how many days earlier would the critical findings have been found?

The visits of the period are the ones that were made, of the same shops, as many each day; only their order is the ranking's. On each
day those shops come first that score highest by what was known that morning: what was found before the period, and what the visits
of the replay have found since. A shop's second visit keeps what the second real visit found, and comes after the first.

What it cannot know: whether a fault stood there already on the earlier day. It assumes so, as every such reckoning must; a fault
that came up between the two days is counted as found too early. The mean over all visits is nought by construction: what critical
shops gain the others give.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import nlargest
from statistics import mean, median

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.models import record
from establishments.models import Establishment, GradeChange
from inspections.models import Finding, Inspection
from planning.models import RankingReplay
from planning.ranking import Facts, points
from tasks.models import Assignment
from workdays.calendar import end_of, start_of


@dataclass
class Visit:
    """One visit of the period: the day it was made, and what it found as (critical?, days until it was put right or None)."""

    shop: int
    day: date
    found: list = field(default_factory=list)

    @property
    def critical(self):
        return sum(critical for critical, _days in self.found)


@dataclass
class Shop:
    """What is known of a shop on a day of the replay."""

    grade: str = ""
    last_on: date | None = None
    critical_on: list = field(default_factory=list)
    open: list = field(default_factory=list)  # pairs: found on, put right on or None

    def facts(self, rule, day):
        horizon = day - timedelta(days=rule.critical_days)
        return Facts(
            grade=self.grade,
            days=None if self.last_on is None else (day - self.last_on).days,
            critical=sum(on >= horizon for on in self.critical_on),
            open=sum(since < day and (until is None or until >= day) for since, until in self.open),
            gaps=0,
        )

    def learn(self, visit, day):
        self.last_on = day
        for critical, days in visit.found:
            self.critical_on += [day] if critical else []
            self.open.append((day, None if days is None else day + timedelta(days=days)))


def replayed(visits, shops, rule):
    """[(visit, day on which the ranking makes it)]: as many a day as were made, each day the highest scores first."""
    waiting = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.day, reverse=True):
        waiting[visit.shop].append(visit)
    done = []
    for day, count in sorted(Counter(visit.day for visit in visits).items()):
        scores = ((sum(points(rule, shops[shop].facts(rule, day)).values()), -shop) for shop in waiting)
        chosen = [-negative for _score, negative in nlargest(count, scores)]
        while len(chosen) < count:  # fewer shops left than visits: some are visited twice that day, as they were
            chosen += [shop for shop in waiting if len(waiting[shop]) > chosen.count(shop)][: count - len(chosen)]
        for shop in chosen:
            visit = waiting[shop].pop()
            shops[shop].learn(visit, day)
            done.append((visit, day))
            if not waiting[shop]:
                del waiting[shop]
    return done


SPREAD = (14, 7, 1, 0, -6, -13)  # days earlier at least; the last bar is all that is later still


def outcome(done, since, until):
    """What the replay shows, in values that JSON can hold; days earlier are counted once for each critical finding."""
    found = [(visit.day, day) for visit, day in done for _each in range(visit.critical)]
    earlier = [(real - day).days for real, day in found]
    half = since + (until - since) / 2
    return {
        "visits": len(done),
        "days": len({visit.day for visit, _day in done}),
        "shops": len({visit.shop for visit, _day in done}),
        "critical": len(earlier),
        "earlier": sum(days > 0 for days in earlier),
        "same_day": earlier.count(0),
        "later": sum(days < 0 for days in earlier),
        "mean": round(mean(earlier), 1) if earlier else None,
        "median": round(median(earlier), 1) if earlier else None,
        "half": half.isoformat(),
        "half_real": sum(real <= half for real, _day in found),
        "half_ranking": sum(day <= half for _real, day in found),
        "spread": spread(earlier),
    }


def spread(earlier):
    """How many of `earlier` fall into each of the bars of SPREAD, and the rest."""
    bars, left = [], sorted(earlier, reverse=True)
    for least in SPREAD:
        bars.append(sum(days >= least for days in left))
        left = left[bars[-1] :]
    return [*bars, len(left)]


# From the records -----------------------------------------------------------------------------------------------------


def replay(place, rule, since, until):
    """The outcome of the replay for the visits that were made inside `place` from `since` to `until`; rechecks are none of them."""
    visits = visits_of(place, since, until)
    shops = known_before({visit.shop for visit in visits}, rule, since)
    return outcome(replayed(visits, shops, rule), since, until)


def visits_of(place, since, until):
    rows = Inspection.objects.inside(place).exclude(kind="recheck").filter(finished_at__gte=start_of(since), finished_at__lt=end_of(until))
    rows = rows.order_by("finished_at", "pk").values_list("pk", "establishment", "finished_at")
    visits = {pk: Visit(shop, timezone.localdate(at)) for pk, shop, at in rows.iterator()}
    for inspection, critical, found_at, closed_at in findings().filter(inspection__in=rows.values("pk")).iterator():
        days = (timezone.localdate(closed_at) - timezone.localdate(found_at)).days if closed_at else None
        visits[inspection].found.append((critical, days))
    return list(visits.values())


def findings():
    rows = Finding.objects.exclude(assignment__status=Assignment.VOID).order_by("pk")
    return rows.values_list("inspection", "item__critical", "found_at", "assignment__closed_at")


def known_before(shops, rule, since):
    """``{shop id: Shop}`` as the records stood on the morning of `since`."""
    known, morning = {pk: Shop() for pk in shops}, start_of(since)
    grades = Establishment.objects.filter(pk__in=shops).values_list("pk", "risk_grade")
    changed = GradeChange.objects.filter(establishment__in=shops, field="risk_grade", since__gt=since).order_by("-since", "-pk")
    for pk, grade in [*grades, *changed.values_list("establishment", "old")]:  # the earliest change comes last and says what it was
        known[pk].grade = grade
    before = Inspection.objects.filter(establishment__in=shops, finished_at__lt=morning)
    for pk, at in before.order_by().values_list("establishment").annotate(last=Max("finished_at")):
        known[pk].last_on = timezone.localdate(at)
    horizon = start_of(since - timedelta(days=rule.critical_days))
    rows = findings().filter(inspection__establishment__in=shops, found_at__gte=horizon, found_at__lt=morning)
    for shop, critical, found_at, closed_at in rows.values_list(
        "inspection__establishment", "item__critical", "found_at", "assignment__closed_at"
    ):
        found_on = timezone.localdate(found_at)
        known[shop].critical_on += [found_on] if critical else []
        known[shop].open.append((found_on, timezone.localdate(closed_at) if closed_at else None))
    return known


@transaction.atomic
def keep_replay(place, rule, since, until, *, by=None, at=None):
    """Replay and keep what it shows as a row; returns the row."""
    at = at or timezone.now()
    row = RankingReplay.objects.create(
        place=place, rule=rule, since=since, until=until, result=replay(place, rule, since, until), made_by=by, made_at=at
    )
    record("create", about=row, by=by, at=at)
    return row
