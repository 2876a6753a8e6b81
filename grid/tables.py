"""Columns of the lists of places, organisations and posts."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from base.tables import DayColumn, StatusColumn, Table, TwoLineColumn, WhatColumn
from grid.models import Appointment, Organisation, Place


class PlaceTable(Table):
    name = WhatColumn(verbose_name=_("Place"), small=("code",), order_by="code")
    level = tables.Column(verbose_name=_("Level"), orderable=False)
    parent = tables.Column(verbose_name=_("Lies in"), orderable=False, accessor="parent__name", default="")

    class Meta(Table.Meta):
        model = Place
        fields = ["name", "level", "parent"]


class OrganisationTable(Table):
    short_name = WhatColumn(verbose_name=_("Organisation"), small=("name",))
    kind = tables.Column(verbose_name=_("Kind"))
    place = tables.Column(verbose_name=_("Place"), accessor="place__name", order_by="place__code")
    parent = tables.Column(verbose_name=_("Belongs to"), accessor="parent__short_name", default="", orderable=False)
    letter_code = tables.Column(verbose_name=_("Letter code"), default="")

    class Meta(Table.Meta):
        model = Organisation
        fields = ["short_name", "kind", "place", "parent", "letter_code"]


class AppointmentTable(Table):
    user = WhatColumn(verbose_name=_("Person"), accessor="user__name", small=("title",), order_by="user__name")
    role = tables.Column(verbose_name=_("Role"), accessor="role__name")
    organisation = tables.Column(verbose_name=_("Organisation"), accessor="organisation__short_name")
    place = TwoLineColumn(verbose_name=_("Place"), accessor="place__name", small=("place.get_level_display",), order_by="place__code")
    since = DayColumn(verbose_name=_("Since"))
    until = DayColumn(verbose_name=_("Until"), default="")
    term = StatusColumn(verbose_name=_("Term"), accessor="term_words", orderable=False)

    class Meta(Table.Meta):
        model = Appointment
        fields = ["user", "role", "organisation", "place", "since", "until", "term"]
