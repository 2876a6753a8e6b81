"""What a group looks at on a day: shops, through an inspection, and places, in words."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from establishments.models import Establishment
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from inspections.models import Finding, Inspection
from supervision.models.groups import SupervisionGroup


class SupervisionPointQuerySet(ReachQuerySet):
    def on(self, day):
        return self.filter(day=day)

    def with_names(self):
        return self.select_related("group__organisation", "place__parent__parent", "establishment__format", "inspection")

    def with_findings_count(self):
        found = Finding.objects.filter(inspection=OuterRef("inspection")).standing().order_by().values("inspection")
        return self.annotate(findings_count=Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0))


class SupervisionPoint(HasPage, Lifecycle):
    """One shop or place a group is to look at on a day (督查点位).

    A shop is visited by an inspection of kind 督查, which ticks the point off; a place by saying what was seen there. A shop
    inspected without a plan is a point too, so that what was done is counted whole.
    """

    PLACE = "place"
    PLANNED, VISITED, SKIPPED = "planned", "visited", "skipped"
    STATUSES = {PLANNED: pgettext_lazy("point", "to visit"), VISITED: pgettext_lazy("point", "visited"), SKIPPED: _("dropped")}
    STATES = {PLANNED: "doing", VISITED: "done"}
    MOVES = {
        "visit": move(PLANNED, to=VISITED, actor="organisation", label=_("Say what was seen"), icon="eye-check"),
        "skip": move(PLANNED, to=SKIPPED, actor="organisation", label=_("Drop the point"), icon="ban", danger=True),
    }

    group = models.ForeignKey(SupervisionGroup, models.PROTECT, related_name="points", verbose_name=_("supervision group"))
    # The group's own: what its members may do is theirs alone (decision 5).
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)
    day = models.DateField(_("day"), default=timezone.localdate)
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="supervision_points", verbose_name=_("establishment")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    purpose = models.CharField(_("what to look at"), max_length=200, blank=True)
    unplanned = models.BooleanField(_("met on the way"), default=False)
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=PLANNED)
    inspection = models.OneToOneField(
        Inspection, models.PROTECT, null=True, blank=True, related_name="supervision_point", verbose_name=_("inspection")
    )
    seen = models.TextField(_("what was seen"), blank=True)
    visited_at = models.DateTimeField(_("visited at"), null=True, blank=True)
    visited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SupervisionPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision point")
        verbose_name_plural = _("supervision points")
        default_permissions = ("add", "view")
        permissions = [
            ("visit_supervisionpoint", _("Can say what was seen at supervision points")),
            ("skip_supervisionpoint", _("Can drop supervision points")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "day", "place"],
                name="point_once_a_day",
                violation_error_message=_("This is a point of the group on that day already."),
            ),
            models.CheckConstraint(condition=~Q(status="visited") | Q(visited_at__isnull=False), name="visited_point_has_its_moment"),
        ]
        indexes = [
            models.Index(fields=["-day", "group"], name="point_newest"),
            models.Index(fields=["place", "-day"], name="point_place"),
        ]

    def __str__(self):
        return self.place.name

    @property
    def area(self):
        return self.place.parent

    def why_not_visit(self):
        return _("A shop is visited by its inspection, which ticks the point off.") if self.establishment_id else ""

    @transaction.atomic
    def visit(self, *, by, seen, at=None):
        """Say what was seen at a place that is no shop."""
        at = at or timezone.now()
        self.go("visit", by=by, at=at, note=seen, seen=seen, visited_at=at, visited_by=by)

    @transaction.atomic
    def skip(self, *, by, note, at=None):
        """Drop it from the day, with the reason."""
        self.go("skip", by=by, at=at, note=note)
