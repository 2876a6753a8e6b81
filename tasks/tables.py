"""The columns of the lists of creation tasks, assignments and letters, once for page, export and print."""

import django_tables2
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn, chip, due, plain_moment, two_lines
from base.words import near
from tasks.filters import PROGRESS
from tasks.models import (
    CAMPAIGN_WORK,
    IN_TERM,
    PASSED_ON,
    SAME_DAY,
    Assignment,
    Campaign,
    CreationTask,
    Extension,
    LeaderVisit,
    LetterKind,
    LetterTemplate,
    Milestone,
    Notice,
    Rung,
)
from tasks.now import Now

# One character for each letter, and the colour it wears on a list: those always shown have a dot until they are written.
MARKS = {
    LetterKind.REMINDER: (pgettext_lazy("mark of a letter", "R"), "soon"),
    LetterKind.URGING: (pgettext_lazy("mark of a letter", "U"), "late"),
    LetterKind.SUPERVISION: (pgettext_lazy("mark of a letter", "S"), "late is-top"),
}


# Shorter than the model's own words, for a narrow column.
KIND_WORDS = {
    CAMPAIGN_WORK: pgettext_lazy("kind of work in a list", "campaign"),
    SAME_DAY: pgettext_lazy("kind of work in a list", "finding"),
    IN_TERM: pgettext_lazy("kind of work in a list", "finding in a term"),
    PASSED_ON: pgettext_lazy("kind of work in a list", "passed on"),
}


def classed(name):
    return {"td": {"class": name}, "th": {"class": name}}


NOT_WRITTEN = mark_safe('<span class="is-off"></span>')


def rungs(letters):
    """The marks 提 催 督 as HTML: dashed while drafted, a dot where no letter of that kind was written."""
    latest = {letter.kind: letter for letter in letters}
    marks = ((mark(latest.get(kind), *words),) for kind, words in MARKS.items())
    return format_html('<span class="rungs">{}</span>', format_html_join("", "{}", marks))


def mark(letter, word, colour):
    if letter is None:
        return NOT_WRITTEN
    wait = letter.status in Notice.UNSENT
    colour = colour.replace("is-top", "is-wait") if wait else colour
    said = letter.get_status_display() if wait else letter.number
    title = f"{letter.get_kind_display()} {said}"
    return format_html(
        '<abbr class="is-{}{}" title="{}">{}</abbr>', colour, " is-wait" if wait and "is-wait" not in colour else "", title, word
    )


def deadline(row, now):
    """The time left of open work in words and colour, as HTML; closed work shows its moment only."""
    return due(*now.left(row.due_at)) if row.is_open() else due("", "", row.due_at)


class DueColumn(django_tables2.Column):
    """A deadline; the table has a `now`."""

    attrs = {"td": {"class": "c-due"}, "th": {"class": "c-due"}}

    def render(self, record, table):
        return deadline(record, table.now)

    def value(self, value):
        return plain_moment(value)


class AssignmentTable(Table):
    title = WhatColumn(verbose_name=_("Work"), small=["issuer", "task_words"])
    organisation = TwoLineColumn(
        verbose_name=_("Organisation"),
        order_by="organisation__short_name",
        small=["owner.name"],
        attrs=classed("c-unit"),
    )
    place = TwoLineColumn(
        verbose_name=_("Place"),
        order_by="place__code",
        small=["place.parent.name"],
        attrs=classed("c-place"),
    )
    kind = django_tables2.Column(verbose_name=_("Kind of work"), attrs=classed("c-format"))
    status = StatusColumn(verbose_name=_("Status"))
    letters = django_tables2.Column(verbose_name=_("Pressed by"), order_by="climbed", empty_values=(), attrs=classed("c-rungs"))
    due_at = DueColumn(verbose_name=_("Deadline"), order_by=("due_at", "id"))

    class Meta(Table.Meta):
        model = Assignment
        fields = ["title", "organisation", "place", "kind", "status", "letters", "due_at"]
        order_by = "due_at"

    @cached_property
    def now(self):
        return Now()

    def render_kind(self, record):
        return KIND_WORDS[record.kind]

    def render_letters(self, value):
        return rungs(value)

    def value_letters(self, value):
        return "、".join(f"{letter.get_kind_display()} {letter.number}".strip() for letter in value)


