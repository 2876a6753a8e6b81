"""How far each shop has come: the six implementations (六落实) as marks, the seven steps (七步骤) as a process."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from establishments.models import Establishment
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Place


class Implementation(models.Model):
    """One of the enterprise's duties to be carried out (六落实), with the marks it can earn."""

    PLACE = ANYWHERE

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    standard = models.TextField(_("standard"))
    points = models.PositiveSmallIntegerField(_("full marks"))
    in_use = models.BooleanField(_("in use"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("implementation")
        verbose_name_plural = _("six implementations")
        ordering = ["order"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.name


class AssessmentQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("establishment__place", "place__parent__parent", "by")


class Assessment(HasPage, models.Model):
    """One shop marked against the six implementations on one day."""

    PLACE = "place"

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="assessments", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    assessed_on = models.DateField(_("assessed on"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assessed by"))
    score = models.PositiveSmallIntegerField(_("marks"))
    most = models.PositiveSmallIntegerField(_("of"))
    note = models.TextField(_("note"), blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        default_permissions = ("add", "view")
        constraints = [models.CheckConstraint(condition=Q(score__lte=models.F("most")), name="marks_within_the_most")]
        indexes = [
            models.Index(fields=["establishment", "-assessed_on"], name="assessment_of_shop"),
            models.Index(fields=["place", "-assessed_on"], name="assessment_place"),
        ]

    def __str__(self):
        return f"{self.establishment} {self.assessed_on:%Y-%m-%d}"

    def get_absolute_url(self):
        """Marks are read on the page of the shop's process."""
        return reverse("process-detail", args=[self.establishment_id])

    @property
    def area(self):
        return self.place.parent

    @property
    def share(self):
        """Percent of the full marks."""
        return round(100 * self.score / self.most) if self.most else 0


class AssessmentMark(models.Model):
    """The marks for one implementation in one assessment; `most` is what it was worth that day."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="marks")
    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=["assessment", "implementation"], name="implementation_marked_once")]

    def __str__(self):
        return f"{self.points}/{self.most}"


class Step(models.Model):
    """One of the steps from a shop's first entry to its appraisal (七步骤).

    `fact` names what in the portal proves the step, so that nobody ticks what is known; without it a person says when it was done.
    """

    PLACE = ANYWHERE
    FACTS = {
        "registered": _("the shop stands in the register"),
        "graded": _("the shop has a guarantee level"),
        "pledged": _("a guarantor in post with a pledge in force"),
        "posted": _("the board hangs at the door"),
        "visited": _("the visit of this period was made"),
        "passed_on": _("what was found was passed on"),
        "closed": _("all that was found is closed, and the shop was assessed"),
    }

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    standard = models.TextField(_("standard"), blank=True)
    fact = models.CharField(_("proved by"), max_length=10, choices=FACTS, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("seven steps")
        ordering = ["order"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.name


class StepTaken(models.Model):
    """That a step without a proof in the portal was done at a shop, said by a person."""

    PLACE = "establishment__place"

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="steps_taken", verbose_name=_("establishment"))
    step = models.ForeignKey(Step, models.PROTECT, related_name="+", verbose_name=_("step"))
    taken_on = models.DateField(_("done on"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        default_permissions = ("add", "view")
        constraints = [models.UniqueConstraint(fields=["establishment", "step"], name="step_taken_once")]

    def __str__(self):
        return str(self.step)
