"""The visit list of an officer, and what it would have done in the past."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage
from base.words import day, moment
from planning.draw_filters import RankedShopFilter, RankingReplayFilter
from planning.draw_forms import RankingReplayForm
from planning.draw_tables import RankedShopTable, RankingReplayTable
from planning.models import RankedShop, RankingReplay, RankingRule
from planning.replay import SPREAD


class RankedShopList(ListPage):
    """The shops within the person's post, the most urgent first, each with the reasons."""

    model = RankedShop
    template_name = "planning/ranking.html"
    table_class = RankedShopTable
    filterset_class = RankedShopFilter
    page_title = _("Visit list by risk")
    empty_text = _("Shops appear here as soon as they are entered in the register and weights are in force.")

    @cached_property
    def rule(self):
        return RankingRule.objects.in_force(timezone.localdate())

    def reachable(self):
        rows = super().reachable()
        return rows.ranked(self.rule, on=timezone.localdate()) if self.rule else rows.none()

    def actions(self):
        if not self.request.user.has_perm("planning.view_rankingreplay"):
            return []
        return [{"label": _("What it would have found"), "url": reverse("rankingreplay-list"), "icon": "history"}]

    def context(self, **more):
        return super().context(rule=self.rule, **more)


class RankingReplayList(ListPage):
    model = RankingReplay
    table_class = RankingReplayTable
    filterset_class = RankingReplayFilter
    empty_text = _("Past weeks that were done again in the order of the visit list stand here.")


class RankingReplayDetail(DetailPage):
    model = RankingReplay
    template_name = "planning/ranking_replay.html"

    def facts(self, row):
        return [
            (_("area"), row.place),
            (_("Period"), f"{day(row.since)} – {day(row.until)}"),
            (_("weights"), row.rule),
            (_("made by"), row.made_by or _("System")),
            (_("Made at"), moment(row.made_at)),
        ]

    def more(self, row):
        bars = list(zip(SPREAD_WORDS, row.result["spread"], strict=True))
        return {"result": row.result, "bars": bars, "most": max(row.result["spread"]) or 1}


SPREAD_WORDS = (
    _("14 days and more earlier"),
    _("7 to 13 days earlier"),
    _("1 to 6 days earlier"),
    _("the same day"),
    _("1 to 6 days later"),
    _("7 to 13 days later"),
    _("14 days and more later"),
)
assert len(SPREAD_WORDS) == len(SPREAD) + 1


class RankingReplayNew(CreatePage):
    model = RankingReplay
    form_class = RankingReplayForm
    submit_label = _("Do these weeks again")
