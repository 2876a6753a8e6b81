"""People appointed to places: rights belong to the post, a person takes and leaves posts."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from grid.models.places import Organisation, Place
from grid.past import AsOfQuerySet
from notifications.models import tell


class Codes(models.Func):
    """As SQL: the permissions that a role carries, each as ``"tasks.close_assignment"``."""

    template = """ARRAY(
        SELECT type.app_label || '.' || permission.codename FROM auth_group_permissions carried
        JOIN auth_permission permission ON permission.id = carried.permission_id
        JOIN django_content_type type ON type.id = permission.content_type_id
        WHERE carried.group_id = %(expressions)s
    )"""
    output_field = ArrayField(models.TextField())


class AppointmentQuerySet(AsOfQuerySet):
    def current(self, on):
        """The posts held on the day `on`, which may lie in the past: who was relieved since then held the post that day."""
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)

    def ended(self, on):
        """The posts that were held and are no more."""
        return self.filter(Q(status=Appointment.RELIEVED) | Q(until__lte=on, since__lte=on))

    def with_names(self):
        """Highest place first, with all that a page needs."""
        return self.with_places().select_related("stands_in_for__user")

    def with_codes(self):
        """Highest place first, with all that `reach` needs: the places, and the `codes` of what each role permits."""
        return self.with_places().annotate(codes=Codes("role"))

    def with_places(self):
        rows = self.select_related("role", "organisation__place", "place").order_by("place__path", "id")
        return rows.defer("place__outline", "organisation__place__outline")  # large, and no post needs them

    def carrying(self, codename):
        """Those whose role holds the permission `codename`, as ``"tasks.close_assignment"``."""
        app_label, code = codename.split(".")
        return self.filter(role__permissions__codename=code, role__permissions__content_type__app_label=app_label)


class Appointment(HasPage, Lifecycle):
    """A person holding a role in an organisation at a place for a term: this alone decides what the person reaches.

    The term is half open: `until` is the first day on which the post is no longer held.
    """

    PLACE = "place"
    TERM = ("since", "until")
    HELD, RELIEVED = "held", "relieved"
    STATUSES = {HELD: _("held"), RELIEVED: _("relieved")}
    TERMS = {"current": _("in post"), "future": _("not begun yet"), "ended": _("ended")}
    MOVES = {
        "hand_over": move(HELD, to=RELIEVED, label=_("Hand over"), icon="transfer"),
        "stand_in": move(HELD, to=None, label=_("Appoint a stand-in"), icon="user-share"),
        "relieve": move(HELD, to=RELIEVED, label=_("Relieve"), icon="user-minus", danger=True),
    }

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.ForeignKey(Group, models.PROTECT, related_name="appointments", verbose_name=_("role"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="appointments", verbose_name=_("place"))
    title = models.CharField(_("post title"), max_length=60)
    phone = models.CharField(
        _("phone of the post"),
        max_length=20,
        blank=True,
        help_text=_("For boards and lists that everybody reads; not the person's own."),
    )
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("stands in for the post")
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until (first day no longer held)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=HELD)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        default_permissions = ("add", "change", "view")
        permissions = [
            ("relieve_appointment", _("Can relieve a person of a post")),
            ("stand_in_appointment", _("Can appoint a stand-in")),
            ("hand_over_appointment", _("Can hand a post over to a successor")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="term_ends_after_it_starts",
                violation_error_message=_("The term ends before it starts."),
            ),
            # `current` looks at the term alone, so a post that was taken away must have an end.
            models.CheckConstraint(condition=Q(status="held") | Q(until__isnull=False), name="relieved_post_has_an_end"),
            models.CheckConstraint(condition=Q(stands_in_for=None) | Q(until__isnull=False), name="stand_in_has_an_end"),
        ]
        indexes = [models.Index(fields=["organisation", "user"], name="appointment_held", condition=Q(status="held"))]

    def __str__(self):
        post = f"{self.organisation.short_name} {self.title}"
        if self.stands_in_for_id is None:
            return post
        return _("%(post)s (standing in for %(person)s)") % {"post": post, "person": self.stands_in_for.user}

    @property
    def term(self):
        """Where today lies in the term: "current", "future" or "ended"."""
        today = timezone.localdate()
        if self.is_current(today):
            return "current"
        return "future" if self.status == self.HELD and self.since > today else "ended"

    @property
    def term_words(self):
        return self.TERMS[self.term]

    @property
    def state(self):
        return {"current": "done", "future": "doing", "ended": "todo"}[self.term]

    def is_current(self, on):
        return self.since <= on and (self.until is None or on < self.until)

    @transaction.atomic
    def relieve(self, *, by, at=None, note=""):
        """End the term today; with it ends everything the post let its holder reach, and whoever stands in for it."""
        entry = self.go("relieve", by=by, at=at, note=note, until=self.last_day(at))
        self.end_stand_ins(by=by, at=at)
        return entry

    def last_day(self, at):
        """`until` of a term that ends at the moment `at`: the day of it, within the term."""
        today = timezone.localdate(at) if at else timezone.localdate()
        return max(self.since, min(today, self.until or today))

    def end_stand_ins(self, *, by, at):
        for stand_in in self.stand_ins.filter(status=self.HELD).filter(until__gt=timezone.localdate(at) if at else timezone.localdate()):
            stand_in.relieve(by=by, at=at)

    @transaction.atomic
    def stand_in(self, *, by, deputy, since, until, note="", at=None):
        """Let `deputy` act in this post for a term, which ends by itself. Returns the deputy's appointment.

        Refused where the deputy has no reach of the own at this place: a stand-in lends an office, not a district.
        """
        if reason := self.why_not_by(deputy, since):
            raise Refused(reason)
        self.go("stand_in", by=by, at=at, note=note)
        same = {"role": self.role, "organisation": self.organisation, "place": self.place, "title": self.title, "phone": self.phone}
        acting = Appointment.objects.create(user=deputy, since=since, until=until, stands_in_for=self, **same)
        entry = record("create", about=acting, by=by, at=at, note=note)
        tell([deputy, self.user], _("Stand-in appointed: %(about)s"), entry=entry, about=acting, url="/profile/")
        return acting

    def why_not_stand_in(self):
        return _("Who stands in for another has no stand-in of the own.") if self.stands_in_for_id else ""

    def why_not_hand_over(self):
        return _("A stand-in ends by itself; hand over the post it stands in for.") if self.stands_in_for_id else ""

    def why_not_by(self, deputy, on):
        """Why `deputy` cannot act in this post from the day `on`; empty when nothing is against it."""
        if deputy == self.user:
            return _("Nobody stands in for oneself.")
        own = Appointment.objects.current(on).filter(user=deputy, stands_in_for=None, place__in=self.place.path_ids())
        if not deputy.is_active or not own.exists():
            return _("%(person)s has no post whose reach includes %(place)s, and so cannot stand in there.") % {
                "person": deputy,
                "place": self.place,
            }
        return ""

    def hand_over(self, *, by, successor, note="", at=None):
        """Let `successor` take this post with all its open work, in one transaction. Returns the hand-over with its sheet."""
        from grid.handover import hand_over  # the process stands above its rows

        return hand_over([self], to=successor, by=by, at=at, note=note)
