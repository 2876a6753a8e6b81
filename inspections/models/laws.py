"""The articles on which checklists rest, and what they said from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from grid.access import ANYWHERE, ReachQuerySet


class ClauseQuerySet(ReachQuerySet):
    def named(self, text):
        words = Q(law__icontains=text) | Q(article__icontains=text) | Q(texts__text__icontains=text)
        return self.filter(words).distinct()


class Clause(HasPage, models.Model):
    """One article of one law, such as 《食品安全法》第五十五条; what it says is in its texts, each with its term."""

    PLACE = ANYWHERE

    law = models.CharField(_("law"), max_length=120)
    article = models.CharField(_("article"), max_length=60)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("article of law")
        verbose_name_plural = _("articles of law")
        ordering = ["law", "id"]
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(fields=["law", "article"], name="article_once_per_law")]

    def __str__(self):
        return f"《{self.law}》{self.article}"

    state = "todo"

    def text_on(self, day):
        """What the article said on `day`, or None before it was in force and after it went out of force."""
        return self.texts.in_force(day).first()


class ClauseTextQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class ClauseText(models.Model):
    """The words of an article for a term; one that a finding cites is never reworded."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="texts", verbose_name=_("article of law"))
    text = models.TextField(_("text"))
    since = models.DateField(_("in force from"))
    until = models.DateField(_("in force until (first day no longer)"), null=True, blank=True)

    objects = ClauseTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an article")
        verbose_name_plural = _("texts of articles")
        ordering = ["clause", "-since"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["clause", "since"], name="article_text_begins_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="article_text_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.clause} {self.since}"
