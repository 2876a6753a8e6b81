"""Inspections: versioned checklists, what was answered at a shop, and the findings that must be put right."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.rows import HasPage
from base.files import StoredFile
from establishments.models import Establishment, Format
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Organisation, Place
from tasks.models import Assignment


class ChecklistQuerySet(ReachQuerySet):
    def in_force(self, format, on):
        """The newest version for a format whose effective date has come, or None."""
        return self.filter(format=format, effective_on__lte=on).order_by("-version").first()


class Checklist(HasPage, models.Model):
    """One version of what is looked at in shops of a format; an inspection is pinned to its version for ever."""

    PLACE = ANYWHERE

    format = models.ForeignKey(Format, models.PROTECT, related_name="checklists", verbose_name=_("format"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    effective_on = models.DateField(_("effective on"))

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["format", "-version"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["format", "version"], name="checklist_version_once")]

    def __str__(self):
        return f"{self.format} v{self.version}"


class ChecklistItem(models.Model):
    """One thing to look at. Weights of a checklist add up to 100; a failed critical item (重点项目) decides the result."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=8)
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))
    text_en = models.TextField(_("English text"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    critical = models.BooleanField(_("critical"), default=False)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["checklist", "order"]
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="item_code_once_per_checklist")]

    def __str__(self):
        return f"{self.code} {self.text}"


class InspectionQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related(
            "establishment__place__parent", "establishment__format", "place__parent", "organisation", "officer", "second_officer"
        )

    def with_findings_count(self):
        counts = Finding.objects.filter(inspection=OuterRef("pk")).order_by().values("inspection").annotate(count=Count("pk"))
        return self.annotate(findings_count=Coalesce(Subquery(counts.values("count")), 0))

    def with_everything(self):
        """For one inspection shown whole."""
        findings = Finding.objects.with_names().order_by("item__order")
        answers = Answer.objects.select_related("item").order_by("item__order")
        return self.prefetch_related(
            Prefetch("answers", answers), Prefetch("findings", findings), Prefetch("photos", Photo.objects.order_by("id"))
        )


class Inspection(HasPage, models.Model):
    """One visit of at least two officers to one establishment, answered item by item (Order 49 art. 23).

    The id is made by the phone, so that sending the same record twice is the same record. `content_hash` tells same from other.
    `photos_named` are the SHA-256 of its photos, which may arrive after the record itself; a finding names its own.
    """

    PLACE = "place"
    SUPERVISION = "supervision"
    SUPERVISES = "inspections.supervise_inspection"  # the posts that inspect as a supervision group
    KINDS = {
        "routine": _("routine"),
        "announced": _("announced"),
        "special": _("special"),
        "recheck": _("recheck"),
        SUPERVISION: pgettext_lazy("inspection", "supervision"),
    }
    PASSED, RECTIFY, FAILED = "passed", "rectify", "failed"
    RESULTS = {PASSED: _("conforms"), RECTIFY: _("to be rectified"), FAILED: _("does not conform")}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=11, choices=KINDS, default="routine")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="inspections", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("inspecting organisation"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", verbose_name=_("checklist"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("first officer"))
    second_officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("second officer"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    photos_named = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    result = models.CharField(_("result"), max_length=7, choices=RESULTS)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        default_permissions = ("add", "view")
        permissions = [("supervise_inspection", _("Can inspect as a supervision group"))]
        constraints = [
            models.CheckConstraint(condition=~Q(officer=F("second_officer")), name="two_different_officers"),
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="inspection_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["-finished_at"], name="inspection_newest"),
            models.Index(fields=["establishment", "-finished_at"], name="inspection_of_shop"),
            models.Index(fields=["place", "-finished_at"], name="inspection_place"),
        ]

    def __str__(self):
        return f"{self.establishment} {timezone.localtime(self.finished_at):%Y-%m-%d}"

    @property
    def area(self):
        return self.place.parent

    @property
    def state(self):
        """The colour of its result: nothing to mend is green, anything else waits for somebody."""
        return "done" if self.result == self.PASSED else "soon"

    def missing_photos(self):
        """The SHA-256 of photos that the record or its findings name and that have not arrived."""
        named = [*self.photos_named, *(sha256 for finding in self.findings.all() for sha256 in finding.photos_named)]
        arrived = {photo.sha256 for photo in self.photos.all()}
        return [sha256 for sha256 in named if sha256 not in arrived]


class Answer(models.Model):
    """What the officers saw at one item."""

    PASS, FAIL, NOT_APPLICABLE = "pass", "fail", "na"
    VALUES = {PASS: _("pass"), FAIL: _("fail"), NOT_APPLICABLE: _("not applicable")}

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    value = models.CharField(max_length=4, choices=VALUES)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="item_answered_once")]

    def __str__(self):
        return f"{self.item.code} {self.value}"


class FindingQuerySet(ReachQuerySet):
    def open(self):
        return self.filter(assignment__status__in=Assignment.OPEN)

    def overdue(self, at):
        return self.open().filter(assignment__due_at__lte=at)

    def due_soon(self, at, soon_until):
        return self.open().filter(assignment__due_at__gt=at, assignment__due_at__lte=soon_until)

    def in_time(self):
        """Those reported as put right before their deadline, whenever the recheck was."""
        return self.filter(assignment__submitted_at__lte=F("assignment__due_at"))

    def with_names(self):
        return self.select_related(
            "item", "place__parent", "inspection__establishment__format", "inspection__officer", "assignment__organisation"
        )


class Finding(HasPage, models.Model):
    """One thing wrong at one shop. Its life is that of the assignment by which it was handed over, so the two cannot disagree."""

    PLACE = "place"
    ORGANISATIONS = ("assignment__organisation",)
    MINOR, GENERAL, SERIOUS = "minor", "general", "serious"
    SEVERITIES = {MINOR: _("minor"), GENERAL: _("general"), SERIOUS: _("serious")}
    STATUSES = {
        Assignment.DISPATCHED: _("handed over"),
        Assignment.UNDER_WAY: _("being put right"),
        Assignment.SUBMITTED: _("to be rechecked"),
        Assignment.CLOSED: _("put right"),
        Assignment.VOID: _("dropped"),
    }
    STATES = {Assignment.UNDER_WAY: "doing", Assignment.SUBMITTED: "doing", Assignment.CLOSED: "done"}

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name=_("inspection"))
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+", verbose_name=_("item"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    severity = models.CharField(_("severity"), max_length=7, choices=SEVERITIES, default=GENERAL)
    description = models.TextField(_("description"))
    found_at = models.DateTimeField(_("found at"))
    photos_named = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="finding", verbose_name=_("assignment"))

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_finding_per_item")]
        indexes = [
            models.Index(fields=["place", "-found_at"], name="finding_place"),
            models.Index(fields=["-found_at"], name="finding_newest"),
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
    def status_words(self):
        """The assignment's status in the words of an inspection."""
        return self.STATUSES[self.assignment.status]


class PhotoQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A photo is seen by whoever sees its inspection, or the finding that it shows."""
        by_inspection = self.model._base_manager.filter(inspection__in=Inspection.objects.reachable(user, action))
        by_finding = self.model._base_manager.filter(finding__in=Finding.objects.reachable(user, action))
        return self.filter(pk__in=by_inspection.values("pk").union(by_finding.values("pk")))


class Photo(StoredFile):
    """A picture taken at an inspection, of the shop or of one finding; the original bytes are kept, known by their SHA-256."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="photos")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        default_permissions = ("add", "view")
        constraints = [models.UniqueConstraint(fields=["inspection", "sha256"], name="photo_once_per_inspection")]
