"""The columns of inspections and findings, for page and export."""

import django_tables2
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn, due, plain_moment
from base.words import day
from inspections.deadlines import deadline_of
from inspections.models import Checklist, Clause, Dispute, Finding, Inspection, Quarantined, RectificationOrder, WeakPoint, WorkStandard
from tasks.now import Now

YES, NO = "是", "否"  # as the import reads them
RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


class InspectionTable(Table):
    shop = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["establishment.format", "area"])
    result = StatusColumn(accessor="words", verbose_name=_("Result"), order_by="result")
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
    nth = django_tables2.Column(verbose_name=_("Found again"), attrs=RIGHT)
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

    def render_nth(self, value):
        return _("time %(number)d") % {"number": value} if value > 1 else "–"

    def value_nth(self, value):
        return value


class ChecklistTable(Table):
    name = WhatColumn(accessor="format__name", verbose_name=_("Format"), small=["format.code"])
    version = django_tables2.Column(verbose_name=_("Version"), attrs=RIGHT)
    status = StatusColumn(accessor="get_status_display", verbose_name=_("Status"), order_by="status")
    effective_on = DayColumn(verbose_name=_("Effective on"))
    items = django_tables2.Column(verbose_name=_("Items"), attrs=RIGHT, orderable=False, empty_values=())
    critical = django_tables2.Column(verbose_name=_("Critical items"), attrs=RIGHT, orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = Checklist
        fields = ()
        order_by = ("name", "-version")

    def render_items(self, record):
        return len(record.items.all())

    def render_critical(self, record):
        return sum(item.critical for item in record.items.all())


class ItemTable(django_tables2.Table):
    """The items of a checklist under the headings that the import reads."""

    format = django_tables2.Column(accessor="checklist__format__name", verbose_name=_("Format"))
    code = django_tables2.Column(verbose_name=_("Item code"))
    text = django_tables2.Column(verbose_name=_("What is looked at"))
    weight = django_tables2.Column(verbose_name=_("Weight"))
    critical = django_tables2.Column(verbose_name=_("Critical item"))
    photo_required = django_tables2.Column(verbose_name=_("Photo required"))
    clause = django_tables2.Column(verbose_name=_("Legal basis"), default="")
    hint = django_tables2.Column(verbose_name=_("Hint for the officer"))
    fail_reasons = django_tables2.Column(verbose_name=_("Usual reasons for failing"))

    def value_critical(self, value):
        return YES if value else NO

    def value_photo_required(self, value):
        return YES if value else NO

    def value_fail_reasons(self, value):
        return "；".join(value)

    def value_clause(self, value):
        return str(value)


class WorkStandardTable(Table):
    name = WhatColumn(accessor="format__name", verbose_name=_("Format"), small=["format.code"])
    version = django_tables2.Column(verbose_name=_("Version"), attrs=RIGHT)
    status = StatusColumn(accessor="get_status_display", verbose_name=_("Status"), order_by="status")
    effective_on = DayColumn(verbose_name=_("Effective on"))

    class Meta(Table.Meta):
        model = WorkStandard
        fields = ()
        order_by = ("name", "-version")


class ClauseTable(Table):
    article = WhatColumn(verbose_name=_("Article"), small=["law"])
    text = django_tables2.Column(verbose_name=_("What it says"), orderable=False, empty_values=())
    since = django_tables2.Column(verbose_name=_("In force from"), orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = Clause
        fields = ()

    @staticmethod
    def newest(record):
        return next(iter(record.texts.all()), None)

    def render_text(self, record):
        text = self.newest(record)
        return Truncator(text.text).chars(90) if text else "–"

    def value_text(self, record):
        text = self.newest(record)
        return text.text if text else ""

    def render_since(self, record):
        text = self.newest(record)
        return day(text.since) if text else "–"


class OrderTable(Table):
    number = WhatColumn(verbose_name=_("Number"), small=["place.name", "place.parent.name"], orderable=False)
    issuer = django_tables2.Column(verbose_name=_("Issued by"), accessor="issuer__short_name")
    issued_at = MomentColumn(verbose_name=_("Issued at"))

    class Meta(Table.Meta):
        model = RectificationOrder
        fields = ()
        order_by = "-issued_at"


class DisputeTable(Table):
    finding = WhatColumn(accessor="finding__description", verbose_name=_("Finding"), small=["place.name", "place.parent.name"])
    reason = django_tables2.Column(verbose_name=_("Reason"))
    status = StatusColumn(accessor="get_status_display", verbose_name=_("Status"), order_by="status")
    issuer = django_tables2.Column(verbose_name=_("Decided by"), accessor="issuer__short_name")
    raised_at = MomentColumn(verbose_name=_("Raised at"))

    class Meta(Table.Meta):
        model = Dispute
        fields = ()
        order_by = "-raised_at"


class QuarantinedTable(Table):
    by = WhatColumn(accessor="by__name", verbose_name=_("Sent by"), small=["record_id"])
    reasons = django_tables2.Column(verbose_name=_("Why it could not be used"), orderable=False)
    times = django_tables2.Column(verbose_name=_("Times"), attrs=RIGHT)
    status = StatusColumn(accessor="get_status_display", verbose_name=_("Status"), order_by="status")
    last_at = MomentColumn(verbose_name=_("Last received"))

    class Meta(Table.Meta):
        model = Quarantined
        fields = ()
        order_by = "-last_at"

    def render_reasons(self, record):
        return Truncator("；".join(record.sentences())).chars(120)

    def value_reasons(self, record):
        return "；".join(record.sentences())


class WeakPointTable(Table):
    name = WhatColumn(verbose_name=_("Weak point"), small=["get_dimension_display", "place.name"])
    rate = django_tables2.Column(verbose_name=_("Findings per 100 inspections"), attrs=RIGHT)
    average = django_tables2.Column(verbose_name=_("Average"), attrs=RIGHT)
    organisation = django_tables2.Column(verbose_name=_("Responsible"), accessor="assignment__organisation__short_name")
    time_left = django_tables2.Column(verbose_name=_("Time left"), accessor="assignment__due_at")
    status = StatusColumn(accessor="assignment__get_status_display", verbose_name=_("Status"), order_by="assignment__status")

    class Meta(Table.Meta):
        model = WeakPoint
        fields = ()

    @cached_property
    def now(self):
        return Now()

    def render_time_left(self, record):
        return due(*deadline_of(record.assignment, self.now))

    def value_time_left(self, value):
        return plain_moment(value)
