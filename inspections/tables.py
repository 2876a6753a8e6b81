"""The columns of inspections and findings, for page and export."""

import django_tables2
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.tables import MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn, due, plain_moment
from inspections.deadlines import deadline_of
from inspections.models import Finding, Inspection
from tasks.now import Now

RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


class InspectionTable(Table):
    shop = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["establishment.format", "area"])
    result = StatusColumn(verbose_name=_("Result"))
    score = django_tables2.Column(verbose_name=_("Points"), attrs=RIGHT)
    findings_count = django_tables2.Column(verbose_name=_("Findings"), attrs=RIGHT)
    officer = TwoLineColumn(accessor="officer__name", verbose_name=_("Officers"), small=["second_officer.name"])
    organisation = django_tables2.Column(verbose_name=_("Inspecting organisation"), accessor="organisation__short_name")
    kind = django_tables2.Column(verbose_name=_("Kind"))
    finished_at = MomentColumn(verbose_name=_("Finished"))

    class Meta(Table.Meta):
        model = Inspection
        fields = ()
        order_by = "-finished_at"


class FindingTable(Table):
    description = WhatColumn(verbose_name=_("Finding"), small=["place.name", "area.name"])
    time_left = django_tables2.Column(verbose_name=_("Time left"), accessor="assignment__due_at")
    status = StatusColumn(accessor="status_words", verbose_name=_("Status"), order_by="assignment__status")
    severity = django_tables2.Column(verbose_name=_("Severity"))
    organisation = django_tables2.Column(verbose_name=_("Handed over to"), accessor="assignment__organisation__short_name")
    found_at = MomentColumn(verbose_name=_("Found at"))

    class Meta(Table.Meta):
        model = Finding
        fields = ()
        order_by = "-found_at"

    @cached_property
    def now(self):
        return Now()

    def render_time_left(self, record):
        return due(*deadline_of(record.assignment, self.now))

    def value_time_left(self, value):
        return plain_moment(value)
