"""The daily report of a group (日报告): it drafts itself from the day's records, and is chased when it is missing."""

from datetime import time

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from grid.access import ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from inspections.models import Finding
from notifications.models import tell
from supervision.models.groups import SupervisionGroup
from workdays.calendar import at_clock

DUE, AGAIN = time(20), time(21)  # when a report is due and first chased, and when it is chased again


class DailyReportQuerySet(ReachQuerySet):
    def missing(self, at):
        """Those that should have been submitted by the moment `at`."""
        return self.filter(status=DailyReport.DRAFT, due_at__lte=at)

    def with_names(self):
        return self.select_related("group__organisation", "place", "submitted_by")


class DailyReport(HasPage, Lifecycle):
    """What a group did on one day. A draft shows the records as they are; submitted, it says what they were.

    `content` are the figures and rows as they stood at the moment of submitting; `next_chase_at` is when a missing report is chased.
    """

    PLACE = "place"
    DRAFT, SUBMITTED = "draft", "submitted"
    STATUSES = {DRAFT: pgettext_lazy("report", "draft"), SUBMITTED: pgettext_lazy("report", "submitted")}
    MOVES = {
        "redraft": move(DRAFT, to=None, actor="organisation", label=_("Edit the report"), icon="edit"),
        "submit": move(DRAFT, to=SUBMITTED, actor="organisation", label=_("Submit the report"), icon="send"),
        "send_back": move(SUBMITTED, to=DRAFT, label=_("Send back"), icon="arrow-back-up"),
    }

    group = models.ForeignKey(SupervisionGroup, models.PROTECT, related_name="reports", verbose_name=_("supervision group"))
    # The group's own: its report is its leader's alone (decision 5).
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("territory"))
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DRAFT)
    summary = models.TextField(_("situation of the day"), blank=True)
    tomorrow = models.TextField(_("plan for tomorrow"), blank=True)
    key_findings = models.ManyToManyField(Finding, blank=True, related_name="+", verbose_name=_("key problems"))
    content = models.JSONField(default=dict, editable=False)
    due_at = models.DateTimeField(_("due at"))
    chased = models.PositiveSmallIntegerField(_("times chased"), default=0, editable=False)
    next_chase_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )

    objects = DailyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily report")
        verbose_name_plural = _("daily reports")
        default_permissions = ("view",)
        permissions = [
            ("redraft_dailyreport", _("Can edit daily reports")),
            ("submit_dailyreport", _("Can submit daily reports")),
            ("send_back_dailyreport", _("Can send daily reports back")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["group", "day"], name="one_report_a_day"),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False), name="submitted_report_has_its_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["next_chase_at"], name="report_chase", condition=Q(status="draft", next_chase_at__isnull=False)),
            models.Index(fields=["-day"], name="report_newest"),
        ]

    def __str__(self):
        return f"{self.group} {self.day:%Y-%m-%d}"

    @property
    def state(self):
        if self.status == self.SUBMITTED:
            return "done"
        return "late" if timezone.now() >= self.due_at else "doing"

    @property
    def is_late(self):
        """Whether it came, or is still to come, after its hour."""
        return (self.submitted_at or timezone.now()) > self.due_at

    @property
    def figures(self):
        """What the list shows of it; empty until it is submitted."""
        return self.content.get("figures", {})

    @transaction.atomic
    def redraft(self, *, by, summary, tomorrow, key_findings=(), at=None):
        """Other words, and which problems are the key ones; the figures are the records' and nobody's to edit."""
        self.go("redraft", by=by, at=at, summary=summary, tomorrow=tomorrow)
        self.key_findings.set(key_findings)

    @transaction.atomic
    def submit(self, *, by, at=None, note=""):
        """Hand it in: what it says is frozen as the records stand now."""
        from supervision.bulletins import draft_when_complete
        from supervision.drafting import report_content  # both read reports

        at = at or timezone.now()
        content = report_content(self, at=at)
        entry = self.go("submit", by=by, at=at, note=note, content=content, submitted_at=at, submitted_by=by, next_chase_at=None)
        tell(self.readers(), _("Daily report: %(about)s"), entry=entry, about=self)
        draft_when_complete(self.day, self.group.organisation.parent, at=at)

    @transaction.atomic
    def send_back(self, *, by, note, at=None):
        """Return it with the reason; it shows the records again, and is chased where an hour is still to come."""
        at = at or timezone.now()
        entry = self.go("send_back", by=by, at=at, note=note, submitted_at=None, submitted_by=None, next_chase_at=self.chase_after(at))
        tell(self.group.leaders(timezone.localdate(at)), _("Sent back: %(about)s"), entry=entry, about=self)

    def why_not_submit(self):
        return _("The day has not come yet.") if self.day > timezone.localdate() else ""

    def readers(self):
        """Those at the office above who receive the reports."""
        return people_in_post(self.group.organisation.parent, "supervision.send_back_dailyreport")

    def chases(self):
        """The moments at which it is chased while it is missing."""
        return [self.due_at, at_clock(self.day, AGAIN)]

    def chase_after(self, at):
        """The first of them after `at`; None after the last."""
        return next((moment for moment in self.chases() if moment > at), None)

    @transaction.atomic
    def chase(self, *, at):
        """Press for it: the leader at first, the second time also those at the office. Hours missed in a silence count as one."""
        times = sum(moment <= at for moment in self.chases())
        entry = self.change(verb="chase", by=None, at=at, chased=times, next_chase_at=self.chase_after(at))
        people = self.group.leaders(self.day) + (self.readers() if times > 1 else [])
        tell(list(dict.fromkeys(people)), _("The daily report is missing: %(about)s"), entry=entry, about=self)
