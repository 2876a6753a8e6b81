"""The ladder as an administrator edits it: which letter goes out when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grid.access import ANYWHERE, ReachQuerySet
from tasks import ladder

CAMPAIGN_WORK, SAME_DAY, PASSED_ON = "campaign", "same_day", "passed_on"
WORK_KINDS = {
    CAMPAIGN_WORK: _("campaign work"),
    SAME_DAY: _("finding of an inspection (same day)"),
    PASSED_ON: _("problem passed on by a guarantor"),
}


class LetterKind(models.TextChoices):
    """The letters of the ladder, mildest first; the value is also the letter's place in the marks 提 催 督."""

    REMINDER = "reminder", _("reminder letter")
    DISPATCH = "dispatch", _("dispatch order")
    URGING = "urging", _("urging note")
    SUPERVISION = "supervision", _("supervision notice")
    INTERVIEW = "interview", _("interview notice")
    CIRCULAR = "circular", _("circulated criticism")


class RungQuerySet(ReachQuerySet):
    def ladder(self, work_kind):
        """The rungs in use for one kind of work, lowest first."""
        return list(self.filter(work_kind=work_kind, is_active=True).order_by("order"))


class Rung(models.Model):
    """One step of a ladder: when, counted from the due or the hand-over moment, which letter goes out.

    What `offset` and `clock` mean for each way of counting is said in ladder.py.
    """

    PLACE = ANYWHERE
    OFFSETS = {
        ladder.WORKDAYS: _("working days from the due moment"),
        ladder.HOURS: _("hours from the due moment"),
        ladder.WALL_CLOCK: _("clock time, working days after the hand-over"),
    }

    work_kind = models.CharField(_("kind of work"), max_length=10, choices=WORK_KINDS)
    order = models.PositiveSmallIntegerField(_("order"))
    letter = models.CharField(_("letter"), max_length=12, choices=LetterKind)
    offset_kind = models.CharField(_("counted in"), max_length=10, choices=OFFSETS)
    offset = models.SmallIntegerField(_("offset"), default=0)
    clock = models.TimeField(_("clock time"), null=True, blank=True)
    needs_signature = models.BooleanField(_("needs a leader's signature"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering = ["work_kind", "order"]
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(fields=["work_kind", "order"], name="rung_order_once_per_ladder")]

    def __str__(self):
        return f"{self.get_work_kind_display()} {self.order}: {self.get_letter_display()}"
