import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from base.tables import MomentColumn, StatusColumn, Table, WhatColumn
from imports.models import Import


class ImportTable(Table):
    name = WhatColumn(verbose_name=_("File"), small=("kind_words",))
    uploaded_at = MomentColumn(verbose_name=_("Handed in"))
    total = tables.Column(verbose_name=_("Lines"))
    added = tables.Column(verbose_name=_("Added"))
    changed = tables.Column(verbose_name=_("Changed"))
    refused = tables.Column(verbose_name=_("Refused"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Import
        fields = ["name", "uploaded_at", "total", "added", "changed", "refused", "status"]
