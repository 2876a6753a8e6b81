"""The ladder as an administrator edits it: which letter goes out when."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from grid.access import ANYWHERE, ReachQuerySet
from tasks import ladder

CAMPAIGN_WORK, SAME_DAY, IN_TERM, PASSED_ON = "campaign", "same_day", "in_term", "passed_on"
FINDINGS = (SAME_DAY, IN_TERM)
WORK_KINDS = {
    CAMPAIGN_WORK: _("campaign work"),
    SAME_DAY: _("finding of an inspection (same day)"),
    IN_TERM: _("finding of an inspection (term of days)"),
    PASSED_ON: _("problem passed on by a guarantor"),
}
DAY_AND_NIGHT = {SAME_DAY}  # work whose letters and news keep no quiet hours: 事不过夜

BEFORE_WORDS = {
    ladder.WORKDAYS: ngettext_lazy("%(count)d working day before the due moment", "%(count)d working days before the due moment", "count"),
    ladder.HOURS: ngettext_lazy("%(count)d hour before the due moment", "%(count)d hours before the due moment", "count"),
    ladder.OFFICE_HOURS: ngettext_lazy(
        "%(count)d office hour before the due moment", "%(count)d office hours before the due moment", "count"
    ),
}
AFTER_WORDS = {
    ladder.WORKDAYS: ngettext_lazy("%(count)d working day after the due moment", "%(count)d working days after the due moment", "count"),
    ladder.HOURS: ngettext_lazy("%(count)d hour after the due moment", "%(count)d hours after the due moment", "count"),
    ladder.OFFICE_HOURS: ngettext_lazy(
        "%(count)d office hour after the due moment", "%(count)d office hours after the due moment", "count"
    ),
}
RECEIPT_WORDS = ngettext_lazy(
    "%(count)d hour after a letter that nobody acknowledged", "%(count)d hours after a letter that nobody acknowledged", "count"
)
REPEAT_WORDS = ngettext_lazy("again every %(count)d hour until acknowledged", "again every %(count)d hours until acknowledged", "count")

WALL_CLOCK_WORDS = ngettext_lazy(
    "at %(clock)s, %(count)d working day after the hand-over", "at %(clock)s, %(count)d working days after the hand-over", "count"
)


class LetterKind(models.TextChoices):
    """The letters of the ladder, mildest first; the value is also the letter's place in the marks 提 催 督."""

    REMINDER = "reminder", _("reminder letter")
    DISPATCH = "dispatch", _("dispatch order")
    URGING = "urging", _("urging note")
    SUPERVISION = "supervision", _("supervision notice")
    INTERVIEW = "interview", _("interview notice")
    CIRCULAR = "circular", _("circulated criticism")


class Receiver(models.TextChoices):
    """To whom a letter's news goes; who that is, is asked when it is sent (recipients.py)."""

    RESPONSIBLE = "responsible", _("responsible person")
    HEAD = "head", _("head of the organisation")
    REVIEWER = "reviewer", _("reviewer")
    DISTRICT_LEADER = "district", _("district leader")
    CITY_LEADER = "city", _("city leader")


def responsible():
    return [Receiver.RESPONSIBLE.value]


class RungQuerySet(ReachQuerySet):
    def ladder(self, work_kind):
        """The rungs in use for one kind of work, lowest first."""
        return list(self.steps().filter(work_kind=work_kind).order_by("order"))

    def steps(self):
        """The rungs in use that are climbed; what follows an unacknowledged letter is none of them."""
        return self.filter(is_active=True).exclude(offset_kind=ladder.RECEIPT)

    def receipts(self):
        """{kind of work: the rung in use for letters that nobody acknowledged}"""
        return {rung.work_kind: rung for rung in self.filter(is_active=True, offset_kind=ladder.RECEIPT).order_by("-order")}


