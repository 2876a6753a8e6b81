"""Plans of inspections, and the shops named in them."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from establishments.models import Establishment, Format
from grid.access import ReachQuerySet, codename_of, holds
from grid.models import Organisation, Place
from inspections.models import Inspection
from notifications.models import tell

IN_TEAM = _("You are in the team of a plan: %(about)s")
GONE_SHOPS = (Establishment.CLOSED, Establishment.MERGED)  # nobody can inspect them any more


class InspectionPlanQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """As by post; what is published for a larger area is also seen by those whose post lies inside that area."""
        own = super().reachable(user, action)
        above = self.above(user) if action == "view" and user.is_active else set()
        if not above:
            return own
        wider = Q(place__in=above, covert=False) & ~Q(status__in=InspectionPlan.UNPUBLISHED)
        return self.filter(Q(pk__in=own.order_by().values("pk")) | wider)

    def above(self, user):
        """The ids of the places in which the posts lie that see plans."""
        return {number for post in user.posts if VIEWS in post.codes for number in post.place.path_ids()}

    def running(self):
        return self.filter(status=InspectionPlan.PUBLISHED)

    def walked_by(self, user):
        """The ids of the sweeps under way of whose team `user` is; few, and read first, so that lists plan well."""
        sweeps = self.running().filter(kind=InspectionPlan.SWEEP, since__lte=timezone.localdate(), team=user)
        return list(sweeps.order_by("pk").values_list("pk", flat=True)) if user.is_active else []

    def alive(self):
        """Those that are worked at, or may still be."""
        return self.filter(status__in=[InspectionPlan.DRAFT, InspectionPlan.PUBLISHED])

    def with_names(self):
        return self.select_related("organisation", "place").defer("place__outline")


class InspectionPlan(HasPage, Lifecycle):
    """Which shops are to be inspected from one day to another: all of an area and format, a sweep, the routine, something special.

    The shops are frozen as rows when it is published; inspections tick them off from then on.
    """

    PLACE = "place"
    SECRET, PARTIES = Q(covert=True), ("planner", "team")  # its title alone would tell
    ACTORS = {"change": "organisation"}
    FULL, SWEEP, ROUTINE, SPECIAL = "full", "sweep", "routine", "special"
    KINDS = {
        FULL: _("full coverage"),
        SWEEP: pgettext_lazy("plan", "sweep"),
        ROUTINE: pgettext_lazy("plan", "routine by risk grade"),
        SPECIAL: pgettext_lazy("plan", "special"),
    }
    DRAFT, PUBLISHED, CLOSED, DROPPED = "draft", "published", "closed", "dropped"
    UNPUBLISHED = (DRAFT, DROPPED)
    STATUSES = {
        DRAFT: pgettext_lazy("plan", "draft"),
        PUBLISHED: pgettext_lazy("plan", "under way"),
        CLOSED: pgettext_lazy("plan", "closed"),
        DROPPED: pgettext_lazy("plan", "dropped"),
    }
    STATES = {DRAFT: "todo", PUBLISHED: "doing", CLOSED: "done"}
    MOVES = {
        "publish": move(DRAFT, to=PUBLISHED, actor="organisation", label=_("Publish the plan"), icon="send"),
        "join": move(DRAFT, PUBLISHED, to=None, actor="organisation", label=_("Add to the team"), icon="user-plus"),
        "let_go": move(DRAFT, PUBLISHED, to=None, actor="organisation", label=_("Let go from the team"), icon="user-minus"),
        "close": move(PUBLISHED, to=CLOSED, actor="organisation", label=_("Close the plan"), icon="lock"),
        "drop": move(DRAFT, to=DROPPED, actor="organisation", label=_("Drop the draft"), icon="trash", danger=True),
    }

    kind = models.CharField(_("kind"), max_length=7, choices=KINDS)
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what it is about"), blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("drawn up by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("area"))
    areas = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("only these parts of it"))
    formats = models.ManyToManyField(Format, blank=True, related_name="+", verbose_name=_("formats"))
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="inspection_plans", verbose_name=_("team"))
    covert = models.BooleanField(
        _("covert"),
        default=False,
        help_text=_("Only its team, its planner and the city see it; a shop of it is seen when its inspection is filed."),
    )
    planner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("planned by")
    )
    since = models.DateField(_("first day"), default=timezone.localdate)
    due_on = models.DateField(_("last day"))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = InspectionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection plan")
        verbose_name_plural = _("inspection plans")
        default_permissions = ("add", "change", "view")
        permissions = [
            ("publish_inspectionplan", _("Can publish inspection plans")),
            ("join_inspectionplan", _("Can add people to the team of a plan")),
            ("let_go_inspectionplan", _("Can let people go from the team of a plan")),
            ("close_inspectionplan", _("Can close inspection plans")),
            ("drop_inspectionplan", _("Can drop drafts of inspection plans")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("since")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(covert=False) | Q(planner__isnull=False) & ~Q(kind="sweep"),
                name="covert_plan_has_its_planner",
                violation_error_message=_("A sweep goes from door to door and cannot be covert."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "dropped"]) | Q(published_at__isnull=False), name="published_plan_has_its_moment"
            ),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="plan_newest")]

    def __str__(self):
        return self.title

    @property
    def is_sweep(self):
        return self.kind == self.SWEEP

    @transaction.atomic
    def publish(self, *, by, at=None, note=""):
        """Freeze the shops it names, count what was inspected since its first day, and tell the team."""
        from planning.publishing import freeze  # reads plans

        at = at or timezone.now()
        entry = self.go("publish", by=by, at=at, note=note, published_at=at)
        freeze(self, at=at)
        tell(self.team.filter(is_active=True).order_by("pk"), IN_TEAM, entry=entry, about=self)

    def why_not_publish(self):
        from planning.publishing import shops_of

        if self.is_sweep and not self.team.exists():
            return _("A sweep needs a team: choose it first.")
        if not self.is_sweep and not shops_of(self).exists():
            return _("No shop in business matches this plan.")
        if self.covert and len(self.inspectors()) < 2:
            return _("A covert plan needs two in its team who may inspect everywhere in it.")
        return ""

    @transaction.atomic
    def join(self, *, by, user, at=None, note=""):
        """Take `user` into the team; who joins a plan under way is told at once."""
        entry = self.go("join", by=by, at=at, note=note or user.name)
        if self.team.filter(pk=user.pk).exists():
            raise Refused(_("%(person)s is in the team already.") % {"person": user})
        self.team.add(user)
        if self.status == self.PUBLISHED:
            tell([user], IN_TEAM, entry=entry, about=self)

    @transaction.atomic
    def let_go(self, *, by, user, at=None, note=""):
        """Take `user` out of the team."""
        self.go("let_go", by=by, at=at, note=note or user.name)
        if not self.team.filter(pk=user.pk).exists():
            raise Refused(_("%(person)s is not in the team.") % {"person": user})
        self.team.remove(user)

    def check_is_draft(self):
        if self.status != self.DRAFT:
            raise Refused(_("Only a draft is changed: what is published names its shops for good."))

    def parts(self):
        """The places it goes to: those chosen, or else the whole of its area."""
        return list(self.areas.all()) or [self.place]

    def inspectors(self):
        """Those of its team whose own posts let them inspect every part of it."""
        parts = self.parts()
        team = self.team.filter(is_active=True).order_by("pk")
        return [who for who in team if all(any(INSPECTS in post.codes and post.place.holds(part) for post in who.posts) for part in parts)]

    def close(self, *, by, at=None, note=""):
        """End it: from now on nothing is ticked off any more, and its numbers stay."""
        return self.go("close", by=by, at=at, note=note)

    def drop(self, *, by, at=None, note=""):
        """Take the draft away."""
        return self.go("drop", by=by, at=at, note=note)


VIEWS, INSPECTS = "planning.view_inspectionplan", "establishments.inspect_establishment"


class PlannedShopQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """And, as long as a sweep is under way, all its shops for its team: this reach begins and ends with the sweep."""
        own = super().reachable(user, action)
        walked = InspectionPlan.objects.walked_by(user) if holds(user, codename_of(self.model, action)) else ()
        return self.filter(Q(pk__in=own.order_by().values("pk")) | Q(plan__in=walked)) if walked else own

    def waiting(self):
        """Those of plans under way that an inspection would tick off."""
        return self.filter(status__in=PlannedShop.OPEN, plan__status=InspectionPlan.PUBLISHED)

    def with_names(self):
        rows = self.select_related("plan", "place__parent", "establishment__format", "done_by").defer("place__parent__outline")
        return rows.prefetch_related("officers")


class PlannedShop(HasPage, Lifecycle):
    """One shop that a plan names, once for every time it is due: inspected or met, not found, or still to come.

    A shop that has closed or was merged into another is not due any more; that is asked of the shop, never written here.
    """

    PLACE = "place"
    SECRET, PARTIES = Q(plan__covert=True, inspection=None), ("plan__planner", "plan__team")  # until its inspection is filed
    DUE, DONE, NOT_FOUND = "due", "done", "not_found"
    OPEN = (DUE, NOT_FOUND)
    STATUSES = {DUE: pgettext_lazy("planned shop", "to do"), DONE: pgettext_lazy("planned shop", "done"), NOT_FOUND: _("not found")}
    STATES = {DUE: "doing", DONE: "done", NOT_FOUND: "soon"}
    MOVES = {
        "meet": move(DUE, NOT_FOUND, to=DONE, label=_("Met"), icon="check"),
        "miss": move(DUE, NOT_FOUND, to=NOT_FOUND, label=_("Not found"), icon="map-pin-off"),
        "take_back": move(DONE, NOT_FOUND, to=DUE, label=_("Back to the list"), icon="arrow-back-up"),
    }

    plan = models.ForeignKey(InspectionPlan, models.PROTECT, related_name="shops", verbose_name=_("inspection plan"))
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="planned", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    nth = models.PositiveSmallIntegerField(_("time"), default=1)
    due_from = models.DateField(_("due from"))
    due_on = models.DateField(_("due on"))
    unknown = models.BooleanField(_("added on the spot"), default=False)
    officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="planned_shops", editable=False, verbose_name=_("officers sent")
    )
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DUE)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="planned", verbose_name=_("inspection"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    objects = PlannedShopQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned shop")
        verbose_name_plural = _("planned shops")
        default_permissions = ("add", "view")
        permissions = [
            ("meet_plannedshop", _("Can tick shops of a sweep off as met")),
            ("miss_plannedshop", _("Can say that a planned shop was not found")),
            ("take_back_plannedshop", _("Can put a shop back on the list of a plan")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "establishment", "nth"], name="shop_once_per_plan_and_time"),
            models.CheckConstraint(condition=Q(due_on__gte=F("due_from")), name="planned_shop_is_due_after_it_begins"),
            models.CheckConstraint(condition=~Q(status="done") | Q(done_at__isnull=False), name="done_shop_has_its_moment"),
        ]
        indexes = [
            models.Index(fields=["establishment", "plan", "nth"], name="planned_waiting", condition=~Q(status="done")),
            models.Index(fields=["place", "plan"], name="planned_place"),
            models.Index(fields=["plan", "status", "due_on"], name="planned_coverage"),
        ]

    def __str__(self):
        return self.place.name

    @property
    def area(self):
        return self.place.parent

    def officer_names(self):
        """Those who are sent there by name, as one line; empty where the whole team is."""
        return "、".join(sorted(person.name for person in self.officers.all()))

    @property
    def is_gone(self):
        """Whether the shop closed, or was merged into another, before anybody came."""
        return self.status != self.DONE and self.establishment.status in GONE_SHOPS

    def stands(self, on):
        """How it stands on the day `on`, as its number is called: done, not_found, gone, later, overdue or due."""
        if self.status == self.DONE:
            return "done"
        if self.is_gone:
            return "gone"
        if self.status == self.NOT_FOUND:
            return "not_found"
        if self.due_on < on:
            return "overdue"
        return "later" if self.due_from > on else "due"

    @transaction.atomic
    def meet(self, *, by, at=None, note=""):
        """Tick it off: somebody of the sweep met it. What visits had missed counts no longer."""
        at = at or timezone.now()
        self.go("meet", by=by, at=at, note=note, done_at=at, done_by=by)
        self.establishment.be_found(by=by, at=at)

    def why_not_meet(self):
        if not self.plan.is_sweep:
            return _("Only an inspection ticks off the shops of this plan.")
        return self.why_not_now()

    @transaction.atomic
    def miss(self, *, by, at=None, note=""):
        """Nobody was found there; the visit counts towards the queue of dead shops, once a day."""
        at = at or timezone.now()
        self.go("miss", by=by, at=at, note=note)
        if not self.establishment.why_not("report_missing"):
            self.establishment.report_missing(by=by, at=at, note=note)

    def why_not_miss(self):
        return self.why_not_now()

    def take_back(self, *, by, at=None, note=""):
        """It was pressed by mistake: the shop is to be met as before. A visit reported as missed stays reported."""
        return self.go("take_back", by=by, at=at, note=note, done_at=None, done_by=None)

    def why_not_take_back(self):
        if self.inspection_id:
            return _("It was inspected, and what was inspected stays inspected.")
        return self.why_not_now()

    def why_not_now(self):
        """What stands against any change: the plan is not under way, or the shop is there no more."""
        if self.plan.status != InspectionPlan.PUBLISHED:
            return _("The plan is not under way.")
        return _("This shop has closed or was merged into another; it is not due any more.") if self.is_gone else ""
