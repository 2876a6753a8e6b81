"""Visits to shops: who went, what was answered, how it ended, and what was corrected afterwards."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.rows import HasPage
from base.files import not_arrived
from establishments.models import Establishment
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from inspections.models.standards import Checklist, ChecklistItem

PASSED, RECTIFY, FAILED = "passed", "rectify", "failed"
RESULTS = {PASSED: _("conforms"), RECTIFY: _("to be rectified"), FAILED: _("does not conform")}


class InspectionQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related(
            "establishment__place__parent", "establishment__format", "place__parent", "organisation", "officer", "second_officer"
        )

    def with_findings_count(self):
        findings = self.model.findings.rel.related_model
        counts = findings.objects.filter(inspection=OuterRef("pk")).order_by().values("inspection").annotate(count=Count("pk"))
        return self.annotate(findings_count=Coalesce(Subquery(counts.values("count")), 0))

    def with_everything(self):
        """For one inspection shown whole."""
        answers = Answer.objects.select_related("item__clause").order_by("item__order")
        return self.select_related("order").with_parts().prefetch_related(Prefetch("answers", answers))

    def with_parts(self):
        """With the findings and the photos."""
        findings, photos = self.model.findings.rel.related_model, self.model.photos.rel.related_model
        return self.prefetch_related(
            Prefetch("findings", findings.objects.with_names().order_by("item__order")),
            Prefetch("photos", photos.objects.order_by("id")),
        )

    def incomplete(self):
        """Those of which a photo or the signature has not arrived yet."""
        return self.filter(completed_at__isnull=True)


class ResultWord(models.Model):
    """What one outcome of the scoring is called from a day on, as 符合; the words that hold that day are written into the record."""

    result = models.CharField(_("outcome"), max_length=7, choices=RESULTS)
    words = models.CharField(_("words"), max_length=20)
    since = models.DateField(_("in force from"))

    class Meta:
        verbose_name = _("word for a result")
        verbose_name_plural = _("words for results")
        ordering = ["result", "-since"]
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(fields=["result", "since"], name="result_word_begins_once")]

    def __str__(self):
        return f"{self.words} ({self.since})"

    @classmethod
    def on(cls, result, day):
        """What `result` is called on `day`; empty where nobody said."""
        found = cls.objects.filter(result=result, since__lte=day).order_by("-since").values_list("words", flat=True)
        return found.first() or ""


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
    PASSED, RECTIFY, FAILED = PASSED, RECTIFY, FAILED
    RESULTS = RESULTS
    RECUSALS = {"none": _("not applied for"), "applied": _("applied for")}
    SIGNED, REFUSED, ON_PAPER = "signed", "refused", "paper"
    SIGNINGS = {SIGNED: _("signed on the glass"), REFUSED: _("refused to sign"), ON_PAPER: _("signs the printed record")}

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
    recusal = models.CharField(_("recusal"), max_length=7, choices=RECUSALS, blank=True)
    recusal_note = models.CharField(_("reason for the recusal and what was decided"), max_length=200, blank=True)
    told = models.BooleanField(_("results told on the spot"), default=False)
    signing = models.CharField(_("signing"), max_length=7, choices=SIGNINGS, blank=True)
    signer = models.CharField(_("signed for the shop by"), max_length=40, blank=True)
    signature = models.CharField(_("SHA-256 of the signature"), max_length=64, blank=True)
    refusal = models.CharField(_("why the shop does not sign"), max_length=200, blank=True)
    witness = models.CharField(_("witness"), max_length=80, blank=True)
    late_reason = models.CharField(_("why it was not handed over the day it was found"), max_length=200, blank=True)
    result = models.CharField(_("result"), max_length=7, choices=RESULTS)
    result_words = models.CharField(_("result in words"), max_length=20, blank=True)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        default_permissions = ("add", "view")
        permissions = [
            ("supervise_inspection", _("Can inspect as a supervision group")),
            ("correct_inspection", _("Can correct inspections")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(officer=F("second_officer")), name="two_different_officers"),
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="inspection_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["-finished_at"], name="inspection_newest"),
            models.Index(fields=["establishment", "-finished_at"], name="inspection_of_shop"),
            models.Index(fields=["place", "-finished_at"], name="inspection_place"),
            models.Index(fields=["received_at"], name="inspection_incomplete", condition=Q(completed_at__isnull=True)),
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

    @property
    def words(self):
        """The result in the words that held that day."""
        return self.result_words or self.get_result_display()

    @cached_property
    def answer_rows(self):
        """Its answers as the API says them, in the order of the checklist."""
        return list(self.answers.order_by("item__order").values("item", "value", "note", code=F("item__code")))

    def missing_photos(self):
        """The SHA-256 of photos that the record or its findings name, and of the signature, that have not arrived."""
        signature = [self.signature] if self.signature else []
        return not_arrived(self.photos.all(), self.photos_named, *(finding.photos_named for finding in self.findings.all()), signature)


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


class Version(models.Model):
    """An inspection as it stood before a correction: the whole content, who corrected it, when and why."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("corrected by"))
    at = models.DateTimeField(_("corrected at"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier version of an inspection")
        verbose_name_plural = _("earlier versions of inspections")
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="inspection_version_once")]

    def __str__(self):
        return f"{self.inspection} v{self.number}"