class Rung(models.Model):
    """One step of a ladder: when, counted from the due or the hand-over moment, which letter goes out, and to whom.

    What `offset` and `clock` mean for each way of counting is said in ladder.py. A RECEIPT rung writes no letter: it presses
    those who did not acknowledge one (chasing.py), as does a letter's own `repeat_hours`.
    """

    PLACE = ANYWHERE
    OFFSETS = {
        ladder.WORKDAYS: _("working days from the due moment"),
        ladder.HOURS: _("hours from the due moment"),
        ladder.OFFICE_HOURS: _("office hours from the due moment"),
        ladder.AT_ONCE: _("at once when it is handed over"),
        ladder.WALL_CLOCK: _("clock time, working days after the hand-over"),
        ladder.RECEIPT: _("hours after a letter that nobody acknowledged"),
    }

    work_kind = models.CharField(_("kind of work"), max_length=10, choices=WORK_KINDS)
    order = models.PositiveSmallIntegerField(_("order"))
    letter = models.CharField(_("letter"), max_length=12, choices=LetterKind, blank=True)
    offset_kind = models.CharField(_("counted in"), max_length=10, choices=OFFSETS)
    offset = models.SmallIntegerField(_("offset"), default=0)
    clock = models.TimeField(_("clock time"), null=True, blank=True)
    needs_signature = models.BooleanField(_("needs a leader's signature"), default=False)
    recipients = ArrayField(models.CharField(max_length=12, choices=Receiver), default=responsible, verbose_name=_("recipients"))
    copies = ArrayField(models.CharField(max_length=12, choices=Receiver), default=list, blank=True, verbose_name=_("copies to"))
    repeat_hours = models.PositiveSmallIntegerField(_("repeat every … hours"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering = ["work_kind", "order"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["work_kind", "order"], name="rung_order_once_per_ladder"),
            models.CheckConstraint(
                name="rung_writes_a_letter_or_asks_for_receipt",
                condition=models.Q(offset_kind=ladder.RECEIPT, letter="") | (~models.Q(offset_kind=ladder.RECEIPT) & ~models.Q(letter="")),
                violation_error_message=_("A rung writes a letter; only the one for receipts writes none."),
            ),
            models.CheckConstraint(name="rung_repeats_after_a_while", condition=models.Q(repeat_hours=None) | models.Q(repeat_hours__gt=0)),
        ]

    def __str__(self):
        return f"{self.get_work_kind_display()} {self.order}: {self.name}"

    def get_absolute_url(self):
        return reverse("rung-list")

    def is_step(self):
        """Whether it is in use and climbed; see `RungQuerySet.steps`."""
        return self.is_active and self.offset_kind != ladder.RECEIPT

    @property
    def name(self):
        """What it does, in a word: its letter."""
        return self.get_letter_display() if self.letter else _("receipt overdue")

    @property
    def edit_url(self):
        return reverse("rung-edit", args=[self.pk])

    @property
    def by_night(self):
        return self.work_kind in DAY_AND_NIGHT

    @property
    def when_words(self):
        """When it is climbed, as in "2 working days after the due moment"."""
        if self.offset_kind == ladder.WALL_CLOCK:
            clock = "24:00" if self.clock in (None, time(0)) else f"{self.clock:%H:%M}"
            words = WALL_CLOCK_WORDS if self.offset else _("at %(clock)s of the day it was handed over")
            return words % {"count": self.offset, "clock": clock}
        if self.offset_kind == ladder.AT_ONCE:
            return _("at once when it is handed over")
        if self.offset_kind == ladder.RECEIPT:
            return RECEIPT_WORDS % {"count": self.offset}
        if self.offset == 0:
            return _("at the due moment")
        words = (BEFORE_WORDS if self.offset < 0 else AFTER_WORDS)[self.offset_kind]
        return words % {"count": abs(self.offset)}

    @property
    def receiver_words(self):
        """As in "responsible person, reviewer; copies to: city leader"."""
        to, copies = (str(_(", ")).join(str(Receiver(word).label) for word in words) for words in (self.recipients, self.copies))
        return _("%(to)s; copies to %(copies)s") % {"to": to, "copies": copies} if copies else to

    @property
    def repeat_words(self):
        return REPEAT_WORDS % {"count": self.repeat_hours} if self.repeat_hours else ""


class Recount(models.Model):
    """That the open work's next letters are counted anew: why, who asked, and how many moved. Rows are the worker's queue."""

    RUNG, CALENDAR = "rung", "calendar"
    REASONS = {RUNG: _("a rung changed"), CALENDAR: _("the calendar changed")}

    reason = models.CharField(_("reason"), max_length=8, choices=REASONS)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    moved = models.PositiveIntegerField(_("next letters moved"), null=True, blank=True)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        default_permissions = ()
        indexes = [models.Index(fields=["id"], name="recount_waiting", condition=models.Q(done_at=None))]

    def __str__(self):
        return self.get_reason_display()
