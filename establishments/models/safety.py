"""The people inside a food business who answer for its safety."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from establishments.models.register import Establishment
from grid.access import ReachQuerySet


class SafetyOfficerQuerySet(ReachQuerySet):
    def in_duty(self):
        return self.filter(status=SafetyOfficer.IN_DUTY)

    def with_names(self):
        return self.select_related("establishment__place__parent")


class SafetyOfficer(Lifecycle):
    """A food safety director (食品安全总监) or food safety officer (食品安全员) whom a business has appointed."""

    PLACE = "establishment__place"
    IN_DUTY, LEFT = "in_duty", "left"
    STATUSES = {IN_DUTY: _("in duty"), LEFT: _("no longer in duty")}
    DIRECTOR, OFFICER = "director", "officer"
    RANKS = {DIRECTOR: _("food safety director"), OFFICER: _("food safety officer")}
    MOVES = {"dismiss": move(IN_DUTY, to=LEFT, label=_("No longer in duty"), icon="user-minus", danger=True)}

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="safety_officers", verbose_name=_("establishment"))
    rank = models.CharField(_("duty"), max_length=8, choices=RANKS)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    since = models.DateField(_("appointed on"), default=timezone.localdate)
    until = models.DateField(_("in duty until"), null=True, blank=True)
    trained_hours = models.PositiveSmallIntegerField(_("hours of training this year"), default=0)
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=IN_DUTY)

    objects = SafetyOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety officer")
        verbose_name_plural = _("safety officers")
        default_permissions = ("add", "change", "view")
        permissions = [("dismiss_safetyofficer", _("Can record that a safety officer has left the duty"))]
        ordering = ["establishment", "rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "rank", "name"], condition=Q(status="in_duty"), name="safety_officer_once_in_duty"
            ),
            models.UniqueConstraint(
                fields=["establishment"],
                condition=Q(status="in_duty", rank="director"),
                name="one_safety_director",
                violation_error_message=_("This business has a food safety director already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_rank_display()} {self.name}"

    def get_absolute_url(self):
        return self.establishment.get_absolute_url()

    @property
    def state(self):
        return "done" if self.status == self.IN_DUTY else "todo"

    def dismiss(self, *, by, at=None, note=""):
        """The business has somebody else, or nobody, in this duty from today on."""
        return self.go("dismiss", by=by, at=at, note=note, until=timezone.localdate(at) if at else timezone.localdate())
