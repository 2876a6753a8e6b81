"""Coverage to the last shop: which rows each number of a plan counts, said once for the number, its list, the map and the API.

The numbers stand in the register of `base.narrowing`, so that ``?figure=plan_overdue&plan=7`` narrows the list of planned shops to
exactly the rows that were counted (decisions 20 and 22).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from base import narrowing
from base.figures import share
from grid.models import Place
from planning.models import PlannedShop
from planning.models.plans import GONE_SHOPS

DONE = Q(status=PlannedShop.DONE)
GONE = ~DONE & Q(establishment__status__in=GONE_SHOPS)
DUE = Q(status=PlannedShop.DUE) & ~Q(establishment__status__in=GONE_SHOPS)
MISSED = Q(status=PlannedShop.NOT_FOUND) & ~Q(establishment__status__in=GONE_SHOPS)


@dataclass(frozen=True)
class Coverage:
    """One number of a plan: how it is called, and which planned shops it counts on a day."""

    name: str
    label: Any
    holds: Callable[[Any], Q]
    state: str = "todo"
    model: type = PlannedShop

    def among(self, rows, data):
        return rows.filter(self.holds(timezone.localdate()))

    def said(self, data):
        return self.label

    def url(self, **filters):
        return f"{reverse('plannedshop-list')}?{urlencode({'figure': self.name, **filters})}"


ALL = [
    Coverage("plan_named", pgettext_lazy("coverage", "named"), lambda day: DONE | DUE | MISSED),
    Coverage("plan_done", pgettext_lazy("coverage", "done"), lambda day: DONE, "done"),
    Coverage("plan_due", pgettext_lazy("coverage", "due"), lambda day: DUE & Q(due_from__lte=day, due_on__gte=day), "doing"),
    Coverage("plan_overdue", pgettext_lazy("coverage", "overdue"), lambda day: DUE & Q(due_on__lt=day), "late"),
    Coverage("plan_not_found", pgettext_lazy("coverage", "not found"), lambda day: MISSED, "soon"),
    Coverage("plan_later", pgettext_lazy("coverage", "due later"), lambda day: DUE & Q(due_from__gt=day)),
    Coverage("plan_unknown", pgettext_lazy("coverage", "added on the spot"), lambda day: Q(unknown=True), "doing"),
    Coverage("plan_gone", pgettext_lazy("coverage", "closed meanwhile"), lambda day: GONE),
]
COVERAGE = {number.name: number for number in ALL}
BY_PART = ("plan_named", "plan_done", "plan_due", "plan_overdue", "plan_not_found")
narrowing.FIGURES.update(COVERAGE)


def counts(day, names=tuple(COVERAGE)):
    """Aggregates by the names of the numbers."""
    return {name: Count("pk", filter=COVERAGE[name].holds(day)) for name in names}


def numbers(rows, day, **filters):
    """What a page shows of `rows`: the numbers that say something, each with the address of exactly the rows it counts."""
    found = rows.aggregate(**counts(day))
    shown = [number for number in ALL if found[number.name] or number.name in BY_PART]
    return [{"number": number, "value": found[number.name], "url": number.url(**filters)} for number in shown]


def percent(found):
    """Percent of the named that are done; None where none is named."""
    return share(found["plan_done"], found["plan_named"])


def by_area(rows, place, day, **filters):
    """A line for each part of `place` in which some of `rows` lie, the least covered first."""
    found = list(rows.order_by().values(key=place.part_of("place__path")).annotate(**counts(day, BY_PART)))
    names = dict(Place.objects.filter(pk__in=[row["key"] for row in found if row["key"]]).values_list("pk", "name"))
    return lines([row for row in found if row["key"] in names], names, "place", filters)


def by_format(rows, day, **filters):
    """A line for each format among `rows`."""
    found = list(rows.order_by().values("establishment__format", "establishment__format__name").annotate(**counts(day, BY_PART)))
    names = {row["establishment__format"]: row["establishment__format__name"] for row in found}
    return lines([row | {"key": row["establishment__format"]} for row in found], names, "format", filters)


def lines(found, names, field, filters):
    made = [
        {
            "key": row["key"],
            "name": names[row["key"]],
            "percent": percent(row),
            "cells": [(COVERAGE[name], row[name], COVERAGE[name].url(**filters, **{field: row["key"]})) for name in BY_PART],
        }
        for row in found
    ]
    return sorted(made, key=lambda line: (line["percent"] is None, line["percent"], line["name"]))
