"""The columns of the lists of rules, cards and standings, once for page, export and print."""

import django_tables2
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from base.tables import StatusColumn, Table, WhatColumn, icon
from scoring.models import Scheme, Scorecard, ScoringClause, Standing
from tasks.tables import classed

NUMBER = classed("c-rungs num")


class SchemeTable(Table):
    title = WhatColumn(verbose_name=_("Scoring rules"), small=["campaign.name"])
    pass_mark = django_tables2.Column(verbose_name=_("Points for a pass"), attrs=NUMBER)
    is_sample = django_tables2.BooleanColumn(verbose_name=_("Sample"), yesno=(_("yes"), _("no")), attrs=NUMBER)

    class Meta(Table.Meta):
        model = Scheme
        fields = ["title", "pass_mark", "is_sample"]


class ClauseTable(Table):
    title = WhatColumn(verbose_name=_("What is asked"), small=["number_words", "part"], order_by="no")
    kind = django_tables2.Column(verbose_name=_("Item type"), attrs=classed("c-rungs"))
    formula = django_tables2.Column(verbose_name=_("How it is scored"), attrs=classed("c-unit"))
    target = django_tables2.Column(verbose_name=_("Target"), default="", attrs=NUMBER)
    points = django_tables2.Column(verbose_name=_("Points to be had"), attrs=NUMBER)
    applies_to = django_tables2.Column(verbose_name=_("Asked of"), attrs=classed("c-unit"))

    class Meta(Table.Meta):
        model = ScoringClause
        fields = ["title", "kind", "formula", "target", "points", "applies_to"]
        order_by = "title"


class ScorecardTable(Table):
    organisation = WhatColumn(verbose_name=_("Organisation"), order_by="organisation__short_name", small=["scheme.title"])
    group = django_tables2.Column(verbose_name=_("Group"), attrs=classed("c-unit"))
    place = django_tables2.Column(verbose_name=_("Place"), order_by="place__code", attrs=classed("c-place"))
    own_score = django_tables2.Column(verbose_name=_("Own score"), accessor="own_score__total", orderable=False, attrs=NUMBER)
    reviewed_score = django_tables2.Column(
        verbose_name=_("Reviewed score"), accessor="reviewed_score__total", default="–", orderable=False, attrs=NUMBER
    )
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Scorecard
        fields = ["organisation", "group", "place", "own_score", "reviewed_score", "status"]


class StandingTable(Table):
    rank = django_tables2.Column(verbose_name=_("Rank"), attrs=NUMBER)
    organisation = WhatColumn(
        verbose_name=_("Organisation"), order_by="organisation__short_name", url="list_url", small=["get_group_display"]
    )
    climbed = django_tables2.Column(verbose_name=_("Since the day before"), empty_values=(), orderable=False, attrs=NUMBER)
    given = django_tables2.Column(verbose_name=_("Handed out"), attrs=NUMBER)
    closed = django_tables2.Column(verbose_name=_("Closed"), attrs=NUMBER)
    percent = django_tables2.Column(verbose_name=_("Percent closed"), orderable=False, attrs=NUMBER)
    in_time = django_tables2.Column(verbose_name=_("Closed in time"), attrs=NUMBER)
    overdue = django_tables2.Column(verbose_name=_("Overdue"), attrs=NUMBER)
    own_score = django_tables2.Column(verbose_name=_("Own score"), default="–", attrs=NUMBER)
    reviewed_score = django_tables2.Column(verbose_name=_("Reviewed score"), default="–", attrs=NUMBER)

    class Meta(Table.Meta):
        model = Standing
        fields = ["rank", "organisation", "climbed", "given", "closed", "percent", "in_time", "overdue", "own_score", "reviewed_score"]

    def render_climbed(self, value):
        if value is None:
            return _("new")
        if value == 0:
            return "–"
        word, sign, state = (_("up"), "arrow-up", "done") if value > 0 else (_("down"), "arrow-down", "late")
        hidden = format_html('<span class="visually-hidden">{}</span>', word)
        return format_html('<span class="moved is-{}">{}{}{}</span>', state, icon(sign), hidden, abs(value))

    def value_climbed(self, value):
        return "" if value is None else value

    def render_percent(self, value):
        return f"{value}%"

    def value_percent(self, value):
        return value
