"""The numbers of the workbench and the boards: one definition for the count, the list behind it, its export and the API.

A figure says in `holds` which rows it counts. The number is their count, many figures of one model in one query; the list is
asked by the figure's name (``?figure=overdue&place=7``, `base.narrowing`) and applies the same condition.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base import narrowing
from base.rows import number_in
from dashboards.whose import EVERYBODY, Whose
from establishments.models import Establishment
from grid.models import ProofLine
from grid.models.proofs import latest_run
from inspections.models import Finding, Inspection
from inspections.models.findings import IS_OPEN
from tasks.models import Assignment, Notice
from tasks.now import Now
from workdays.calendar import end_of, start_of

WINDOW_DAYS = 30  # what "lately" means where nothing else is asked, today included
WINDOWS = (7, 30, 90)
MOMENT = timedelta(microseconds=1)


class Days(Now):
    """Now, with the days that a board looks back on; or the evening of a past `day`."""

    def __init__(self, at=None, calendar=None, *, day=None, window=WINDOW_DAYS):
        super().__init__(at, calendar)
        self.window = window
        self.past = day is not None and day < self.today
        if self.past:
            self.at, self.today = end_of(day) - MOMENT, day

    @classmethod
    def asked(cls, data, **more):
        """As the address says, ``?day=2026-11-20&days=7``; what no calendar knows is today."""
        try:
            day = parse_date(data.get("day", ""))
        except ValueError:
            day = None
        window = number_in(data.get("days", ""))
        return cls(day=day, window=window if window in WINDOWS else WINDOW_DAYS, **more)

    def before(self):
        """The evening on which the period before this one ended."""
        return Days(calendar=self._calendar, day=self.first_day - timedelta(days=1), window=self.window)

    def spanning(self, first, last):
        """The days from `first` to `last`, as the days that are looked back on."""
        return Days(calendar=self._calendar, day=last, window=(last - first).days + 1)

    @cached_property
    def first_day(self):
        return self.today - timedelta(days=self.window - 1)

    @property
    def new_year(self):
        return self.today.replace(month=1, day=1)

    @property
    def words(self):
        """What an address says of it."""
        day = {"day": self.today.isoformat()} if self.past else {}
        return day | ({"days": self.window} if self.window != WINDOW_DAYS else {})


def within(field, first, last):
    """The rows whose moment `field` lies on the days from `first` to `last`."""
    return Q(**{f"{field}__gte": start_of(first), f"{field}__lt": start_of(last + timedelta(days=1))})


@dataclass(frozen=True)
class Figure:
    """One number: its name, what it is called, in what unit, and which rows of which model it counts.

    `moment` names the moment that makes its rows count, where that never changes: only such figures can be asked for a past day,
    since of the others nobody knows any more which rows they were.
    """

    name: str
    label: Any
    unit: Any
    model: type
    holds: Callable[[Days], Q]
    moment: str = ""
    daily: str = ""

    @property
    def needs(self):
        """The permission without which the number says nothing."""
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    def rows(self, user, place, now):
        return rows_at(self.model, user, place).filter(self.holds(now))

    def known_on(self, now):
        """Whether its rows can be told at `now`, which may be a past evening."""
        return bool(self.moment) or not now.past

    def among(self, rows, data):
        now = Days.asked(data)
        if not self.known_on(now):
            raise Http404
        return Whose.asked(data).among(rows).filter(self.holds(now))

    def said(self, data):
        """What it is called where the address asks for it, with the office or the person whose number it is."""
        name = Whose.asked(data).name
        return f"{name} {self.label}" if name else self.label

    def url(self, place, now, **more):
        """The list of its rows; None for a past evening whose rows nobody knows any more."""
        return self._url("", place, now, more)

    def api_url(self, place, now, **more):
        return self._url("api:", place, now, more)

    def _url(self, space, place, now, more):
        page = f"{space}{self.model._meta.model_name}-list"
        return list_url(page, place, figure=self.name, **now.words, **more) if self.known_on(now) else None


def list_url(name, place=None, **filters):
    """The list page `name` with filters, at `place`."""
    filters |= {"place": place.pk} if place else {}
    return f"{reverse(name)}?{urlencode(filters)}" if filters else reverse(name)


def rows_at(model, user, place):
    rows = model.objects.reachable(user, "view")
    return rows.inside(place) if place else rows


def inspected_since(day):
    return Q(Exists(Inspection.objects.filter(establishment=OuterRef("pk"), finished_at__gte=start_of(day))))


def at_which(finding):
    """The shops at which such a finding was made."""
    return Q(Exists(Finding.objects.filter(finding, inspection__establishment=OuterRef("pk"))))


DONE = Q(status=Assignment.CLOSED)
OPEN_WORK = Q(status__in=Assignment.OPEN)
STRUCK_OFF = Q(assignment__status=Assignment.CLOSED)
IN_TIME = Q(assignment__submitted_at__lte=F("assignment__due_at"))
NUMBERED = Q(serial__isnull=False)
IN_BUSINESS = Q(status=Establishment.OPEN)
FOUND, CLOSED, INSPECTED, ISSUED = "found_at", "assignment__closed_at", "finished_at", "issued_at"

SHOPS = pgettext_lazy("board", "shops")
ITEMS = pgettext_lazy("board", "items")
TIMES = pgettext_lazy("board", "times")
LETTERS = pgettext_lazy("board", "letters")
THINGS = pgettext_lazy("board", "findings")
GAPS = pgettext_lazy("board", "gaps")


def lately(moment):
    return lambda now: within(moment, now.first_day, now.today)


def that_day(moment):
    return lambda now: within(moment, now.today, now.today)


def overdue_finding(now):
    return IS_OPEN & Q(assignment__due_at__lte=now.at)


def soon(now, prefix=""):
    return Q(**{f"{prefix}due_at__gt": now.at, f"{prefix}due_at__lte": now.soon_until})


def also(condition, holds):
    return lambda now: condition & holds(now)


ALL = [
    Figure("establishments", _("Establishments"), SHOPS, Establishment, lambda now: IN_BUSINESS),
    Figure("covered", _("Inspected this year"), SHOPS, Establishment, lambda now: IN_BUSINESS & inspected_since(now.new_year)),
    Figure("shops_open", _("Shops with open findings"), SHOPS, Establishment, lambda now: IN_BUSINESS & at_which(IS_OPEN)),
    Figure("shops_late", _("Shops with overdue findings"), SHOPS, Establishment, lambda now: IN_BUSINESS & at_which(overdue_finding(now))),
    Figure("work_open", _("Open assignments"), ITEMS, Assignment, lambda now: OPEN_WORK),
    Figure("work_soon", _("Assignments due soon"), ITEMS, Assignment, lambda now: OPEN_WORK & soon(now)),
    Figure("work_overdue", _("Overdue assignments"), ITEMS, Assignment, lambda now: OPEN_WORK & Q(due_at__lte=now.at)),
    Figure("work_held", _("Assignments on hold"), ITEMS, Assignment, lambda now: Q(status=Assignment.HELD)),
    Figure("work_closed", _("Closed assignments"), ITEMS, Assignment, lambda now: DONE),
    Figure("work_done", _("Assignments closed"), ITEMS, Assignment, also(DONE, lately("closed_at")), "closed_at", "work_done_today"),
    Figure("work_done_today", _("Assignments closed today"), ITEMS, Assignment, also(DONE, that_day("closed_at")), "closed_at"),
    Figure("letters", _("Letters issued"), LETTERS, Notice, also(NUMBERED, lately(ISSUED)), ISSUED, "letters_today"),
    Figure("letters_today", _("Letters issued today"), LETTERS, Notice, also(NUMBERED, that_day(ISSUED)), ISSUED),
    Figure("letters_waiting", _("Letters not acknowledged"), LETTERS, Notice, lambda now: Q(status=Notice.ISSUED)),
    Figure("inspected_today", _("Inspections today"), TIMES, Inspection, that_day(INSPECTED), INSPECTED),
    Figure("inspected_lately", pgettext_lazy("board", "Inspections"), TIMES, Inspection, lately(INSPECTED), INSPECTED, "inspected_today"),
    Figure("found", pgettext_lazy("board", "Found"), THINGS, Finding, lately(FOUND), FOUND, "found_today"),
    Figure("closed", pgettext_lazy("board", "Closed"), THINGS, Finding, also(STRUCK_OFF, lately(CLOSED)), CLOSED, "closed_today"),
    Figure("in_time", _("Rectified in time"), THINGS, Finding, also(STRUCK_OFF & IN_TIME, lately(CLOSED)), CLOSED, "in_time_today"),
    Figure("open", _("Open findings"), THINGS, Finding, lambda now: IS_OPEN),
    Figure("soon", _("Findings due soon"), THINGS, Finding, lambda now: IS_OPEN & soon(now, "assignment__")),
    Figure("overdue", _("Overdue findings"), THINGS, Finding, overdue_finding),
    Figure("found_today", _("Found today"), THINGS, Finding, that_day(FOUND), FOUND),
    Figure("closed_today", _("Closed today"), THINGS, Finding, also(STRUCK_OFF, that_day(CLOSED)), CLOSED),
    Figure("in_time_today", _("Closed today, rectified in time"), THINGS, Finding, also(STRUCK_OFF & IN_TIME, that_day(CLOSED)), CLOSED),
    Figure("gaps", _("Gaps in responsibility"), GAPS, ProofLine, lambda now: Q(run_id=latest_run())),
]
FIGURES = {figure.name: figure for figure in ALL}
narrowing.FIGURES.update(FIGURES)


@dataclass(frozen=True)
class Number:
    """A figure counted for somebody somewhere: the number and the address of its rows, made for the few that are shown."""

    figure: Figure
    value: int
    address: Callable[[], str | None]

    @property
    def url(self):
        return self.address()

    @property
    def label(self):
        return self.figure.label

    @property
    def unit(self):
        return self.figure.unit


def count(names, user, place, now, whose=EVERYBODY):
    """``{name: Number}`` of the figures `names` at `place`, counted this moment; one query for each model among them."""
    counted = {}
    for model, figures in by_model(names).items():
        counted |= whose.among(rows_at(model, user, place)).aggregate(**counts_of(figures, now))
    return {name: Number(FIGURES[name], counted[name], partial(FIGURES[name].url, place, now, **whose.words)) for name in names}


def count_by_child(names, user, place, now):
    """``{id of a child of place: {name: count}}``, in one query for each model; what lies in no child stands under None."""
    found = {}
    for model, figures in by_model(names).items():
        rows = rows_at(model, user, place).order_by().values(child=place.part_of("place__path"))
        for row in rows.annotate(**counts_of(figures, now)):
            found.setdefault(row.pop("child"), {}).update(row)
    return found


def by_model(names):
    groups = {}
    for name in names:
        groups.setdefault(FIGURES[name].model, {})[name] = FIGURES[name]
    return groups


def counts_of(figures, now):
    return {name: Count("pk", filter=figure.holds(now)) for name, figure in figures.items()}