class ParkedTable(Table):
    title = WhatColumn(verbose_name=_("Work"), small=["organisation"])
    parked = django_tables2.Column(verbose_name=_("Error"), orderable=False, attrs=classed("c-what"))
    kind = django_tables2.Column(verbose_name=_("Kind of work"), attrs=classed("c-unit"))
    place = TwoLineColumn(verbose_name=_("Place"), order_by="place__code", small=["place.parent.name"], attrs=classed("c-place"))
    next_rung_at = MomentColumn(verbose_name=_("Stopped since"), attrs=classed("c-due"))

    class Meta(Table.Meta):
        model = Assignment
        fields = ["title", "parked", "kind", "place", "next_rung_at"]
        order_by = "next_rung_at"


class CampaignTable(Table):
    name = WhatColumn(verbose_name=_("Campaign"), small=["office.short_name"])
    kind = django_tables2.Column(verbose_name=_("Kind of campaign"), attrs=classed("c-unit"))
    since = DayColumn(verbose_name=_("First day"), attrs=classed("c-due"))
    until = DayColumn(verbose_name=_("Last day"), attrs=classed("c-due"))

    class Meta(Table.Meta):
        model = Campaign
        fields = ["name", "kind", "since", "until"]
        order_by = "-since"


class CreationTaskTable(Table):
    title = WhatColumn(verbose_name=_("Creation task"), small=["number_words", "category"], order_by="no")
    no = django_tables2.Column(verbose_name=_("No."), visible=False)
    item_type = django_tables2.Column(verbose_name=_("Item type"), attrs=classed("c-rungs"))
    weight = django_tables2.Column(verbose_name=_("Weight"), attrs=classed("c-rungs num"))
    lead = django_tables2.Column(verbose_name=_("Lead"), order_by="lead__short_name", attrs=classed("c-unit"))
    progress = django_tables2.Column(verbose_name=_("Status"), attrs=classed("c-status"))
    due_on = DayColumn(verbose_name=_("Due"), attrs=classed("c-due"))

    class Meta(Table.Meta):
        model = CreationTask
        fields = ["no", "title", "item_type", "weight", "lead", "progress", "due_on"]
        order_by = "title"

    def render_progress(self, value):
        return chip(value, PROGRESS[value])

    def value_progress(self, value):
        return PROGRESS[value]


class NoticeTable(Table):
    title = WhatColumn(verbose_name=_("Letter"), small=["number"])
    kind = django_tables2.Column(verbose_name=_("Kind of letter"), attrs=classed("c-rungs"))
    addressee = TwoLineColumn(
        verbose_name=_("From and to"), order_by="addressee__short_name", small=["issuer_words"], attrs=classed("c-unit")
    )
    issuer = django_tables2.Column(verbose_name=_("Issued by"), visible=False)
    status = StatusColumn(verbose_name=_("Status"))
    issued_at = TwoLineColumn(
        verbose_name=_("Issued"), order_by=("issued_at", "id"), small=["signer_words"], default="", attrs=classed("c-due")
    )
    signed_by = django_tables2.Column(verbose_name=_("Signed by"), visible=False, default="")
    acknowledged_at = TwoLineColumn(verbose_name=_("Acknowledged"), small=["acknowledged_by.name"], default="", attrs=classed("c-due"))
    acknowledged_by = django_tables2.Column(verbose_name=_("Acknowledged by"), visible=False, default="")
    replied_at = django_tables2.Column(verbose_name=_("Replied"), visible=False, default="")

    class Meta(Table.Meta):
        model = Notice
        fields = [
            "title", "kind", "addressee", "issuer", "status", "issued_at", "signed_by", "acknowledged_at", "acknowledged_by", "replied_at",
        ]  # fmt: skip
        order_by = "-issued_at"

    def order_issued_at(self, rows, is_descending):
        """What is not issued stands at the end either way."""
        first = F("issued_at").desc(nulls_last=True) if is_descending else F("issued_at").asc(nulls_last=True)
        return rows.order_by(first, "-id" if is_descending else "id"), True

    def render_issued_at(self, value, record):
        return two_lines(near(value), record.signer_words)

    def render_acknowledged_at(self, value, record):
        return two_lines(near(value), record.acknowledged_by.name if record.acknowledged_by else "")

    def value_issued_at(self, value):
        return plain_moment(value)

    value_acknowledged_at = value_replied_at = value_issued_at

    def value_title(self, value, record):
        return f"{record.number} {value}".strip()


