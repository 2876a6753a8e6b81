"""The visits of guarantors (督导): what was looked at, what was found, and what became of it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from base.files import StoredFile, not_arrived
from establishments.models import Establishment
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Organisation, Place
from guarantees.models.guarantees import Guarantee
from tasks.models import Assignment


class VisitItemQuerySet(ReachQuerySet):
    def for_format(self, code, on):
        """The visit form for shops of the format with this code on the day `on`: what all are asked, then what these are."""
        of_format = Q(formats=[]) | Q(formats__contains=[code])
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on), of_format).order_by("order")


class VisitItem(models.Model):
    """One thing a guarantor looks at. `formats` are the codes of the formats it is asked of, none means all.

    An item that was answered keeps its words: it is retired, and another takes its place.
    """

    PLACE = ANYWHERE

    order = models.PositiveSmallIntegerField(_("order"))
    group = models.CharField(_("group"), max_length=20)
    text = models.CharField(_("text"), max_length=200)
    formats = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name=_("format codes (none: all)"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = VisitItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the visit form")
        verbose_name_plural = _("items of the visit form")
        ordering = ["order"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.text


class GuaranteeVisitQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related(
            "establishment__place", "establishment__format", "place__parent__parent", "guarantor", "organisation", "guarantee"
        )

    def with_problem_counts(self):
        """With `problems_count`, and `open_count` of those not closed yet."""
        rows = VisitProblem.objects.filter(visit=OuterRef("pk")).order_by().values("visit")
        numbers = {"problems_count": rows, "open_count": rows.filter(assignment__status__in=Assignment.OPEN)}
        return self.annotate(**{name: Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0) for name, found in numbers.items()})

    def with_everything(self):
        """For one visit shown whole."""
        return self.prefetch_related(
            Prefetch("answers", VisitAnswer.objects.select_related("item").order_by("item__order")),
            Prefetch("problems", VisitProblem.objects.with_names().order_by("item__order", "id")),
            Prefetch("photos", VisitPhoto.objects.order_by("id")),
        )


class GuaranteeVisit(HasPage, models.Model):
    """One visit of a guarantor to a shop: it presses the shop to do its duty and is no inspection.

    The id is made by the phone, so that sending the same record twice is the same record; `content_hash` tells same from other.
    `photos_named` are the SHA-256 of its photos, which may arrive after the record.
    """

    PLACE = "place"
    ON_SITE = "on_site"
    MODES = {
        ON_SITE: _("on the spot"),
        "joint": _("joint visit"),
        "report": _("report meeting"),
        "video": _("video meeting"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="visits", verbose_name=_("guarantee"))
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="visits", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("guarantor's organisation"))
    guarantor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits", verbose_name=_("guarantor"))
    mode = models.CharField(_("form of visit"), max_length=8, choices=MODES, default=ON_SITE)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    visited_on = models.DateField(_("visited on"), editable=False)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    photos_named = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = GuaranteeVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantor's visit")
        verbose_name_plural = _("guarantors' visits")
        default_permissions = ("add", "view")
        constraints = [models.CheckConstraint(condition=Q(finished_at__gte=models.F("started_at")), name="visit_ends_after_it_starts")]
        indexes = [
            models.Index(fields=["-finished_at"], name="visit_newest"),
            models.Index(fields=["establishment", "-visited_on"], name="visit_of_shop"),
            models.Index(fields=["place", "-finished_at"], name="visit_place"),
            models.Index(fields=["guarantor", "-finished_at"], name="visit_guarantor"),
        ]

    def __str__(self):
        return f"{self.establishment} {timezone.localtime(self.finished_at):%Y-%m-%d}"

    @property
    def area(self):
        return self.place.parent

    def missing_photos(self):
        """The SHA-256 of photos that the record or its problems name and that have not arrived."""
        return not_arrived(self.photos.all(), self.photos_named, *(problem.photos_named for problem in self.problems.all()))


class VisitAnswer(models.Model):
    """What the guarantor saw at one item of the visit form."""

    YES, NO, NOT_APPLICABLE = "pass", "fail", "na"
    VALUES = {YES: _("yes"), NO: _("no"), NOT_APPLICABLE: _("not applicable")}

    visit = models.ForeignKey(GuaranteeVisit, models.CASCADE, related_name="answers")
    item = models.ForeignKey(VisitItem, models.PROTECT, related_name="+")
    value = models.CharField(max_length=4, choices=VALUES)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="visit_item_answered_once")]

    def __str__(self):
        return f"{self.item_id} {self.value}"


class VisitProblemQuerySet(ReachQuerySet):
    def open(self):
        return self.filter(assignment__status__in=Assignment.OPEN)

    def overdue(self, at):
        return self.open().filter(assignment__due_at__lte=at)

    def with_names(self):
        return self.select_related("item", "place__parent", "visit__guarantor", "visit__establishment__place", "assignment__organisation")


class VisitProblem(HasPage, models.Model):
    """One thing a guarantor found wanting and passed to the market supervision station; its life is that of the assignment."""

    PLACE = "place"
    STATUSES = {
        Assignment.DISPATCHED: _("passed on"),
        Assignment.UNDER_WAY: _("being dealt with"),
        Assignment.SUBMITTED: _("to be rechecked"),
        Assignment.CLOSED: _("closed"),
        Assignment.VOID: _("dropped"),
    }

    visit = models.ForeignKey(GuaranteeVisit, models.PROTECT, related_name="problems", verbose_name=_("visit"))
    item = models.ForeignKey(VisitItem, models.PROTECT, related_name="+", verbose_name=_("item"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    description = models.TextField(_("description"))
    found_at = models.DateTimeField(_("found at"))
    photos_named = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="visit_problem", verbose_name=_("assignment"))

    objects = VisitProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem found by a guarantor")
        verbose_name_plural = _("problems found by guarantors")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="one_problem_per_visit_item")]
        indexes = [models.Index(fields=["place", "-found_at"], name="visit_problem_place")]

    def __str__(self):
        return self.description

    def get_absolute_url(self):
        """A problem is followed on the page of its visit."""
        return f"{self.visit.get_absolute_url()}#p{self.pk}"

    @property
    def area(self):
        return self.place.parent

    @property
    def state(self):
        return {Assignment.UNDER_WAY: "doing", Assignment.SUBMITTED: "doing", Assignment.CLOSED: "done"}.get(self.assignment.status, "todo")

    @property
    def status_words(self):
        """The assignment's status in the words of a visit."""
        return self.STATUSES[self.assignment.status]


class VisitPhotoQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A photo is seen by whoever sees its visit."""
        return self.filter(visit__in=GuaranteeVisit.objects.reachable(user, action))


class VisitPhoto(StoredFile):
    """A picture taken at a visit, of the shop or of one problem."""

    visit = models.ForeignKey(GuaranteeVisit, models.PROTECT, related_name="photos")
    problem = models.ForeignKey(VisitProblem, models.PROTECT, null=True, blank=True, related_name="photos")

    objects = VisitPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="photo_once_per_visit")]
