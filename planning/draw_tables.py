"""The columns of draws, recusals, shops to visit and replays, for page and export."""

import django_tables2
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from base.tables import DayColumn, MomentColumn, StatusColumn, Table, TwoLineColumn, WhatColumn, icon
from inspections.submission import INSPECT
from planning.models import Draw, RankedShop, RankingReplay, RankingRule, Recusal

RIGHT = {"td": {"class": "num"}, "th": {"class": "num"}}


class DrawTable(Table):
    title = WhatColumn(verbose_name=_("title"), small=["organisation"])
    place = TwoLineColumn(accessor="place__name", verbose_name=_("area drawn from"), small=["format"])
    count = django_tables2.Column(verbose_name=_("shops to draw"), attrs=RIGHT)
    status = StatusColumn(verbose_name=_("Status"))
    seed_published_at = MomentColumn(verbose_name=_("Seed published"), default="")
    drawn_at = MomentColumn(verbose_name=_("Drawn at"), default="")

    class Meta(Table.Meta):
        model = Draw
        fields = ()


class RecusalTable(Table):
    person = WhatColumn(accessor="person__name", verbose_name=_("officer"), small=["reason"])
    establishment = TwoLineColumn(accessor="place__name", verbose_name=_("establishment"), small=["place.parent"])
    status = StatusColumn(verbose_name=_("Status"))
    reason = django_tables2.Column(verbose_name=_("reason"), visible=False)

    class Meta(Table.Meta):
        model = Recusal
        fields = ()


class RankedShopTable(Table):
    name = WhatColumn(accessor="place__name", verbose_name=_("Name of the business"), small=["format", "address"])
    score = django_tables2.Column(verbose_name=_("Urgency"), attrs=RIGHT)
    why = django_tables2.Column(verbose_name=_("Why"), empty_values=(), orderable=False)
    last_on = DayColumn(verbose_name=_("Last inspected"), default=_("never"))
    inspect = django_tables2.Column(verbose_name=_("Inspect"), accessor="pk", orderable=False, exclude_from_export=True)

    class Meta(Table.Meta):
        model = RankedShop
        fields = ()

    @cached_property
    def rule(self):
        return RankingRule.objects.in_force(timezone.localdate())

    @cached_property
    def may_inspect(self):
        return self.request.user.has_perm(INSPECT)

    def render_why(self, record):
        lines = ((words, points) for words, points in record.reasons(self.rule))
        return format_html('<ul class="why">{}</ul>', format_html_join("", "<li>{} <b>+{}</b></li>", lines))

    def value_why(self, record):
        return "；".join(f"{words} +{points}" for words, points in record.reasons(self.rule))

    def render_inspect(self, record):
        if not self.may_inspect:
            return ""
        url = f"{reverse('inspection-new')}?establishment={record.pk}"
        return format_html('<a class="btn btn-sm" href="{}">{}{}</a>', url, icon("clipboard-plus"), _("Inspect"))


class RankingReplayTable(Table):
    place = WhatColumn(accessor="place__name", verbose_name=_("area"), small=["rule"])
    since = DayColumn(verbose_name=_("From"))
    until = DayColumn(verbose_name=_("Up to"))
    visits = django_tables2.Column(verbose_name=_("Visits"), accessor="result__visits", attrs=RIGHT, orderable=False)
    critical = django_tables2.Column(verbose_name=_("Critical findings"), accessor="result__critical", attrs=RIGHT, orderable=False)
    mean = django_tables2.Column(verbose_name=_("Days earlier"), accessor="result__mean", attrs=RIGHT, orderable=False, default="–")
    made_at = MomentColumn(verbose_name=_("Made at"))

    class Meta(Table.Meta):
        model = RankingReplay
        fields = ()
