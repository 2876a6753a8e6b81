"""The campaign's plans (两方案): documents with their files, version by version."""

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.files import StoredFile
from grid.access import ANYWHERE, ReachQuerySet
from grid.models.places import Organisation, Place


class PlanQuerySet(ReachQuerySet):
    def inside(self, place):
        return self.filter(place__path__startswith=place.path)

    def with_names(self):
        return self.select_related("place", "organisation")


class Plan(HasPage, Lifecycle):
    """A plan that an area works by, such as the creation plan (创建实施方案) and the acceptance plan (验收迎检方案).

    Whoever holds the permission reads the plans of all areas; only its own organisation changes one.
    """

    PLACE = ANYWHERE
    ACTORS = {"change": "organisation"}
    KINDS = {"creation": _("creation plan"), "acceptance": _("acceptance plan"), "other": _("other plan")}
    IN_USE, WITHDRAWN = "in_use", "withdrawn"
    STATUSES = {IN_USE: _("in use"), WITHDRAWN: _("withdrawn")}
    STATES = {IN_USE: "done"}
    MOVES = {
        "publish": move(IN_USE, to=None, actor="organisation", label=_("Publish a version"), icon="file-upload"),
        "withdraw": move(IN_USE, to=WITHDRAWN, actor="organisation", label=_("Withdraw"), icon="ban", danger=True),
    }

    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    title = models.CharField(_("title"), max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="plans", verbose_name=_("place"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans", verbose_name=_("responsible organisation"))
    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=IN_USE)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        default_permissions = ("add", "change", "view")
        permissions = [("publish_plan", _("Can publish versions of plans")), ("withdraw_plan", _("Can withdraw plans"))]

    def __str__(self):
        return self.title

    @transaction.atomic
    def publish(self, *, by, file, effective_on, number="", note="", at=None):
        """Keep `file`, an upload, as the next version, in force from a day; raises ValidationError when it is not what it says."""
        self.go("publish", by=by, at=at, note=note)
        version = 1 + (self.versions.aggregate(models.Max("version"))["version__max"] or 0)
        terms = {"version": version, "effective_on": effective_on, "number": number, "note": note, "uploaded_at": at or timezone.now()}
        made = PlanVersion.of(file, by=by, plan=self, **terms)
        made.save()
        return made

    def withdraw(self, *, by, note="", at=None):
        return self.go("withdraw", by=by, at=at, note=note)

    def in_force(self, on):
        """The version in force on the day `on`, or None."""
        return self.versions.filter(effective_on__lte=on).order_by("-version").first()


class PlanVersionQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        """A version is read by whoever sees its plan."""
        return self.filter(plan__in=Plan.objects.reachable(user, action))

    def in_force(self, on):
        later = PlanVersion.objects.filter(plan=OuterRef("plan"), effective_on__lte=on, version__gt=OuterRef("version"))
        return self.filter(~Exists(later), effective_on__lte=on)


class PlanVersion(StoredFile):
    """One version of a plan with its file; later versions take its place and it stays readable."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name=_("plan"))
    version = models.PositiveSmallIntegerField(_("version"))
    number = models.CharField(_("document number"), max_length=60, blank=True)
    effective_on = models.DateField(_("in force from"))
    note = models.TextField(_("what changed"), blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        default_permissions = ("view",)
        ordering = ["plan", "-version"]
        constraints = [models.UniqueConstraint(fields=["plan", "version"], name="plan_version_once")]