class LetterTemplateTable(Table):
    title = WhatColumn(verbose_name=_("Title"), orderable=False)
    letter = django_tables2.Column(verbose_name=_("Letter"), attrs=classed("c-unit"))
    work_kind = django_tables2.Column(verbose_name=_("Kind of work"), attrs=classed("c-unit"))

    class Meta(Table.Meta):
        model = LetterTemplate
        fields = ["title", "letter", "work_kind"]


class ExtensionTable(Table):
    assignment = WhatColumn(verbose_name=_("Assignment"), small=["reason"])
    organisation = django_tables2.Column(verbose_name=_("Asked by"), order_by="organisation__short_name", attrs=classed("c-unit"))
    due_before = django_tables2.Column(verbose_name=_("Deadline then"), attrs=classed("c-due"))
    until = django_tables2.Column(verbose_name=_("Asked for"), attrs=classed("c-due"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Extension
        fields = ["assignment", "organisation", "due_before", "until", "status"]
        order_by = "-id"

    def render_until(self, value):
        return near(value)

    render_due_before = render_until

    def value_until(self, value):
        return plain_moment(value)

    value_due_before = value_until


class MilestoneTable(Table):
    title = WhatColumn(verbose_name=_("Step"), small=["assignment.title"], orderable=False)
    organisation = django_tables2.Column(verbose_name=_("Organisation"), order_by="organisation__short_name", attrs=classed("c-unit"))
    status = StatusColumn(accessor="status_words", verbose_name=_("Status"), order_by="status")
    due_on = DayColumn(verbose_name=_("Due on"), order_by=("due_on", "id"), attrs=classed("c-due"))
    attained_at = TwoLineColumn(verbose_name=_("Attained"), small=["attained_by.name"], default="", attrs=classed("c-due"))

    class Meta(Table.Meta):
        model = Milestone
        fields = ["title", "organisation", "status", "due_on", "attained_at"]
        order_by = "due_on"

    def render_attained_at(self, value, record):
        return two_lines(near(value), record.attained_by.name)

    def value_attained_at(self, value):
        return plain_moment(value)


class RungTable(Table):
    name = WhatColumn(verbose_name=_("Letter"), small=["when_words"], url="edit_url", orderable=False)
    receiver_words = django_tables2.Column(verbose_name=_("To whom"), orderable=False, attrs=classed("c-what"))
    work_kind = django_tables2.Column(verbose_name=_("Kind of work"), order_by=("work_kind", "order"), attrs=classed("c-unit"))
    order = django_tables2.Column(verbose_name=_("Order"), orderable=False, attrs=classed("c-rungs num"))
    needs_signature = django_tables2.BooleanColumn(verbose_name=_("Needs a signature"), yesno=(_("yes"), _("no")), orderable=False)
    is_active = django_tables2.BooleanColumn(verbose_name=_("In use"), yesno=(_("yes"), _("no")), orderable=False)

    class Meta(Table.Meta):
        model = Rung
        fields = ["name", "receiver_words", "work_kind", "order", "needs_signature", "is_active"]
        order_by = "work_kind"


class LeaderVisitTable(Table):
    place = WhatColumn(verbose_name=_("Place"), order_by="place__code", small=["leader.name"])
    leader = django_tables2.Column(verbose_name=_("Visiting leader"), visible=False)
    visited_on = DayColumn(verbose_name=_("Visited on"), order_by=("visited_on", "id"), attrs=classed("c-due"))
    office = django_tables2.Column(verbose_name=_("Recorded by"), order_by="office__short_name", attrs=classed("c-unit"))
    asked = django_tables2.Column(verbose_name=_("Instructions"), attrs=classed("c-rungs num"))
    settled = django_tables2.Column(verbose_name=_("Of these closed"), attrs=classed("c-rungs num"))

    class Meta(Table.Meta):
        model = LeaderVisit
        fields = ["place", "leader", "visited_on", "office", "asked", "settled"]
        order_by = "-visited_on"
