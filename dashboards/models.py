"""What the boards keep: the numbers of each place on each day, where a recount found others, and the links of the walls."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Place

FRESH = timedelta(seconds=60)  # numbers older than this are not shown; they are counted while one waits


class CountedDayQuerySet(models.QuerySet):
    def fresh(self, at):
        """The day of `at`, where its numbers are not older than a minute; otherwise None."""
        return self.filter(day=timezone.localdate(at), counted_at__gt=at - FRESH).first()


class CountedDay(models.Model):
    """A day whose numbers are kept. The last count of a day stays as that evening; `counted_at` is empty for a day before the first."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField(null=True)

    objects = CountedDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")
        default_permissions = ()

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class Tally(models.Model):
    """The numbers of one place on one day: how things stood (`states`) and what happened on that day (`happened`), noughts left out.

    Both are ``{figure: number}``; `states_by` and `happened_by` are the same by ``{"format:3": {figure: number}}``.
    """

    day = models.ForeignKey(CountedDay, models.CASCADE, related_name="tallies", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    states = models.JSONField(default=dict)
    happened = models.JSONField(default=dict)
    states_by = models.JSONField(default=dict)
    happened_by = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="tally_once_a_day")]
        indexes = [models.Index(fields=["day"], name="tally_day")]

    def __str__(self):
        return f"{self.place} {self.day}"


class Miscount(models.Model):
    """A number that the nightly recount found to be another than the one kept. It was put right; somebody should know why."""

    PLACE = ANYWHERE

    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    day = models.DateField(_("day"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    figure = models.CharField(_("number"), max_length=30)
    kept = models.IntegerField(_("kept"))
    counted = models.IntegerField(_("counted anew"))

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("miscount")
        verbose_name_plural = _("miscounts")
        ordering = ["-id"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.place} {self.figure}"

    @property
    def label(self):
        """What the figure is called; its name where it is counted no more."""
        from dashboards.figures import FIGURES  # the figures stand above what is kept of them

        return FIGURES[self.figure].label if self.figure in FIGURES else self.figure
