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


class PastPlaceTable(Table):
    """The places as they were called and lay on a day."""

    name = WhatColumn(verbose_name=_("Place"), accessor="name_then", small=("code_then",), order_by="code_then")
    level = tables.Column(verbose_name=_("Level"), orderable=False)
    parent = tables.Column(verbose_name=_("Lies in"), orderable=False, accessor="parent_name_then", default="")
    today = tables.Column(verbose_name=_("Today"), orderable=False, accessor="today_words", default="")

    class Meta(Table.Meta):
        model = Place
        fields = ["name", "level", "parent", "today"]


class StrayTable(Table):
    """Shops whose position and whose cell do not agree; `outlines` says which cell's outline holds which shop."""

    outlines: dict = {}

    name = WhatColumn(verbose_name=_("Name of the business"), small=("code",), url="establishment.get_absolute_url")
    parent = tables.Column(verbose_name=_("Registered in"), orderable=False, accessor="parent__name")
    outlined = tables.Column(verbose_name=_("The outline says"), orderable=False, accessor="pk", default="")

    class Meta(Table.Meta):
        model = Place
        fields = ["name", "parent", "outlined"]

    def render_outlined(self, record):
        return self.outlines.get(record.pk) or _("outside every outline")


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


class PastAppointmentTable(AppointmentTable):
    """The posts held on a day; whether they are held today is not the question."""

    term = None

    class Meta(AppointmentTable.Meta):
        fields = ["user", "role", "organisation", "place", "since", "until"]
