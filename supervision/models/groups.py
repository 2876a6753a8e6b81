"""The supervision groups: one general and six of the districts, with leader, members, term and territory."""

from datetime import time, timedelta

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, Lifecycle, entry_for, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from grid.access import ReachQuerySet
from grid.models import Appointment, Organisation, Place
from notifications.models import tell
from tasks.models import Assignment
from workdays.calendar import Calendar

LEADS = "supervision.submit_dailyreport"  # whose post carries it leads the group
ROLES = {True: "督查组长", False: "督查组员"}  # by whether the member leads; what they may do stands in grid/data/roles.json


class SupervisionGroupQuerySet(ReachQuerySet):
    def standing(self, on):
        """The groups whose term holds the day `on`."""
        return self.filter(status=SupervisionGroup.STANDING, since__lte=on, until__gt=on)

    def of(self, person, on):
        """The groups in which `person` holds a post on the day `on`."""
        posts = Appointment.objects.current(on).filter(user=person)
        return self.standing(on).filter(organisation__in=posts.values("organisation"))

    def with_names(self):
        return self.select_related("organisation__parent", "place")

    def with_members(self, on):
        """With `leader_name` and `members_count` of the day `on`."""
        posts = Appointment.objects.current(on).filter(organisation=OuterRef("organisation")).order_by()
        counted = posts.values("organisation").annotate(n=Count("user", distinct=True)).values("n")
        leader = posts.carrying(LEADS).order_by("id").values("user__name")[:1]
        return self.annotate(leader_name=Subquery(leader), members_count=Coalesce(Subquery(counted), 0))

    @transaction.atomic
    def set_up(self, *, name, kind, place, office, since, until, by, at=None, **more):
        """A new group with an organisation of its own below `office`: what it finds and reports is the group's."""
        organisation = Organisation.objects.create(name=f"{office.name}{name}", short_name=name, kind="group", place=place, parent=office)
        group = self.create(organisation=organisation, kind=kind, place=place, since=since, until=until, **more)
        record("create", about=group, by=by, at=at)
        return group


