"""The columns of the list of special days."""

import django_tables2
from django.utils.translation import gettext_lazy as _

from base.tables import DayColumn, Table, WhatColumn
from workdays.models import SpecialDay

DAY = {"td": {"class": "c-due"}, "th": {"class": "c-due"}}
UNIT = {"td": {"class": "c-unit"}, "th": {"class": "c-unit"}}


class SpecialDayTable(Table):
    name = WhatColumn(verbose_name=_("Occasion"), small=["source"], url="edit_url", orderable=False)
    day = DayColumn(verbose_name=_("Day"), attrs=DAY)
    weekday = django_tables2.Column(
        verbose_name=_("Weekday"), orderable=False, attrs={"td": {"class": "c-unit"}, "th": {"class": "c-unit"}}
    )
    kind_words = django_tables2.Column(verbose_name=_("Day off or make-up day"), order_by="is_workday")

    class Meta(Table.Meta):
        model = SpecialDay
        fields = ["name", "day", "weekday", "kind_words"]
        order_by = "-day"
