"""The proof's page: what the newest proof found, by kind and area, against the one before; and every earlier one."""

from collections import Counter

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from base.filters import ChoiceFilter
from base.pages import ListPage
from base.reach import reach_safe
from base.rows import number_in
from base.tables import DayColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from grid.access import holds
from grid.filters import PlaceFilter
from grid.models import Place, ProofLine, ProofRun
from grid.proof import GAPS, prove

RUNS_SHOWN = 14


class SubjectColumn(WhatColumn):
    def value(self, value, record):
        return f"{value}（{record.sentence}）"


class ProofTable(Table):
    subject = SubjectColumn(verbose_name=_("What lacks"), small=("sentence",), orderable=False)
    kind = StatusColumn(verbose_name=_("Kind of gap"), accessor="label", orderable=False)
    place = TwoLineColumn(verbose_name=_("Where"), accessor="place__name", small=("place.parent.name",), order_by="place__path")
    first_on = DayColumn(verbose_name=_("Found since"))
    mend = tables.Column(verbose_name=_("What mends it"), accessor="mend_url", orderable=False, exclude_from_export=True, empty_values=())

    class Meta(Table.Meta):
        model = ProofLine
        fields = ["subject", "kind", "place", "first_on", "mend"]

    def render_mend(self, record, table):
        gap, user = GAPS.get(record.kind), getattr(getattr(table, "request", None), "user", None)
        if not gap or not record.mend_url or not (user and holds(user, gap.needs)):
            return ""
        return format_html('<a class="btn btn-sm" href="{}">{}</a>', record.mend_url, gap.mend)


def kinds():
    return [(kind, gap.label) for kind, gap in GAPS.items()]


class ProofLineList(django_filters.FilterSet):
    """Beside kind and place: which run, and how it differs from the one before."""

    FRESH, MENDED = "new", "mended"
    CHANGES = {FRESH: _("new since the proof before"), MENDED: _("mended since the proof before")}

    text = django_filters.CharFilter(method="with_text", label=_("Name of what lacks"))
    kind = django_filters.ChoiceFilter(choices=kinds, label=_("Kind of gap"), empty_label=_("All kinds"))
    place = PlaceFilter()
    change = ChoiceFilter(choices=CHANGES, method="with_change", label=_("Compared"), empty_label=_("All"))

    class Meta:
        model = ProofLine
        fields = []

    @property
    def run(self):
        """The run asked for, the newest unless one is named; None before the first."""
        named = self.data.get("run") if self.data else None
        runs = ProofRun.objects.newest_first()
        if not named:
            return runs.first()
        run = runs.filter(pk=number_in(named)).first()
        if run is None:
            raise Http404
        return run

    def filter_queryset(self, queryset):
        rows = queryset if self.data.get("change") == self.MENDED else queryset.filter(run=self.run)
        return super().filter_queryset(rows)

    def with_text(self, rows, name, text):
        return rows.filter(Q(subject__icontains=text) | Q(place__name__icontains=text))

    def with_change(self, rows, name, change):
        if change == self.MENDED:
            return rows.mended_in(self.run) if self.run else rows.none()
        return rows.filter(fresh=True)


class ProofPage(ListPage):
    model = ProofLine
    table_class = ProofTable
    filterset_class = ProofLineList
    template_name = "grid/proofline_list.html"
    page_title = _("Proof of responsibility")
    empty_text = _("No gap and no overlap of this kind.")

    def rows(self):
        return super().rows().order_by("kind", "place__path", "id")

    def around(self, request):
        run = self.filterset_class(self.asked(), queryset=self.rows().none(), request=request).run
        found = self.reachable().filter(run=run)
        return super().around(request) | {
            "run": run,
            "total": found.count(),
            "fresh": found.filter(fresh=True).count(),
            "mended": self.reachable().mended_in(run).count() if run else 0,
            "matrix": matrix(found, request.user, run),
            "runs": earlier_runs(self.reachable()),
            "may_prove": holds(request.user, "grid.add_proofrun"),
        }


def matrix(found, user, run):
    """The kinds found, a row for the highest place the person sees, and one for each of its parts; each number leads to its list."""
    top = next((post.place for post in user.posts if "grid.view_proofline" in post.codes), None)
    if run is None or top is None:
        return {"kinds": [], "rows": []}
    rows = found.filter(place__path__startswith=top.path).order_by().values("kind", part=top.part_of("place__path"))
    counts, whole = {}, Counter()
    for row in rows.annotate(n=Count("pk")):
        counts.setdefault(row["part"], Counter())[row["kind"]] += row["n"]
        whole[row["kind"]] += row["n"]
    parts = Place.objects.defer("outline").filter(pk__in=[part for part in counts if part]).order_by("code")
    query = {} if run == ProofRun.objects.newest_first().first() else {"run": run.pk}
    kinds = [gap for kind, gap in GAPS.items() if whole[kind]]
    lines = [(top, whole), *((part, counts[part.pk]) for part in parts)]
    return {"kinds": kinds, "rows": [matrix_row(place, numbers, kinds, query) for place, numbers in lines]}


def matrix_row(place, numbers, kinds, query):
    def address(**filters):
        return f"{reverse('proofline-list')}?{urlencode(query | {'place': place.pk} | filters)}"

    cells = [(numbers[gap.kind], address(kind=gap.kind)) for gap in kinds]
    return {"place": place, "cells": cells, "count": numbers.total(), "url": address()}


def earlier_runs(rows):
    """The last runs, each with what this person's part of it found."""
    runs = list(ProofRun.objects.select_related("by").newest_first()[:RUNS_SHOWN])
    counted = rows.filter(run__in=runs).order_by().values("run").annotate(n=Count("pk"), fresh=Count("pk", filter=Q(fresh=True)))
    counts = {row["run"]: row for row in counted}
    return [(run, counts.get(run.pk, {"n": 0, "fresh": 0})) for run in runs]


@reach_safe
@require_POST
def prove_now(request):
    """The proof asked for by hand, for those who may; what it found is seen by each as far as the own reach goes."""
    if not holds(request.user, "grid.add_proofrun"):
        raise PermissionDenied
    run = prove(at=timezone.now(), by=request.user)
    messages.success(request, _("Proved: %(checks)d checks, %(count)d gaps.") % {"checks": run.checks, "count": sum(run.counts.values())})
    return HttpResponseRedirect(reverse("proofline-list"))
