"""The columns of guarantees, visits, problems, guarantors, pledges and the seven steps, for page and export."""

import django_tables2
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn, chip, due, icon, plain_moment, two_lines
from guarantees.deadlines import Visits
from guarantees.models import Guarantee, GuaranteeVisit, Pledge, VisitProblem
from guarantees.steps import stands_of

RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


def number(label, **more):
    return django_tables2.Column(verbose_name=label, attrs=RIGHT, default=0, **more)


class GuaranteeTable(Table):
    shop = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["establishment.format", "area", "area.parent"])
    level = django_tables2.Column(accessor="establishment__guarantee_level", verbose_name=pgettext_lazy("guarantee", "Level"))
    guarantor = TwoLineColumn(accessor="appointment__user__name", verbose_name=_("Guarantor"), small=["appointment"])
    due = django_tables2.Column(accessor="due_on", verbose_name=_("Next visit"), empty_values=())
    since = DayColumn(verbose_name=pgettext_lazy("guarantee", "Since"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Guarantee
        fields = ()
        order_by = "due"

    @cached_property
    def visits(self):
        return Visits(timezone.now())

    def render_due(self, record):
        return due(*self.visits.of(record))

    def value_due(self, record):
        return f"{record.due_on:%Y-%m-%d}" if record.due_on else ""


class PastGuaranteeTable(Table):
    """As of a day: who answered then. Levels and visits are those of today and say nothing of it."""

    shop = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["establishment.format"])
    guarantor = TwoLineColumn(accessor="appointment__user__name", verbose_name=_("Guarantor"), small=["appointment"])
    since = DayColumn(verbose_name=pgettext_lazy("guarantee", "Since"))
    until = DayColumn(verbose_name=_("until (first day no longer held)"), default="")

    class Meta(Table.Meta):
        model = Guarantee
        fields = ()
        order_by = "shop"


class VisitTable(Table):
    shop = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["establishment.format", "area"])
    guarantor = TwoLineColumn(accessor="guarantor__name", verbose_name=_("Guarantor"), small=["organisation"])
    mode = django_tables2.Column(verbose_name=_("Form of visit"))
    problems_count = number(_("Problems"))
    open_count = number(_("Not closed"))
    finished_at = MomentColumn(verbose_name=_("Visited"))

    class Meta(Table.Meta):
        model = GuaranteeVisit
        fields = ()
        order_by = "-finished_at"


class ProblemTable(Table):
    description = WhatColumn(verbose_name=_("Problem"), small=["place.name", "area.name"])
    time_left = django_tables2.Column(verbose_name=_("Time left"), accessor="assignment__due_at")
    status = StatusColumn(accessor="status_words", verbose_name=_("Status"), order_by="assignment__status")
    organisation = django_tables2.Column(verbose_name=_("Passed to"), accessor="assignment__organisation__short_name")
    guarantor = django_tables2.Column(verbose_name=_("Guarantor"), accessor="visit__guarantor__name")
    found_at = MomentColumn(verbose_name=_("Found at"))

    class Meta(Table.Meta):
        model = VisitProblem
        fields = ()
        order_by = "-found_at"

    @cached_property
    def visits(self):
        return Visits(timezone.now())

    def render_time_left(self, record):
        return due(*self.visits.of_problem(record))

    def value_time_left(self, value):
        return plain_moment(value)


class GuarantorTable(Table):
    name = WhatColumn(verbose_name=_("Guarantor"))
    shops = number(pgettext_lazy("guarantee", "Shops"))
    level_a, level_b, level_c, level_d = (number(letter) for letter in "ABCD")
    outstanding = number(_("Still to visit"))
    overdue = number(_("Overdue"))
    pledge = django_tables2.Column(verbose_name=_("Pledge"), accessor="pledge_until", empty_values=(), order_by="pledge_until")

    class Meta(Table.Meta):
        fields = ()
        order_by = "-overdue"

    def render_name(self, value, record):
        posts = {str(post): None for post in record.appointments.all() if post.is_current(self.today)}  # in their order, each once
        return two_lines(value, *list(posts)[:2], url=reverse("guarantor-detail", args=[record.pk]))

    @cached_property
    def today(self):
        return timezone.localdate()

    def render_overdue(self, value):
        return format_html('<b class="is-late late">{}</b>', value) if value else value

    def value_overdue(self, value):
        return value

    def render_pledge(self, record):
        today = timezone.localdate()
        if record.pledge_until and record.pledge_until > today:
            soon = (record.pledge_until - today).days <= 30
            return chip("soon" if soon else "done", _("until %(day)s") % {"day": f"{record.pledge_until:%Y-%m-%d}"})
        return chip("doing", _("to be signed")) if record.has_draft else chip("todo", pgettext_lazy("pledge", "none"))

    def value_pledge(self, record):
        return f"{record.pledge_until:%Y-%m-%d}" if record.pledge_until else ""


class PledgeTable(Table):
    guarantor = WhatColumn(accessor="guarantor__name", verbose_name=_("Guarantor"), small=["appointment", "place"])
    status = StatusColumn(verbose_name=_("Status"))
    shops_count = number(pgettext_lazy("guarantee", "Shops"), orderable=False)
    drafted_at = MomentColumn(verbose_name=_("Drafted"))
    signed_on = DayColumn(verbose_name=_("Signed on"), default="")
    expires_on = DayColumn(verbose_name=_("Valid until"), default="")

    class Meta(Table.Meta):
        model = Pledge
        fields = ()
        order_by = "-drafted_at"


class ProcessTable(Table):
    """Shops with their marks at the seven steps; read for the rows of one page at once."""

    name = WhatColumn(accessor="place__name", verbose_name=_("Establishment"), small=["format", "place.parent"])
    level = django_tables2.Column(accessor="guarantee_level", verbose_name=pgettext_lazy("guarantee", "Level"))
    steps = django_tables2.Column(verbose_name=_("Seven steps"), empty_values=(), orderable=False, accessor="pk")
    done = django_tables2.Column(verbose_name=_("Done"), empty_values=(), orderable=False, accessor="pk", attrs=RIGHT)
    score = django_tables2.Column(verbose_name=_("Six implementations"), accessor="score", default="", attrs=RIGHT)

    class Meta(Table.Meta):
        fields = ()
        order_by = "name"

    @cached_property
    def stands(self):
        rows = self.page.object_list if hasattr(self, "page") else self.data
        return stands_of([getattr(row, "record", row) for row in rows], timezone.localdate())

    def render_name(self, value, record):
        return two_lines(value, record.format, record.place.parent, url=reverse("process-detail", args=[record.pk]))

    def render_steps(self, record):
        return format_html(
            '<ol class="g-steps">{}</ol>',
            format_html_join(
                "", '<li class="is-{}" title="{}">{}<span class="visually-hidden">{}</span></li>', map(mark, self.stands[record.pk])
            ),
        )

    def value_steps(self, record):
        return "；".join(f"{stand.step}{'√' if stand.done else '×'}" for stand in self.stands[record.pk])

    def render_done(self, record):
        stands = self.stands[record.pk]
        return f"{sum(stand.done for stand in stands)} / {len(stands)}"


def mark(stand):
    word = _("done") if stand.done else _("not yet")
    return "done" if stand.done else "todo", stand.step.name, icon("circle-check" if stand.done else "circle"), f"{stand.step.name} {word}"
