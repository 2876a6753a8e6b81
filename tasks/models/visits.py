"""Leaders in the lead (主要负责人带头): what they saw on a visit, and what they asked for there."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.files import IMAGES, StoredFile
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from tasks.models.assignments import Assignment
from workdays.calendar import close_of


class LeaderVisitQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("leader", "office", "place")

    def with_instructions(self):
        return self.prefetch_related(Prefetch("instructions", Instruction.objects.select_related("organisation", "assignment")))

    def with_tally(self):
        """Each with how many `asked` instructions it left and how many of them are `settled`: their work closed."""
        settled = Q(instructions__assignment__status=Assignment.CLOSED)
        asked = ~Q(instructions__status=Instruction.DROPPED)
        return self.annotate(asked=Count("instructions", filter=asked), settled=Count("instructions", filter=settled))


class LeaderVisit(HasPage, models.Model):
    """One visit of a leader to a place or a shop: with whom, what was seen, and the instructions that were given."""

    PLACE = "place"
    ACTORS = {"change": "office"}

    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leader_visits", verbose_name=_("leader"))
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    visited_on = models.DateField(_("visited on"))
    companions = models.CharField(_("accompanied by"), max_length=300, blank=True)
    seen = models.TextField(_("what was seen"))

    objects = LeaderVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader's visit")
        verbose_name_plural = _("leaders' visits")
        default_permissions = ("add", "change", "view")
        indexes = [models.Index(fields=["-visited_on", "-id"], name="leader_visit_newest")]

    def __str__(self):
        return f"{self.leader} · {self.place}"


class Instruction(Lifecycle):
    """What a leader asked for on a visit; one press makes it an assignment, whose life it then shows (decision 3)."""

    PLACE = "place"
    NOTED, ASSIGNED, DROPPED = "noted", "assigned", "dropped"
    STATUSES = {NOTED: _("noted"), ASSIGNED: _("assigned"), DROPPED: _("dropped")}
    MOVES = {
        "assign": move(NOTED, to=ASSIGNED, actor="office", label=_("Make it an assignment"), icon="send"),
        "drop": move(NOTED, to=DROPPED, actor="office", label=_("Drop"), icon="ban", danger=True),
    }

    visit = models.ForeignKey(LeaderVisit, models.PROTECT, related_name="instructions", verbose_name=_("leader's visit"))
    text = models.TextField(_("instruction"))
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("responsible organisation"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    due_on = models.DateField(_("due on"))
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=NOTED)
    assignment = models.OneToOneField(
        Assignment, models.PROTECT, null=True, blank=True, editable=False, related_name="instruction", verbose_name=_("assignment")
    )

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["id"]
        default_permissions = ("add", "view")
        permissions = [("assign_instruction", _("Can make instructions assignments")), ("drop_instruction", _("Can drop instructions"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="assigned", assignment__isnull=False) | (~Q(status="assigned") & Q(assignment=None)),
                name="assigned_instruction_has_its_work",
            )
        ]

    def __str__(self):
        return self.text[:60]

    def get_absolute_url(self):
        return self.visit.get_absolute_url()

    @property
    def state(self):
        return self.assignment.state if self.assignment else "todo"

    @property
    def status_words(self):
        return self.assignment.get_status_display() if self.assignment else self.get_status_display()

    def why_not_assign(self):
        return _("The due day is over; write the instruction anew.") if self.due_on < timezone.localdate() else ""

    @transaction.atomic
    def assign(self, *, by, note="", at=None):
        """Hand it out as work of the responsible organisation, due at closing time of its day; returns the assignment."""
        at = at or timezone.now()
        work = Assignment.objects.create(
            title=self.text.splitlines()[0][:100],
            requirement=self.text,
            issuer=self.office,
            organisation=self.organisation,
            place=self.place,
            created_at=at,
            due_at=close_of(self.due_on),
        )
        record("create", about=work, by=by, at=at)
        self.go("assign", by=by, at=at, note=note, assignment=work)
        work.dispatch(by=by, at=at)
        return work

    @transaction.atomic
    def drop(self, *, by, note, at=None):
        self.go("drop", by=by, at=at, note=note)


class LeaderVisitPhotoQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """Seen by whoever sees the visit."""
        return self.filter(visit__in=LeaderVisit.objects.reachable(user, action))


class LeaderVisitPhoto(StoredFile):
    """A picture taken on a leader's visit."""

    visit = models.ForeignKey(LeaderVisit, models.PROTECT, related_name="photos", verbose_name=_("leader's visit"))

    objects = LeaderVisitPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a leader's visit")
        verbose_name_plural = _("photos of leaders' visits")

    @classmethod
    def of(cls, upload, *, by, **owner):
        return super().of(upload, by=by, allowed=IMAGES, **owner)
