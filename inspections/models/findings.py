"""Findings: what was wrong at a shop, what the shop has to say to it, and the order to put it right."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from inspections.models.inspections import Inspection
from inspections.models.laws import ClauseText
from inspections.models.standards import ChecklistItem
from notifications.models import tell
from tasks.models import FINDINGS, Assignment
from tasks.numbering import letter_number

# That the work is a finding's says nothing new; it lets PostgreSQL look among the few open ones, not in all open work.
IS_OPEN = Q(assignment__status__in=Assignment.OPEN, assignment__kind__in=FINDINGS)


class FindingQuerySet(ReachQuerySet):
    def open(self):
        return self.filter(IS_OPEN)

    def overdue(self, at):
        return self.open().filter(assignment__due_at__lte=at)

    def tally(self, at):
        """How many are open, overdue and waiting for a recheck; all in one look."""
        return self.open().aggregate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(assignment__due_at__lte=at)),
            submitted=Count("pk", filter=Q(assignment__status=Assignment.SUBMITTED)),
        )

    def due_soon(self, at, soon_until):
        return self.open().filter(assignment__due_at__gt=at, assignment__due_at__lte=soon_until)

    def in_time(self):
        """Those reported as put right before their deadline, whenever the recheck was."""
        return self.filter(assignment__submitted_at__lte=F("assignment__due_at"))

    def standing(self):
        """All but those that were dropped, by an objection that was upheld or by a correction."""
        return self.exclude(assignment__status=Assignment.VOID)

    def repeated(self):
        """Those found at the same item of the same shop before."""
        return self.filter(nth__gt=1)

    def with_names(self):
        return self.select_related(
            "item__clause",
            "cited__clause",
            "place__parent",
            "inspection__establishment__format",
            "inspection__officer",
            "assignment__organisation",
        )


class Finding(HasPage, models.Model):
    """One thing wrong at one shop. Its life is that of the assignment by which it was handed over, so the two cannot disagree."""

    PLACE = "place"
    ORGANISATIONS = ("assignment__organisation",)
    ACTORS = {"dispute": "assignment__organisation"}  # whoever must put it right may object
    MINOR, GENERAL, SERIOUS = "minor", "general", "serious"
    SEVERITIES = {MINOR: _("minor"), GENERAL: _("general"), SERIOUS: _("serious")}
    STATUSES = {
        Assignment.DISPATCHED: _("handed over"),
        Assignment.UNDER_WAY: _("being put right"),
        Assignment.SUBMITTED: _("to be rechecked"),
        Assignment.CLOSED: _("put right"),
        Assignment.VOID: _("dropped"),
    }
    TERMS = {0: _("at once, by 24:00 of the day"), 3: _("3 days"), 7: _("7 days"), 15: _("15 days"), 30: _("30 days")}
    STATES = {Assignment.UNDER_WAY: "doing", Assignment.SUBMITTED: "doing", Assignment.CLOSED: "done"}

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name=_("inspection"))
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", verbose_name=_("item"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    severity = models.CharField(_("severity"), max_length=7, choices=SEVERITIES, default=GENERAL)
    description = models.TextField(_("description"))
    found_at = models.DateTimeField(_("found at"))
    photos_named = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    term = models.PositiveSmallIntegerField(_("term in days"), choices=TERMS, default=0)
    nth = models.PositiveSmallIntegerField(_("time within a year"), default=1)
    cited = models.ForeignKey(
        ClauseText, models.PROTECT, null=True, blank=True, related_name="findings", db_index=False, verbose_name=_("law cited")
    )
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="finding", verbose_name=_("assignment"))

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        default_permissions = ("view",)
        permissions = [("dispute_finding", _("Can dispute findings"))]
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_finding_per_item")]
        indexes = [
            models.Index(fields=["place", "-found_at"], name="finding_place"),
            models.Index(fields=["-found_at"], name="finding_newest"),
            models.Index(fields=["cited"], name="finding_cited", condition=Q(cited__isnull=False)),
        ]

    def __str__(self):
        return self.description

    @property
    def area(self):
        return self.place.parent

    @property
    def state(self):
        return self.STATES.get(self.assignment.status, "todo")

    def history(self):
        """Its life is its assignment's, and so is its history."""
        return self.assignment.history()

    @property
    def is_repeated(self):
        return self.nth > 1

    @property
    def wants_after_photo(self):
        """Whether a photo of it put right must stand beside the one that shows it wrong."""
        return bool(self.photos_named) or self.item.photo_required or self.photos.exists()

    def why_not_dispute(self):
        """The sentence that says why it cannot be disputed now; empty when it can."""
        if self.assignment.status not in Assignment.CLIMBS:
            return _("Only what is still to be put right can be disputed.")
        if self.disputes.filter(status=Dispute.RAISED).exists():
            return _("It is disputed already and not decided yet.")
        return ""

    @transaction.atomic
    def dispute(self, *, by, note, at=None):
        """Object to the finding (异议), with the reason; the clock runs on until whoever found it has decided. Returns the dispute."""
        Assignment.objects.select_for_update().get(pk=self.assignment_id)
        if refusal := self.why_not_dispute():
            raise Refused(refusal)
        work = self.assignment
        raised = self.disputes.create(
            place=self.place, issuer=work.issuer, organisation=work.organisation, reason=note, raised_by=by, raised_at=at or timezone.now()
        )
        entry = record("dispute", about=raised, by=by, at=at, note=note)
        tell(work.reviewers(), _("Finding disputed: %(about)s"), entry=entry, about=raised)
        return raised

    @property
    def status_words(self):
        """The assignment's status in the words of an inspection."""
        return self.STATUSES[self.assignment.status]


class DisputeQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("finding__assignment", "place__parent", "issuer", "organisation", "raised_by")


class Dispute(HasPage, Lifecycle):
    """An objection to a finding (申诉、异议), with its reason; decided by those who found it. Upheld, it drops the finding."""

    PLACE = "place"
    ORGANISATIONS = ("organisation",)
    RAISED, UPHELD, REJECTED = "raised", "upheld", "rejected"
    STATUSES = {RAISED: _("to be decided"), UPHELD: _("upheld"), REJECTED: _("rejected")}
    STATES = {RAISED: "soon", UPHELD: "done"}
    MOVES = {
        "uphold": move(RAISED, to=UPHELD, actor="issuer", label=_("Uphold: drop the finding"), icon="check"),
        "reject": move(RAISED, to=REJECTED, actor="issuer", label=_("Reject the objection"), icon="x", danger=True),
    }

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="disputes", verbose_name=_("finding"))
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    reason = models.TextField(_("reason"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=RAISED)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("uphold_dispute", _("Can uphold objections")), ("reject_dispute", _("Can reject objections"))]
        constraints = [models.UniqueConstraint(fields=["finding"], name="one_dispute_at_a_time", condition=Q(status="raised"))]

    def __str__(self):
        return self.finding.description

    @transaction.atomic
    def uphold(self, *, by, note, at=None):
        """The shop is right: the finding is dropped, with the reason."""
        entry = self.go("uphold", by=by, at=at, note=note)
        self.finding.assignment.cancel(by=by, at=at, note=note)
        tell([self.raised_by], _("Objection upheld: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def reject(self, *, by, note, at=None):
        """The finding stands, and its deadline with it."""
        entry = self.go("reject", by=by, at=at, note=note)
        tell([self.raised_by], _("Objection rejected: %(about)s"), entry=entry, about=self)


class RectificationOrder(HasPage, models.Model):
    """An order to rectify (责令改正通知书) for what one inspection found; its words are frozen and print the same to the byte."""

    PLACE = "place"

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="order", verbose_name=_("inspection"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    content = models.JSONField(_("content"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by the person"))

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("order to rectify")
        verbose_name_plural = _("orders to rectify")
        ordering = ["-issued_at", "-id"]
        default_permissions = ("add", "view")
        constraints = [models.UniqueConstraint(fields=["series", "year", "serial"], name="order_number_once")]

    def __str__(self):
        return self.number

    state = "done"

    @property
    def number(self) -> str:
        return letter_number(self.series, self.year, self.serial)