class SupervisionGroup(HasPage, Lifecycle):
    """A team that looks at shops and at those who answer for them (督查组), for a term, in one territory.

    Its members are appointments in its organisation, at its place, for its term: their reach begins and ends with it.
    """

    PLACE = "place"
    GENERAL, DISTRICT = "general", "district"
    KINDS = {GENERAL: _("general group"), DISTRICT: _("district group")}
    STANDING, DISSOLVED = "standing", "dissolved"
    STATUSES = {STANDING: _("at work"), DISSOLVED: _("dissolved")}
    STATES = {STANDING: "done"}
    WORKDAYS, EVERY_DAY = "workdays", "every_day"
    SCHEDULES = {
        WORKDAYS: _("working days, make-up days included"),
        EVERY_DAY: _("every day, days off included"),
    }
    MOVES = {
        "join": move(STANDING, to=None, label=_("Add a member"), icon="user-plus"),
        "let_go": move(STANDING, to=None, label=_("Let a member go"), icon="user-minus"),
        "prolong": move(STANDING, to=None, label=_("Move the end of the term"), icon="calendar-plus"),
        "dissolve": move(STANDING, to=DISSOLVED, label=_("Dissolve"), icon="ban", danger=True),
    }

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="supervision_group", verbose_name=_("organisation of the group")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default=DISTRICT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="supervision_groups", verbose_name=_("territory"))
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until (first day no longer at work)"))
    schedule = models.CharField(
        _("works on"),
        max_length=9,
        choices=SCHEDULES,
        default=WORKDAYS,
        help_text=_("On any other day it works where points are planned for that day."),
    )
    begins_at = models.TimeField(_("the daily hour begins at"), default=time(15))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=STANDING)

    objects = SupervisionGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision group")
        verbose_name_plural = _("supervision groups")
        default_permissions = ("add", "change", "view")
        permissions = [
            ("join_supervisiongroup", _("Can add members to supervision groups")),
            ("let_go_supervisiongroup", _("Can let members of supervision groups go")),
            ("prolong_supervisiongroup", _("Can move the end of the term of supervision groups")),
            ("dissolve_supervisiongroup", _("Can dissolve supervision groups")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind"],
                name="one_group_of_a_kind_per_territory",
                condition=Q(status="standing"),
                violation_error_message=_("A group of this kind is at work there already."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="group_ends_after_it_starts",
                violation_error_message=_("The term ends before it starts."),
            ),
        ]

    def __str__(self):
        return self.organisation.short_name

    def members(self, on):
        """Their posts on the day `on`, the leader's first."""
        posts = self.organisation.appointments.current(on).select_related("user", "role", "organisation", "place")
        return sorted(posts, key=lambda post: (post.role.name != ROLES[True], post.pk))

    def leaders(self, on):
        """Those who edit and submit its report on the day `on`."""
        posts = self.organisation.appointments.current(on).carrying(LEADS).filter(user__is_active=True)
        return [post.user for post in posts.select_related("user").order_by("id")]

    def is_on(self, day):
        """Whether its term holds the day."""
        return self.status == self.STANDING and self.since <= day < self.until

    def works_on(self, day, calendar):
        """Whether a report is owed for `day`: by the schedule, or because points are planned then."""
        if not self.is_on(day):
            return False
        by_schedule = self.schedule == self.EVERY_DAY or calendar.is_workday(day)
        return by_schedule or self.points.filter(day=day).exclude(status="skipped").exists()

    def next_day(self, day):
        """The next day after `day` on which it works by its schedule."""
        return Calendar.current().add_workdays(day, 1) if self.schedule == self.WORKDAYS else day + timedelta(days=1)

    @transaction.atomic
    def join(self, *, by, user, leads=False, at=None, note=""):
        """Appoint `user` to the group from today to the end of its term. Returns the appointment."""
        today = timezone.localdate(at) if at else timezone.localdate()
        self.go("join", by=by, at=at, note=note or user.name)
        if reason := self.why_not_member(user, leads, max(today, self.since)):
            raise Refused(reason)
        role = Group.objects.get(name=ROLES[leads])
        post = Appointment.objects.create(
            user=user,
            role=role,
            organisation=self.organisation,
            place=self.place,
            title=_now("group leader") if leads else _now("group member"),
            since=max(today, self.since),
            until=self.until,
        )
        entry = record("create", about=post, by=by, at=at, note=note)
        tell([user], _("You are appointed: %(about)s"), entry=entry, about=post, url="/profile/")
        return post

    def why_not_member(self, user, leads, on):
        """Why `user` cannot be a member from the day `on`; empty when nothing is against it."""
        if not user.is_active:
            return _("This account is closed.")
        if on >= self.until:
            return _("The term of the group has ended.")
        posts = self.organisation.appointments.filter(Q(until=None) | Q(until__gt=on))
        if posts.filter(user=user).exists():
            return _("%(person)s is a member of this group already.") % {"person": user}
        if leads and posts.carrying(LEADS).exists():
            return _("The group has a leader already; let the leader go first.")
        return ""

    @transaction.atomic
    def let_go(self, *, by, post, at=None, note=""):
        """End the membership of the appointment `post` today."""
        self.go("let_go", by=by, at=at, note=note or post.user.name)
        if post.organisation_id != self.organisation_id:
            raise Refused(_("This is no member of the group."))
        post.relieve(by=by, at=at, note=note)

    @transaction.atomic
    def prolong(self, *, by, until, at=None, note=""):
        """Another end of the term: those who are members until the end stay until the new one."""
        today = timezone.localdate(at) if at else timezone.localdate()
        if until <= max(self.since, today):
            raise Refused(_("A term ends on a later day than today; to end it now, dissolve the group."))
        before = self.until
        self.go("prolong", by=by, at=at, note=note, until=until)
        for post in self.organisation.appointments.filter(status=Appointment.HELD, until=before):
            post.change(by=by, at=at, note=note, until=until)

    @transaction.atomic
    def dissolve(self, *, by=None, at=None, note=""):
        """End the group: its members are relieved, its points ahead are dropped, and what it handed over is the office's to recheck.

        `by` is None where the term ran out.
        """
        at = at or timezone.now()
        self.go("dissolve", by=by, at=at, note=note)
        today = timezone.localdate(at)
        for post in self.organisation.appointments.filter(status=Appointment.HELD).filter(Q(until=None) | Q(until__gt=today)):
            post.relieve(by=by, at=at, note=note)
        for point in self.points.filter(status="planned"):
            point.change(verb="skip", by=by, at=at, note=note, status="skipped")
        self.hand_work_to_the_office(by=by, at=at)

    def hand_work_to_the_office(self, *, by, at):
        """Nobody is left in the group to recheck its findings."""
        office = self.organisation.parent_id
        open_work = list(Assignment.objects.open().filter(issuer=self.organisation).select_for_update(of=("self",)))
        changes = {"issuer": [self.organisation_id, office]}
        Entry.objects.bulk_create(entry_for("change", about=row, by=by, at=at, changes=changes) for row in open_work)
        Assignment.objects.filter(pk__in=[row.pk for row in open_work]).update(issuer=office)
