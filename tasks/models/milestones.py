"""Milestones (里程碑): the dated steps on the way through one assignment."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.files import EVIDENCE, StoredFile
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from tasks.models.assignments import Assignment


class MilestoneQuerySet(ReachQuerySet):
    def overdue(self, on):
        """Those not attained whose day is over, of work that is not done either."""
        return self.filter(status=Milestone.AHEAD, due_on__lt=on).exclude(assignment__status__in=[Assignment.CLOSED, Assignment.VOID])

    def with_names(self):
        return self.select_related("assignment", "organisation", "place", "attained_by")


class Milestone(HasPage, Lifecycle):
    """A step of an assignment with its day, attained with a word and the files that show it."""

    PLACE = "place"
    ORGANISATIONS = ("organisation",)
    AHEAD, ATTAINED, DROPPED = "ahead", "attained", "dropped"
    STATUSES = {AHEAD: _("ahead"), ATTAINED: _("attained"), DROPPED: _("dropped")}
    STATES = {ATTAINED: "done"}
    MOVES = {
        "attain": move(AHEAD, to=ATTAINED, actor="organisation", label=_("Attain"), icon="flag-check"),
        "drop": move(AHEAD, to=DROPPED, actor="issuer", label=_("Drop"), icon="flag-off", danger=True),
    }

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="milestones", verbose_name=_("assignment"))
    title = models.CharField(_("step"), max_length=100)
    due_on = models.DateField(_("due on"))
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("responsible organisation"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=AHEAD)
    attained_at = models.DateTimeField(_("attained at"), null=True, blank=True, editable=False)
    attained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("attained by")
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "id"]
        default_permissions = ("add", "view")
        permissions = [("attain_milestone", _("Can attain milestones")), ("drop_milestone", _("Can drop milestones"))]
        indexes = [models.Index(fields=["due_on"], name="milestone_ahead", condition=Q(status="ahead"))]

    def __str__(self):
        return self.title

    @property
    def state(self):
        """Late is late even on the bar of its work."""
        return "late" if self.is_late else super().state

    @property
    def is_late(self):
        return self.status == self.AHEAD and self.due_on < timezone.localdate()

    @property
    def status_words(self):
        """What the chip says: a step whose day is over and that nobody attained is overdue."""
        return _("overdue") if self.is_late else self.get_status_display()

    @transaction.atomic
    def attain(self, *, by, note, files=(), at=None):
        at = at or timezone.now()
        self.go("attain", by=by, at=at, note=note, attained_at=at, attained_by=by)
        for upload in files:
            MilestoneFile.of(upload, by=by, allowed=EVIDENCE, milestone=self).save()

    def why_not_attain(self):
        return "" if self.assignment.is_open() else _("The work itself is not open.")

    @transaction.atomic
    def drop(self, *, by, note, at=None):
        self.go("drop", by=by, at=at, note=note)


class MilestoneFileQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """Seen by whoever sees the milestone."""
        return self.filter(milestone__in=Milestone.objects.reachable(user, action))


class MilestoneFile(StoredFile):
    """A file that shows that a milestone was attained."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="files", verbose_name=_("milestone"))

    objects = MilestoneFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a milestone")
        verbose_name_plural = _("files of milestones")
