"""Weak points: where findings gather, what was done against them, and whether it helps."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, Page
from base.reach import may
from base.rows import number_in
from grid.models import Place
from inspections.filters import WeakPointFilter
from inspections.forms import WeakPointForm
from inspections.models import WeakPoint
from inspections.tables import WeakPointTable
from inspections.weakness import key_of, last_days, line_now, weak_points
from tasks.models import Assignment

SHOWN = 12


def area_asked(request, codename="inspections.view_weakpoint"):
    """The area that the address names, or the highest of the person's own; 404 out of reach."""
    if not request.user.has_perm(codename):
        raise PermissionDenied
    places = Place.objects.reachable(request.user, codename).exclude(level=Place.ESTABLISHMENT)
    number = number_in(request.GET.get("place", ""))
    found = places.filter(pk=number).first() if number else places.order_by("path").first()
    if found is None:
        raise Http404
    return found


class Weakness(Page):
    """Findings per hundred inspections by area, format and item, beside the average and the month before."""

    model = WeakPoint
    template_name = "inspections/weakness.html"
    page_title = _("Weak points")
    crumbs = ()

    def get(self, request):
        area, window = area_asked(request), last_days(timezone.localdate())
        lines = weak_points(area, window)
        taken = {(point.dimension, key_of(point)): point for point in self.measures()}
        parts = [
            (dimension, label, [(line, taken.get((dimension, line.key))) for line in lines[dimension][:SHOWN]])
            for dimension, label in WeakPoint.DIMENSIONS.items()
        ]
        places = Place.objects.reachable(request.user, "inspections.view_weakpoint").filter(level__in=["city", "district", "township"])
        may_act = request.user.has_perm("inspections.add_weakpoint")
        return self.show(
            area=area, window=window, parts=parts, places=places.order_by("path"), may_act=may_act, measures=self.measures()[:SHOWN]
        )

    def measures(self):
        """Those still followed."""
        rows = WeakPoint.objects.with_names().reachable(self.request.user, "view")
        return rows.exclude(assignment__status__in=[Assignment.CLOSED, Assignment.VOID])

    def get_crumbs(self):
        return []


class WeakPointNew(CreatePage):
    """Makes a weak point a measure with owner and date."""

    model = WeakPoint
    form_class = WeakPointForm
    template_name = "inspections/weakpoint_form.html"
    submit_label = _("Make it a measure")

    def get(self, request):
        return self.ask(WeakPointForm(user=request.user, initial=self.initial(), **self.said), None)

    def post(self, request):
        return self.answer(WeakPointForm(request.POST, user=request.user, **self.said), None, self.create)

    @cached_property
    def said(self):
        """The weak point that the address names, counted anew."""
        asked, window = self.request.GET, last_days(timezone.localdate())
        area = area_asked(self.request, "inspections.add_weakpoint")
        lines = weak_points(area, window).get(asked.get("dimension"), [])
        line = next((line for line in lines if line.key == asked.get("key")), None)
        if line is None:
            raise Http404
        if line.dimension == WeakPoint.AREA:
            area = Place.objects.get(pk=int(line.key))
        return {"line": line, "area": area, "window": window}

    def initial(self):
        said = self.said
        line, area = said["line"], said["area"]
        words = {"name": line.name, "area": area, "rate": line.rate, "average": line.average, "findings": line.findings}
        title = _("Weak point: %(name)s") % words
        told = _("%(area)s, last 30 days: %(findings)d findings, %(rate)s per 100 inspections (average %(average)s). Say what is done.")
        first = WeakPointForm.first_values(self.request.user, {})
        return first | {"title": title[:200], "requirement": told % words, "place": area.pk}

    def context(self, **more):
        return super().context(**more) | {"page_title": _("Make it a measure")} | self.said


class WeakPointList(ListPage):
    model = WeakPoint
    table_class = WeakPointTable
    filterset_class = WeakPointFilter
    page_title = _("Measures against weak points")
    empty_text = _("A weak point that became a measure is followed here.")

    def actions(self):
        return [{"label": _("Weak points"), "url": reverse("weakness"), "icon": "chart-bar", "primary": True}]


class WeakPointDetail(DetailPage):
    model = WeakPoint

    def facts(self, row):
        work, now = row.assignment, line_now(row)
        seen = may(self.request.user, "view", work)
        then = _("%(rate)s per 100 inspections (average %(average)s; %(findings)d findings in %(inspections)d inspections)")
        figures = {name: getattr(row, name) for name in ("rate", "average", "findings", "inspections")}
        return [
            (_("Kind"), row.get_dimension_display()),
            (_("Area"), row.place.full_name()),
            (_("Then"), then % figures),
            (_("Last 30 days"), then % vars(now) if now else _("nothing was inspected")),
            (_("Measure"), format_html('<a href="{}">{}</a>', work.get_absolute_url(), work.title) if seen else work.title),
            (_("Responsible"), f"{work.organisation.short_name} {work.owner.name if work.owner else ''}"),
            (_("Due"), f"{timezone.localtime(work.due_at):%Y-%m-%d %H:%M}"),
            (_("Status"), work.get_status_display()),
        ]

    def verbs(self, row):
        return None

    def get_crumbs(self):
        return [(_("Weak points"), reverse("weakness")), (_("Measures against weak points"), reverse("weakpoint-list"))]
