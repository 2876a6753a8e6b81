import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from establishments.models import Duplicate, Establishment, LevelRule, SafetyOfficer


class EstablishmentTable(Table):
    name = WhatColumn(verbose_name=_("Name of the business"), accessor="place__name", small=("credit_code", "address"))
    format = tables.Column(verbose_name=_("Format"), accessor="format__name", order_by="format__code")
    place = TwoLineColumn(
        verbose_name=_("Place"), accessor="place__parent__name", small=("place.parent.parent.parent",), order_by="place__code"
    )
    guarantee_level = tables.Column(verbose_name=_("Guarantee level"), default="")
    risk_grade = tables.Column(verbose_name=_("Risk grade"), default="")
    licence_expires_on = DayColumn(verbose_name=_("Licence until"), default="")
    inspected_at = MomentColumn(verbose_name=_("Last inspected"), default=_("never"), orderable=False)
    status = StatusColumn(verbose_name=_("Status"))
    # For files only: a page has no room for them.
    credit_code = tables.Column(verbose_name=_("Credit code"), visible=False)
    address = tables.Column(verbose_name=_("Address"), visible=False)
    principal = tables.Column(verbose_name=_("Person in charge"), visible=False)
    body = tables.Column(verbose_name=_("Kind of body"), visible=False, default="")
    size = tables.Column(verbose_name=_("Size"), visible=False)
    diners = tables.Column(verbose_name=_("Diners or meals at a time"), visible=False, default="")
    licence_kind = tables.Column(verbose_name=_("Kind of licence"), visible=False, default="")
    licence_no = tables.Column(verbose_name=_("Licence number"), visible=False, default="")
    licence_scope = tables.Column(verbose_name=_("Licensed scope"), visible=False, default="")
    licence_issued_on = DayColumn(verbose_name=_("Licence issued on"), visible=False, default="")
    catering_rating = tables.Column(verbose_name=_("Catering rating"), visible=False, default="")

    class Meta(Table.Meta):
        model = Establishment
        fields = ["name", "format", "place", "guarantee_level", "risk_grade", "licence_expires_on", "inspected_at", "status"]


class SafetyOfficerTable(Table):
    name = WhatColumn(verbose_name=_("Name"))
    rank = tables.Column(verbose_name=_("Duty"))
    establishment = TwoLineColumn(
        verbose_name=_("Business"), accessor="establishment__place__name", small=("establishment.place.parent",), order_by="establishment"
    )
    since = DayColumn(verbose_name=_("Appointed on"))
    trained_hours = tables.Column(verbose_name=_("Hours of training this year"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = SafetyOfficer
        fields = ["name", "rank", "establishment", "since", "trained_hours", "status"]


class LevelRuleTable(Table):
    version = WhatColumn(verbose_name=_("Version"), accessor="pk", small=("basis",), order_by="version")
    effective_on = DayColumn(verbose_name=_("Effective on"), default="")
    applied_at = MomentColumn(verbose_name=_("Shops regraded"), default="")
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = LevelRule
        fields = ["version", "effective_on", "applied_at", "status"]

    def value_version(self, record):
        return str(record)


class RegradeTable(Table):
    name = WhatColumn(verbose_name=_("Name of the business"), accessor="place__name", small=("address",))
    format = tables.Column(verbose_name=_("Format"), accessor="format__name", order_by="format__code")
    size = tables.Column(verbose_name=_("Size"))
    place = TwoLineColumn(
        verbose_name=_("Place"), accessor="place__parent__name", small=("place.parent.parent.parent",), order_by="place__code"
    )
    guarantee_level = tables.Column(verbose_name=_("Level today"), default=_("none"))
    by_rule = tables.Column(verbose_name=_("By the rule"), default=_("none"))

    class Meta(Table.Meta):
        model = Establishment
        fields = ["name", "format", "size", "place", "guarantee_level", "by_rule"]


class DuplicateTable(Table):
    pair = WhatColumn(verbose_name=_("The two shops"), accessor="pk", small=("sign_words",), order_by="id")
    first = TwoLineColumn(verbose_name=_("One"), accessor="first__place__name", small=("first.place.parent",), orderable=False)
    second = TwoLineColumn(verbose_name=_("The other"), accessor="second__place__name", small=("second.place.parent",), orderable=False)
    found_at = MomentColumn(verbose_name=_("Found at"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Duplicate
        fields = ["pair", "first", "second", "found_at", "status"]

    def render_pair(self, record):
        return self.columns["pair"].column.render(str(record), record)

    def value_pair(self, record):
        return str(record)
