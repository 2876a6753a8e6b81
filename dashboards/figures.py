"""The numbers of the workbench and the board: one definition for the count and for the list behind it.

A figure says which rows it counts twice, as a condition for the database and as the filters of the list page; a test holds
the two together for everybody. Many figures of one model are counted in one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from establishments.models import Establishment
from grid.models import ProofLine
from grid.models.proofs import latest_run
from inspections.models import Finding, Inspection
from tasks.models import Assignment
from tasks.now import Now
from workdays.calendar import start_of

WINDOW_DAYS = 30  # what "lately" means on every board, today included


class Days(Now):
    """Now, with the days that a board looks back on."""

    @property
    def first_day(self):
        return self.today - timedelta(days=WINDOW_DAYS - 1)

    @property
    def new_year(self):
        return self.today.replace(month=1, day=1)


def within(field, first, last):
    """The rows whose moment `field` lies on the days from `first` to `last`."""
    return Q(**{f"{field}__gte": start_of(first), f"{field}__lt": start_of(last + timedelta(days=1))})


@dataclass(frozen=True)
class Figure:
    """One number: what it is called, which rows of which model it counts, and which filters of their list show the same."""

    label: Any
    unit: Any
    model: type
    holds: Callable[[Days], Q]
    filters: Callable[[Days], dict]

    @property
    def needs(self):
        """The permission without which the number says nothing."""
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    def rows(self, user, place, now):
        return rows_at(self.model, user, place).filter(self.holds(now))

    def url(self, place, now, **more):
        return list_url(f"{self.model._meta.model_name}-list", place, **self.filters(now), **more)


def list_url(name, place=None, **filters):
    """The list page `name` with filters, at `place`."""
    filters |= {"place": place.pk} if place else {}
    return f"{reverse(name)}?{urlencode(filters)}" if filters else reverse(name)


def rows_at(model, user, place):
    rows = model.objects.reachable(user, "view")
    return rows.inside(place) if place else rows


def inspected_since(day):
    return Q(pk__in=Inspection.objects.filter(finished_at__gte=start_of(day)).values("establishment"))


OPEN_WORK = {"status__in": Assignment.OPEN}
OPEN_FINDING = {"assignment__status__in": Assignment.OPEN}
CLOSED_FINDING = {"assignment__status": Assignment.CLOSED}


def closed_lately(now):
    return Q(**CLOSED_FINDING) & within("assignment__closed_at", now.first_day, now.today)


FIGURES = {
    "establishments": Figure(
        _("Establishments"),
        pgettext_lazy("board", "shops"),
        Establishment,
        lambda now: Q(status=Establishment.OPEN),
        lambda now: {"status": Establishment.OPEN},
    ),
    "covered": Figure(
        _("Inspected this year"),
        pgettext_lazy("board", "shops"),
        Establishment,
        lambda now: Q(status=Establishment.OPEN) & inspected_since(now.new_year),
        lambda now: {"status": Establishment.OPEN, "inspected_since": now.new_year},
    ),
    "work_open": Figure(
        _("Open assignments"), pgettext_lazy("board", "items"), Assignment, lambda now: Q(**OPEN_WORK), lambda now: {"status": "open"}
    ),
    "work_overdue": Figure(
        pgettext_lazy("board", "Overdue"),
        pgettext_lazy("board", "items"),
        Assignment,
        lambda now: Q(**OPEN_WORK, due_at__lte=now.at),
        lambda now: {"status": "open", "overdue": "true"},
    ),
    "inspected_today": Figure(
        _("Inspections today"),
        pgettext_lazy("board", "shops"),
        Inspection,
        lambda now: within("finished_at", now.today, now.today),
        lambda now: {"since": now.today, "until": now.today},
    ),
    "inspected_lately": Figure(
        pgettext_lazy("board", "Inspections"),
        pgettext_lazy("board", "times"),
        Inspection,
        lambda now: within("finished_at", now.first_day, now.today),
        lambda now: {"since": now.first_day, "until": now.today},
    ),
    "found": Figure(
        pgettext_lazy("board", "Found"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: within("found_at", now.first_day, now.today),
        lambda now: {"since": now.first_day, "until": now.today},
    ),
    "closed": Figure(
        pgettext_lazy("board", "Closed"),
        pgettext_lazy("board", "findings"),
        Finding,
        closed_lately,
        lambda now: {"status": "closed", "closed_since": now.first_day, "closed_until": now.today},
    ),
    "in_time": Figure(
        _("Rectified in time"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: closed_lately(now) & Q(assignment__submitted_at__lte=F("assignment__due_at")),
        lambda now: {"status": "closed", "closed_since": now.first_day, "closed_until": now.today, "in_time": "true"},
    ),
    "open": Figure(
        _("Open findings"), pgettext_lazy("board", "findings"), Finding, lambda now: Q(**OPEN_FINDING), lambda now: {"status": "open"}
    ),
    "soon": Figure(
        pgettext_lazy("board", "Due soon"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: Q(**OPEN_FINDING, assignment__due_at__gt=now.at, assignment__due_at__lte=now.soon_until),
        lambda now: {"status": "soon"},
    ),
    "overdue": Figure(
        _("Overdue findings"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: Q(**OPEN_FINDING, assignment__due_at__lte=now.at),
        lambda now: {"status": "overdue"},
    ),
    "found_today": Figure(
        _("Found today"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: within("found_at", now.today, now.today),
        lambda now: {"since": now.today, "until": now.today},
    ),
    "closed_today": Figure(
        _("Closed today"),
        pgettext_lazy("board", "findings"),
        Finding,
        lambda now: Q(**CLOSED_FINDING) & within("assignment__closed_at", now.today, now.today),
        lambda now: {"status": "closed", "closed_since": now.today, "closed_until": now.today},
    ),
    "gaps": Figure(
        _("Gaps in responsibility"),
        pgettext_lazy("board", "gaps"),
        ProofLine,
        lambda now: Q(run_id=latest_run()),
        lambda now: {},
    ),
}


@dataclass(frozen=True)
class Number:
    """A figure counted for somebody somewhere: the number and the address of its rows."""

    figure: Figure
    value: int
    url: str | None

    @property
    def label(self):
        return self.figure.label

    @property
    def unit(self):
        return self.figure.unit


def count(names, user, place, now):
    """``{name: Number}`` of the figures `names` at `place`; one query for each model among them."""
    counted = {}
    for model, figures in by_model(names).items():
        counted |= rows_at(model, user, place).aggregate(**counts_of(figures, now))
    return {name: Number(FIGURES[name], counted[name], FIGURES[name].url(place, now)) for name in names}


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


def share(part, whole):
    """Percent with one decimal; None where there is nothing to have a share of."""
    return round(100 * part / whole, 1) if whole else None
