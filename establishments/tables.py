import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from base.tables import MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from establishments.models import Establishment


class EstablishmentTable(Table):
    name = WhatColumn(verbose_name=_("Name of the business"), accessor="place__name", small=("address",))
    credit_code = tables.Column(verbose_name=_("Credit code"))
    format = tables.Column(verbose_name=_("Format"), accessor="format__name", order_by="format__code")
    place = TwoLineColumn(
        verbose_name=_("Place"), accessor="place__parent__name", small=("place.parent.parent.parent",), order_by="place__code"
    )
    guarantee_level = tables.Column(verbose_name=_("Guarantee level"), default="")
    risk_grade = tables.Column(verbose_name=_("Risk grade"), default="")
    inspected_at = MomentColumn(verbose_name=_("Last inspected"), default=_("never"), orderable=False)
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Establishment
        fields = ["name", "credit_code", "format", "place", "guarantee_level", "risk_grade", "inspected_at", "status"]
