"""The columns of plans and of planned shops, for page and export."""

import django_tables2
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.figures import share
from base.tables import DayColumn, MomentColumn, StatusColumn, Table, WhatColumn, chip
from planning.models import InspectionPlan, PlannedShop

RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


class PlanTable(Table):
    title = WhatColumn(verbose_name=_("Inspection plan"), small=["get_kind_display", "organisation"])
    place = django_tables2.Column(accessor="place__name", verbose_name=_("area"))
    since = DayColumn(verbose_name=_("first day"))
    due_on = DayColumn(verbose_name=_("last day"))
    covered = django_tables2.Column(accessor="plan_done", verbose_name=_("Done of named"), attrs=RIGHT, default="", orderable=False)
    plan_overdue = django_tables2.Column(verbose_name=pgettext_lazy("coverage", "overdue"), attrs=RIGHT, default="", orderable=False)
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = InspectionPlan
        fields = ()

    def render_covered(self, record):
        if not record.plan_named:
            return ""
        return f"{record.plan_done or 0}/{record.plan_named} · {share(record.plan_done or 0, record.plan_named)}%"

    value_covered = render_covered


class StandsColumn(django_tables2.Column):
    """How a planned shop stands today, as its number is called."""

    attrs = {"td": {"class": "c-status"}, "th": {"class": "c-status"}}

    def words(self, record):
        from planning.coverage import COVERAGE

        return COVERAGE[f"plan_{record.stands(timezone.localdate())}"]

    def render(self, record):
        number = self.words(record)
        return chip(number.state, number.label)

    def value(self, record):
        return str(self.words(record).label)


class PlannedShopTable(Table):
    name = WhatColumn(
        accessor="place__name", verbose_name=_("Name of the business"), small=["establishment.address", "plan", "officer_names"]
    )
    format = django_tables2.Column(accessor="establishment__format__name", verbose_name=_("Format"), order_by="establishment__format__code")
    area = django_tables2.Column(accessor="place__parent__name", verbose_name=_("Place"), order_by="place__code")
    due_on = DayColumn(verbose_name=_("due on"))
    done_at = MomentColumn(verbose_name=_("Done at"), default="")
    done_by = django_tables2.Column(verbose_name=_("Done by"), default="")
    status = StandsColumn(verbose_name=_("Status"))
    # For files only.
    plan = django_tables2.Column(accessor="plan__title", verbose_name=_("Inspection plan"), visible=False)
    credit_code = django_tables2.Column(accessor="establishment__credit_code", verbose_name=_("Credit code"), visible=False)
    address = django_tables2.Column(accessor="establishment__address", verbose_name=_("Address"), visible=False)
    due_from = DayColumn(verbose_name=_("due from"), visible=False)

    class Meta(Table.Meta):
        model = PlannedShop
        fields = ()
