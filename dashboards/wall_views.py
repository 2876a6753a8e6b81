"""The pages on which administrators make and end the links of walls, the screen itself, and the numbers that were counted wrong."""

from datetime import timedelta

import django_filters
import django_tables2 as columns
from axes.helpers import get_client_ip_address
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.models import record
from base.filters import ChoiceFilter, DayFilter
from base.forms import ReachForm
from base.pages import CreatePage, DetailPage, ListPage
from base.reach import reach_safe
from base.rows import number_in
from base.shared import too_often
from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from base.words import moment
from dashboards.models import Miscount, Wall
from dashboards.wall import board_on, running
from grid.filters import PlaceFilter
from grid.models import Place

LONGEST = timedelta(days=366)
MOST, WITHIN = 120, 60  # looks of one address within so many seconds: many screens may hang behind one address
OFFERED = (Place.CITY, Place.DISTRICT, Place.TOWNSHIP)


class WallForm(ReachForm):
    places = forms.ModelMultipleChoiceField(
        label=_("boards shown"), queryset=Place.objects.standing().filter(level__in=OFFERED).defer("outline").order_by("path")
    )

    class Meta:
        model = Wall
        fields = ["name", "places", "pace", "until"]
        widgets = {"until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def clean_until(self):
        until, now = self.cleaned_data["until"], timezone.now()
        if not now < until <= now + LONGEST:
            raise forms.ValidationError(_("A link expires within a year, and not in the past."))
        return until

    @transaction.atomic
    def save(self, *, by):
        wall = super().save()
        record(
            "create",
            about=wall,
            by=by,
            note=gettext("shown: %(places)s") % {"places": "、".join(str(place) for place in wall.places.all())},
        )
        return wall


class WallTable(Table):
    name = WhatColumn(verbose_name=_("Where it hangs"))
    pace = columns.Column(verbose_name=_("Each board stays"))
    until = MomentColumn(verbose_name=_("Expires"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Wall
        fields = ["name", "pace", "until", "status"]


class WallFilter(django_filters.FilterSet):
    status = ChoiceFilter(choices=Wall.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Wall
        fields = []


class WallList(ListPage):
    model = Wall
    table_class = WallTable
    filterset_class = WallFilter
    empty_text = _("Links for screens on walls are listed here. Each shows boards without signing in until it expires or is ended.")


class WallDetail(DetailPage):
    model = Wall
    template_name = "dashboards/wall_detail.html"

    def facts(self, wall):
        return [
            (_("Boards shown"), "、".join(str(place) for place in wall.places.order_by("path"))),
            (_("Each board stays"), wall.get_pace_display()),
            (_("Expires"), moment(wall.until)),
        ]

    def more(self, wall):
        open_now = wall.status == wall.RUNNING and wall.until > timezone.now()
        return {"screen_url": self.request.build_absolute_uri(wall.get_screen_url()) if open_now else ""}


class WallNew(CreatePage):
    model = Wall
    form_class = WallForm

    def initial(self):
        return {"until": timezone.localtime() + timedelta(days=30), "pace": 30} | super().initial()


@reach_safe  # numbers that an administrator lets be seen by whoever has the link; the address cannot be guessed
@login_not_required
@require_safe
def wall_screen(request, token):
    """One board of a wall, the one at its turn ``?turn=``; 404 once the link has ended."""
    if too_often("wall", get_client_ip_address(request), most=MOST, seconds=WITHIN):
        return HttpResponse(gettext("Too many questions. Please wait a minute."), status=429, content_type="text/plain; charset=utf-8")
    wall = running(token)
    board = wall and board_on(wall, number_in(request.GET.get("turn", "0")) or 0)
    if not board:
        raise Http404
    response = render(request, "dashboards/wall.html", board | {"wall": wall})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


class MiscountTable(Table):
    label = columns.Column(verbose_name=_("Number"), orderable=False)
    place = TwoLineColumn(verbose_name=_("Where"), accessor="place__name", small=("place.parent.name",), order_by="place__path")
    day = DayColumn(verbose_name=_("Day"))
    kept = columns.Column(verbose_name=_("Kept"))
    counted = columns.Column(verbose_name=_("Counted anew"))
    found_at = MomentColumn(verbose_name=_("Found"))

    class Meta(Table.Meta):
        model = Miscount
        fields = ["label", "place", "day", "kept", "counted", "found_at"]


class MiscountFilter(django_filters.FilterSet):
    place = PlaceFilter()
    since = DayFilter(field_name="found_at", lookup_expr="date__gte", label=_("Found from"))

    class Meta:
        model = Miscount
        fields = []


class MiscountList(ListPage):
    model = Miscount
    table_class = MiscountTable
    filterset_class = MiscountFilter
    page_title = _("Miscounts")
    empty_text = _("Every night the numbers of the boards are counted anew. What was kept wrong is put right and listed here.")

    def rows(self):
        return Miscount.objects.select_related("place__parent")
