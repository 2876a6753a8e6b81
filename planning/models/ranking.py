"""By what weights shops are ranked for a visit, the ranked shops themselves, and how the ranking would have done in the past."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from establishments.models import Establishment
from establishments.models.register import EstablishmentQuerySet
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Place
from planning import ranking


def weight(label, **more):
    return models.PositiveSmallIntegerField(label, validators=[MaxValueValidator(1000)], **more)


def span(label, **more):
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(3650)], **more)


class RankingRuleQuerySet(ReachQuerySet):
    def in_force(self, on):
        """The weights whose day has come last, or None."""
        return self.filter(effective_on__lte=on).order_by("-effective_on").first()


class RankingRule(models.Model):
    """The weights by which shops are ranked for a visit, from a day on. The older stay, so that an old list can be explained."""

    PLACE = ANYWHERE

    effective_on = models.DateField(_("effective on"), unique=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    grade_a = weight(_("risk grade A"))
    grade_b = weight(_("risk grade B"))
    grade_c = weight(_("risk grade C"))
    grade_d = weight(_("risk grade D"))
    grade_none = weight(_("no risk grade yet"))
    days_points = weight(_("not visited for long: full points"))
    days_full = span(_("full points after so many days"))
    critical_points = weight(_("each critical item that failed"))
    critical_most = weight(_("at most so many count"))
    critical_days = span(_("within so many days"))
    open_points = weight(_("each open finding"))
    open_most = weight(_("at most so many open findings count"))
    gaps_points = weight(_("each gap in the shop's own control"))
    gaps_most = weight(_("at most so many gaps count"))

    objects = RankingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("weights of the visit list")
        verbose_name_plural = _("weights of the visit list")
        ordering = ["-effective_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(condition=Q(days_full__gte=1, critical_days__gte=1), name="ranking_spans_are_days"),
        ]

    def __str__(self):
        return _("weights from %(day)s") % {"day": date_format(self.effective_on)}

    def grade_points(self, grade):
        return getattr(self, f"grade_{grade.lower() or 'none'}")

    def counted_factors(self):
        """The factors of which each one counts up to a number: (name, points of each, at most)."""
        return [(name, getattr(self, f"{name}_points"), getattr(self, f"{name}_most")) for name in ("critical", "open", "gaps")]

    def is_fixed(self, today):
        """Whether its day has come, so that it is changed no more."""
        return self.effective_on <= today


class RankedShopQuerySet(EstablishmentQuerySet):
    def ranked(self, rule, *, on):
        """Those in business with their facts and score on the day `on`, the most urgent first."""
        rows = ranking.ranked(self.in_business(), rule, on=on)
        rows.rule = rule
        return rows


class RankedShop(Establishment):
    """A shop as the officer who plans a day looks at it: how urgent a visit is, and why."""

    MOVES = {}  # its verbs are pressed on the shop itself

    objects = RankedShopQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("shop to visit")
        verbose_name_plural = _("visit list")
        default_permissions = ("view",)

    def get_absolute_url(self):
        return Establishment.get_absolute_url(Establishment(pk=self.pk))

    @cached_property
    def facts(self):
        return ranking.Facts(self.risk_grade, self.days, self.critical, self.open, self.gaps)

    def reasons(self, rule):
        return ranking.reasons(rule, self.facts)


class RankingReplayQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("rule", "place", "made_by")


class RankingReplay(HasPage, models.Model):
    """The visits of some past weeks done again in the order of the ranking: how much earlier what was critical would have been found."""

    PLACE = "place"
    state = "done"

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("area"))
    rule = models.ForeignKey(RankingRule, models.PROTECT, related_name="+", verbose_name=_("weights"))
    since = models.DateField(_("from"))
    until = models.DateField(_("up to"))
    result = models.JSONField(_("result"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = RankingReplayQuerySet.as_manager()

    class Meta:
        verbose_name = _("replay of the ranking")
        verbose_name_plural = _("replays of the ranking")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="replay_ends_after_it_starts")]

    def __str__(self):
        return f"{self.place} {self.since} – {self.until}"
