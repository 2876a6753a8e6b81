"""The columns of groups, points, reports and bulletins, for page and export."""

import django_tables2
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from supervision.models import DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint

RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


def number(label, **more):
    return django_tables2.Column(verbose_name=label, attrs=RIGHT, default="", **more)


def figure(label, name):
    """A number out of what was frozen; it can be read, not sorted by."""
    return number(label, accessor=f"figures__{name}", orderable=False)


class GroupTable(Table):
    name = WhatColumn(
        accessor="organisation__short_name", verbose_name=_("supervision group"), small=["get_kind_display", "organisation.parent"]
    )
    place = django_tables2.Column(accessor="place__name", verbose_name=_("territory"))
    leader = django_tables2.Column(accessor="leader_name", verbose_name=_("Leader"), default="")
    members_count = number(_("Members"))
    schedule = django_tables2.Column(verbose_name=_("works on"))
    until = DayColumn(verbose_name=_("Until"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = SupervisionGroup
        fields = ()


class PointTable(Table):
    place = WhatColumn(accessor="place__name", verbose_name=_("Point"), small=["establishment.format", "area", "purpose"])
    group = django_tables2.Column(accessor="group__organisation__short_name", verbose_name=_("supervision group"))
    day = DayColumn(verbose_name=_("Day"))
    status = StatusColumn(verbose_name=_("Status"))
    findings_count = number(_("Problems"))
    visited_at = MomentColumn(verbose_name=pgettext_lazy("point", "Visited"), default="")

    class Meta(Table.Meta):
        model = SupervisionPoint
        fields = ()
        order_by = "-day"


class ReportTable(Table):
    group = WhatColumn(accessor="group__organisation__short_name", verbose_name=_("supervision group"), small=["place"])
    day = DayColumn(verbose_name=_("Day"))
    status = StatusColumn(verbose_name=_("Status"))
    points = figure(_("Points visited"), "points")
    shops = figure(_("Shops"), "shops")
    problems = figure(_("Problems"), "problems")
    rectified = figure(_("Put right"), "rectified")
    submitted_at = MomentColumn(verbose_name=_("Submitted"), default="")
    chased = number(_("Chased"))

    class Meta(Table.Meta):
        model = DailyReport
        fields = ()
        order_by = "-day"

    def render_submitted_at(self, value, record):
        words = self.columns["submitted_at"].column.__class__.render(self.columns["submitted_at"].column, value)
        return format_html('<span class="is-late">{}</span>', words) if record.is_late else words


class BulletinTable(Table):
    issue = WhatColumn(accessor="issue_words", verbose_name=_("Issue"), small=["organisation"], order_by=("year", "serial"))
    day = DayColumn(verbose_name=_("Day"))
    status = StatusColumn(verbose_name=_("Status"))
    points = figure(_("Points visited"), "points")
    problems = figure(_("Problems"), "problems")
    rectified = figure(_("Put right"), "rectified")
    published_at = MomentColumn(verbose_name=pgettext_lazy("bulletin", "Published"), default="")
    acknowledged = TwoLineColumn(accessor="acknowledged_count", verbose_name=_("Acknowledged"))

    class Meta(Table.Meta):
        model = DailyBulletin
        fields = ()
        order_by = "-day"

    def render_acknowledged(self, record):
        return f"{record.acknowledged_count}/{record.copies_count}" if record.copies_count else ""

    value_acknowledged = render_acknowledged
