"""Who answers for which shop, and how often that official must visit it."""

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from establishments.models import Establishment
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Appointment, Place
from grid.past import AsOfQuerySet

# Whose official takes which shop (分层分级): the level of the place at which the official's post is held.
LEVEL_OF_POST = {"A": Place.CITY, "B": Place.DISTRICT, "C": Place.TOWNSHIP, "D": Place.COMMUNITY}
MATCHES = [Q(establishment__guarantee_level=grade, appointment__place__level=level) for grade, level in LEVEL_OF_POST.items()]


class FrequencyRuleQuerySet(ReachQuerySet):
    def in_force(self, on):
        """{level: rule} on the day `on`: of each level the rule with the newest effective date that has come."""
        rows = self.filter(effective_on__lte=on).order_by("level", "-effective_on").distinct("level")
        return {rule.level: rule for rule in rows}


class FrequencyRule(models.Model):
    """How often shops of a level are visited, and from how many shops on one guarantor is warned of; from a day on."""

    PLACE = ANYWHERE
    PERIODS = {1: _("once a month"), 2: _("once in two months"), 3: _("once a quarter"), 6: _("once in half a year"), 12: _("once a year")}

    level = models.CharField(_("guarantee level"), max_length=1, choices=Establishment.GRADES)
    effective_on = models.DateField(_("effective on"))
    months = models.PositiveSmallIntegerField(_("visits"), choices=PERIODS, default=3)
    most_shops = models.PositiveSmallIntegerField(_("shops per guarantor before a warning"), default=15)

    objects = FrequencyRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit frequency")
        verbose_name_plural = _("visit frequencies")
        ordering = ["level", "-effective_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["level", "effective_on"], name="one_frequency_per_level_and_day"),
            models.CheckConstraint(condition=Q(months__in=[1, 2, 3, 6, 12]), name="frequency_divides_the_year"),
        ]

    def __str__(self):
        return f"{self.level} {self.get_months_display()}"


class GuaranteeQuerySet(AsOfQuerySet):
    def held(self):
        return self.filter(status=Guarantee.HELD)

    def of(self, person):
        return self.filter(appointment__user=person)

    def overdue(self, on):
        """Those whose visit should have been made before the day `on`."""
        return self.held().filter(due_on__lt=on)

    def due(self, on):
        """Those whose visit belongs to the period that runs on the day `on`."""
        return self.held().filter(due_from__lte=on, due_on__gte=on)

    def visited(self, on):
        """Those whose next visit belongs to a later period."""
        return self.held().filter(due_from__gt=on)

    def mismatched(self):
        """Held ones whose post is not at the level the shop's level asks, or whose place does not hold the shop."""
        fits = MATCHES[0] | MATCHES[1] | MATCHES[2] | MATCHES[3]
        return self.held().exclude(fits, place__path__startswith=F("appointment__place__path"))

    def vacant(self, on):
        """Held ones whose post nobody holds on the day `on`, or whose person has left the service."""
        return self.held().exclude(appointment__in=Appointment.objects.current(on).filter(user__is_active=True).values("pk"))

    def with_names(self):
        return self.select_related(
            *("establishment__format", "establishment__place", "place__parent__parent"),
            *("appointment__user", "appointment__organisation", "appointment__place"),
        )


class Guarantee(HasPage, Lifecycle):
    """One official answering for one shop (包保) for a term; a shop has at most one at a time.

    The term is half open: `until` is the first day on which it is no longer held. `due_from` and `due_on` are the first and the
    last day of the period to which the next visit belongs; guarantees/frequency.py alone sets them. `counts_from` is the day
    from which a first visit is counted; a successor takes it over, so that no clock restarts.
    """

    PLACE = "place"
    TERM = ("since", "until")
    HELD, RELIEVED = "held", "relieved"
    STATUSES = {HELD: _("in force"), RELIEVED: _("ended")}
    MOVES = {
        "replace": move(HELD, to=RELIEVED, label=_("Replace the guarantor"), icon="switch-horizontal"),
        "relieve": move(HELD, to=RELIEVED, label=_("Relieve the guarantor"), icon="user-minus", danger=True),
    }

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="guarantees", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="guarantees", verbose_name=_("guarantor's post"))
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until (first day no longer held)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=HELD)
    counts_from = models.DateField(editable=False)
    due_from = models.DateField(null=True, blank=True, editable=False)
    due_on = models.DateField(_("visit due by"), null=True, blank=True, editable=False)

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        default_permissions = ("add", "view")
        permissions = [
            ("replace_guarantee", _("Can replace a guarantor")),
            ("relieve_guarantee", _("Can relieve a guarantor")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment"],
                name="one_guarantor_at_a_time",
                condition=Q(status="held"),
                violation_error_message=_("This shop has a guarantor already."),
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="guarantee_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status="held", until=None) | Q(status="relieved", until__isnull=False), name="ended_guarantee_has_its_day"
            ),
        ]
        indexes = [
            models.Index(fields=["establishment", "-since"], name="guarantee_of_shop"),
            models.Index(fields=["due_on", "id"], name="guarantee_due", condition=Q(status="held")),
            models.Index(fields=["place", "status"], name="guarantee_place"),
            models.Index(fields=["appointment", "status"], name="guarantee_post"),
        ]

    def __str__(self):
        return f"{self.establishment} · {self.appointment.user.name}"

    @property
    def area(self):
        return self.place.parent

    @property
    def guarantor(self):
        return self.appointment.user

    @property
    def state(self):
        return "done" if self.status == self.HELD else "todo"

    def urgency(self, on):
        """How the next visit stands on the day `on`: "late", "soon" (within thirty days), "doing" (this period) or "done"."""
        if self.status != self.HELD or self.due_on is None:
            return "todo"
        if self.due_on < on:
            return "late"
        if self.due_from > on:
            return "done"
        return "soon" if (self.due_on - on).days < 30 else "doing"

    @transaction.atomic
    def relieve(self, *, by, at=None, note=""):
        """End the guarantee today; until somebody else takes the shop, the gap is listed."""
        return self.go("relieve", by=by, at=at, note=note, until=self.last_day(at))

    @transaction.atomic
    def replace(self, *, by, appointment, at=None, note=""):
        """Give the shop to the holder of another post; the clock of its visits runs on. Returns the new guarantee."""
        from guarantees.assigning import assign

        self.go("replace", by=by, at=at, note=note, until=self.last_day(at))
        return assign(self.establishment, appointment, by=by, at=at, note=note, counts_from=self.counts_from)

    def last_day(self, at):
        return max(self.since, timezone.localdate(at) if at else timezone.localdate())
