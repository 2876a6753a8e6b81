"""Assignments: what one organisation must finish at one place by one time, and what it reports."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from base.pinyin import sounds_like
from grid.access import ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from notifications.models import tell
from tasks.conditions import ask_conditions
from tasks.ladder import next_rung
from tasks.models.campaigns import CreationTask
from tasks.models.passing import PassesOn, PercentClosed
from tasks.models.rungs import CAMPAIGN_WORK, DAY_AND_NIGHT, WORK_KINDS, Rung
from workdays.calendar import Calendar


class AssignmentQuerySet(ReachQuerySet):
    def open(self):
        return self.filter(status__in=Assignment.OPEN)

    def overdue(self, at):
        return self.open().filter(due_at__lte=at)

    def named(self, text):
        """Those whose title, organisation or person in charge holds `text`, the latter two also in pinyin."""
        words = Q(title__icontains=text) | Q(organisation__short_name__icontains=text) | Q(owner__name__icontains=text)
        return self.filter(words | sounds_like(text, "organisation__pinyin", "owner__pinyin"))

    def waiting_for(self, user):
        """What `user` should act on next: to acknowledge or finish for the own organisation, or to review for the issuer."""
        return self.filter(self._to_do(user) | self._to_review(user))

    def to_do_by(self, user):
        """Of what waits for `user`: what to acknowledge or finish."""
        return self.filter(self._to_do(user))

    def to_review_by(self, user):
        """Of what waits for `user`: what others handed in."""
        return self.filter(self._to_review(user))

    def _to_do(self, user):
        return Q(status__in=[Assignment.DISPATCHED, Assignment.UNDER_WAY]) & self._posts(user, "organisation", "tasks.submit_assignment")

    def _to_review(self, user):
        return Q(status=Assignment.SUBMITTED) & self._posts(user, "issuer", "tasks.close_assignment")

    def handed_out_by(self, user):
        """What the user's organisations gave to others and have not got back."""
        return self.open().filter(self._posts(user, "issuer", "tasks.dispatch_assignment")).exclude(organisation=F("issuer"))

    @staticmethod
    def _posts(user, field, codename):
        return Q(**{f"{field}__in": [post.organisation_id for post in user.posts if codename in post.codes]})

    def leaves(self):
        """The work that nobody broke down further; cancelled work is none."""
        children = self.model.objects.filter(parent=OuterRef("pk")).exclude(status=Assignment.VOID)
        return self.exclude(status=Assignment.VOID).filter(~Exists(children))

    def with_percent(self):
        """Each with its `percent`: how many of the leaves below it (itself where nobody broke it down) are closed."""
        return self.annotate(percent=PercentClosed("pk"))

    def with_names(self):
        return self.select_related("organisation", "issuer", "place__parent", "creation_task", "owner")

    def with_letters(self):
        """Each with its `letters`, sent or drafted, oldest first: what the marks 提 催 督 show."""
        letters = self.model.notices.rel.related_model.objects.written()
        return self.prefetch_related(
            Prefetch("notices", letters.only("assignment_id", "kind", "status", "series", "year", "serial"), "letters")
        )


class Assignment(PassesOn, HasPage, Lifecycle):
    """Something one organisation must finish at one place by one time; the only deadline in the system."""

    PLACE = "place"
    ORGANISATIONS = ("organisation", "parent__organisation")  # who has the whole in hand sees its parts
    ACTORS = {"change": "issuer"}  # those who must do the work do not move its deadline
    DRAFT, DISPATCHED, UNDER_WAY, SUBMITTED, CLOSED, VOID = "draft", "dispatched", "under_way", "submitted", "closed", "void"
    HELD = "held"
    UNSENT = (DRAFT,)
    OPEN = (DISPATCHED, UNDER_WAY, SUBMITTED)
    CLIMBS = (DISPATCHED, UNDER_WAY)  # work lying with its reviewer is pressed on nobody
    STATUSES = {
        DRAFT: _("draft"),
        DISPATCHED: _("to be acknowledged"),
        UNDER_WAY: _("under way"),
        HELD: pgettext_lazy("work", "on hold"),
        SUBMITTED: _("under review"),
        CLOSED: _("closed"),
        VOID: _("cancelled"),
    }
    STATES = {UNDER_WAY: "doing", SUBMITTED: "doing", CLOSED: "done"}
    LONGEST_HOLD = timedelta(days=90)
    MOVES = {
        "dispatch": move(DRAFT, to=DISPATCHED, actor="issuer", label=_("Dispatch"), icon="send"),
        "accept": move(DISPATCHED, to=UNDER_WAY, actor="organisation", label=_("Acknowledge"), icon="check"),
        "submit": move(UNDER_WAY, to=SUBMITTED, actor="organisation", label=_("Report as done"), icon="upload"),
        "break_down": move(DISPATCHED, UNDER_WAY, to=None, actor="organisation", label=_("Break down to others"), icon="sitemap"),
        "delegate": move(DISPATCHED, UNDER_WAY, to=None, actor="organisation", label=_("Delegate"), icon="user-check"),
        "close": move(SUBMITTED, to=CLOSED, actor="issuer", label=_("Close"), icon="circle-check"),
        "send_back": move(SUBMITTED, to=UNDER_WAY, actor="issuer", label=_("Send back"), icon="arrow-back-up"),
        "take_back": move(SUBMITTED, to=UNDER_WAY, actor="organisation", label=_("Take the report back"), icon="arrow-back"),
        "extend": move(DISPATCHED, UNDER_WAY, to=None, actor="organisation", label=_("Ask for an extension"), icon="calendar-plus"),
        "chase": move(DISPATCHED, UNDER_WAY, to=None, actor="issuer", label=_("Chase"), icon="bell-ringing"),
        "hold": move(DISPATCHED, UNDER_WAY, to=HELD, actor="issuer", label=_("Put on hold"), icon="player-pause"),
        "resume": move(HELD, to=UNDER_WAY, actor="issuer", label=_("Resume"), icon="player-play"),
        "retry": move(*CLIMBS, to=None, label=_("Try the ladder again"), icon="refresh"),
        "cancel": move(DRAFT, DISPATCHED, UNDER_WAY, HELD, to=VOID, actor="issuer", label=_("Cancel"), icon="ban", danger=True),
    }

    kind = models.CharField(_("kind of work"), max_length=10, choices=WORK_KINDS, default=CAMPAIGN_WORK)
    title = models.CharField(_("title"), max_length=200)
    requirement = models.TextField(_("requirement"))
    creation_task = models.ForeignKey(
        CreationTask, models.PROTECT, null=True, blank=True, related_name="assignments", db_index=False, verbose_name=_("creation task")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False, verbose_name=_("part of")
    )
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="issued_assignments", db_index=False, verbose_name=_("issued by"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assignments", db_index=False, verbose_name=_("responsible organisation")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("person in charge"),
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="assignments", db_index=False, verbose_name=_("place"))
    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=DRAFT)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"))
    first_due_at = models.DateTimeField(_("due at first"), null=True, blank=True, editable=False)
    held_at = models.DateTimeField(_("on hold since"), null=True, blank=True, editable=False)
    held_until = models.DateField(_("on hold until"), null=True, blank=True, editable=False)
    chased_at = models.DateTimeField(_("chased at"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    cycle = models.PositiveSmallIntegerField(default=1, editable=False)
    climbed = models.PositiveSmallIntegerField(_("rungs climbed"), default=0, editable=False)
    next_rung_at = models.DateTimeField(_("next rung at"), null=True, blank=True, editable=False)
    parked = models.TextField(_("why the ladder stopped"), blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        default_permissions = ("add", "change", "view")
        permissions = [
            ("dispatch_assignment", _("Can dispatch assignments")),
            ("accept_assignment", _("Can acknowledge assignments")),
            ("submit_assignment", _("Can report assignments as done")),
            ("send_back_assignment", _("Can send assignments back")),
            ("close_assignment", _("Can close assignments")),
            ("cancel_assignment", _("Can cancel assignments")),
            ("take_back_assignment", _("Can take reports back")),
            ("extend_assignment", _("Can ask for extensions")),
            ("break_down_assignment", _("Can break assignments down to others")),
            ("delegate_assignment", _("Can delegate assignments to a person")),
            ("chase_assignment", _("Can chase assignments")),
            ("hold_assignment", _("Can put assignments on hold")),
            ("resume_assignment", _("Can resume assignments")),
            ("retry_assignment", _("Can try stopped ladders again")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status="draft") | Q(dispatched_at__isnull=False), name="dispatched_work_has_its_moment"),
        ]
        indexes = [
            models.Index(
                fields=["next_rung_at", "id"],
                name="assignment_ladder",
                condition=Q(status__in=["dispatched", "under_way"], next_rung_at__isnull=False, parked=""),
            ),
            models.Index(fields=["due_at", "id"], name="assignment_open", condition=Q(status__in=["dispatched", "under_way", "submitted"])),
            # Most work has none of these; each index less is one write less for every row that a sweep moves.
            models.Index(fields=["creation_task"], name="assignment_task", condition=Q(creation_task__isnull=False)),
            models.Index(fields=["parent"], name="assignment_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["held_until"], name="assignment_held", condition=Q(status="held")),
            models.Index(fields=["owner"], name="assignment_owner", condition=Q(owner__isnull=False)),
            models.Index(fields=["place"], name="assignment_parked", condition=~Q(parked="")),
            models.Index(fields=["place", "status"], name="assignment_place"),
            # The count over a district reads this one alone, without the table.
            models.Index(fields=["place"], name="assignment_open_place", condition=Q(status__in=["dispatched", "under_way", "submitted"])),
            models.Index(fields=["organisation", "status"], name="assignment_organisation"),
            # What is open of the findings, which are few among the open work of a campaign.
            models.Index(
                fields=["due_at"],
                include=["id", "status"],
                name="assignment_open_finding",
                condition=Q(status__in=["dispatched", "under_way", "submitted"], kind__in=["same_day", "in_term"]),
            ),
            # An office counts what it handed out, and reads what it must review in order, from this one alone.
            models.Index(
                fields=["issuer", "status", "due_at", "id"],
                include=["organisation"],
                name="assignment_issued",
                condition=Q(status__in=["dispatched", "under_way", "submitted"]),
            ),
        ]

    def __str__(self):
        return self.title

    def is_open(self):
        return self.status in self.OPEN

    def first_rung_at(self, at):
        """When the ladder first presses work handed over at `at`; None where no rung is in use."""
        return self._rung_at(0, at)

    def rung_after_climbed(self):
        """When the ladder presses this work next."""
        return self._rung_at(self.climbed, self.dispatched_at)

    def _rung_at(self, climbed, started_at):
        found = next_rung(Rung.objects.ladder(self.kind), climbed, due_at=self.due_at, started_at=started_at, calendar=Calendar.current())
        return found and found[1]

    @property
    def is_urgent(self):
        """Whether its news keep no quiet hours."""
        return self.kind in DAY_AND_NIGHT

    def tell(self, people, text, *, entry, about=None):
        """Address news of this work, or of `about` that belongs to it, to `people`."""
        tell(people, text, entry=entry, about=about or self, urgent=self.is_urgent)

    def reviewers(self):
        """Those in post at the issuer who may close this work."""
        return people_in_post(self.issuer, "tasks.close_assignment")

    def doers(self):
        """Those in post at the responsible organisation who may report this work as done; the named person first of all."""
        return [self.owner] if self.owner else self.able()

    def able(self):
        return people_in_post(self.organisation, "tasks.submit_assignment")

    @transaction.atomic
    def dispatch(self, *, by, at=None, note=""):
        """Hand the work over to its organisation and set it on the ladder."""
        at = at or timezone.now()
        entry = self.go("dispatch", by=by, at=at, note=note, dispatched_at=at, next_rung_at=self.first_rung_at(at))
        self.tell(self.doers(), _("New assignment: %(about)s"), entry=entry)

    @transaction.atomic
    def accept(self, *, by, at=None, note=""):
        """Acknowledge (签收): the organisation has it and is at work."""
        self.go("accept", by=by, at=at, note=note)

    @transaction.atomic
    def submit(self, *, by, report, percent=100, files=(), at=None):
        """Hand the result to whoever assigned it, for review: how far the standard is reached, in percent, and what shows it.

        `files` are uploads, refused when they lie about their type.
        """
        at = at or timezone.now()
        entry = self.go("submit", by=by, at=at, note=report, submitted_at=at)
        ask_conditions("submit", self, by=by, files=files)
        self.reports.create(text=report, percent=percent, by=by, at=at).keep(files, by=by)
        self.tell(self.reviewers(), _("For review: %(about)s"), entry=entry)

    @transaction.atomic
    def send_back(self, *, by, note, at=None):
        """Return the result with the reason; the clock has never stopped."""
        entry = self.go("send_back", by=by, at=at, note=note)
        self.tell(self.doers(), _("Sent back: %(about)s"), entry=entry)

    @transaction.atomic
    def close(self, *, by, note="", at=None):
        """Strike the work off (销号): the reviewer found it done."""
        at = at or timezone.now()
        entry = self.go("close", by=by, at=at, note=note, closed_at=at, next_rung_at=None)
        ask_conditions("close", self, by=by)
        self.drop_drafts(by=by, at=at, note=gettext("The work was closed."))
        self.tell(self.doers(), _("Closed: %(about)s"), entry=entry)

    @transaction.atomic
    def cancel(self, *, by, note, at=None):
        entry = self.go("cancel", by=by, at=at, note=note, next_rung_at=None)
        self.drop_drafts(by=by, at=at, note=gettext("The work was cancelled."))
        self.tell(self.doers(), _("Cancelled: %(about)s"), entry=entry)

    def drop_drafts(self, *, by, at, note):
        """Letters that nobody signed yet have nothing left to press on."""
        for letter in self.notices.unsigned():
            letter.drop(by=by, at=at, note=note)

    @transaction.atomic
    def take_back(self, *, by, note="", at=None):
        """Withdraw the report before it is reviewed, to mend it; the clock has never stopped."""
        entry = self.go("take_back", by=by, at=at, note=note)
        self.tell(self.reviewers(), _("Report taken back: %(about)s"), entry=entry)

    @transaction.atomic
    def extend(self, *, by, until, note, at=None):
        """Ask for a later due moment, with the reason; returns the request that the issuer decides."""
        entry = self.go("extend", by=by, at=at, note=note)
        if until <= self.due_at:
            raise Refused(_("An extension ends later than the deadline it extends."))
        asked = self.extensions.create(
            issuer=self.issuer, organisation=self.organisation, place=self.place, reason=note, until=until, due_before=self.due_at
        )
        self.tell(self.reviewers(), _("Extension asked for: %(about)s"), entry=entry)
        return asked

    def why_not_extend(self):
        if self.extensions.filter(status="asked").exists():
            return _("An extension has been asked for and is not decided yet.")
        return self._why_no_delay()

    def why_not_hold(self):
        return self._why_no_delay()

    def _why_no_delay(self):
        """事不过夜: what an inspection found is neither held nor put off."""
        return "" if self.kind == CAMPAIGN_WORK else _("What an inspection found is neither put on hold nor put off.")

    @transaction.atomic
    def hold(self, *, by, until, note, at=None):
        """Stop the clock for a reason, at the longest until the day `until`, when it runs on by itself."""
        at = at or timezone.now()
        if until > timezone.localdate(at) + self.LONGEST_HOLD:
            raise Refused(_("Work is put on hold for 90 days at the longest."))
        entry = self.go("hold", by=by, at=at, note=note, held_at=at, held_until=until, next_rung_at=None)
        self.tell(self.doers(), _("Put on hold: %(about)s"), entry=entry)

    @transaction.atomic
    def resume(self, *, by, note="", at=None):
        """Let the clock run on: the deadline moves by what was held, in working days, or in office hours where it was less than one.

        `by` is None where the term ran out.
        """
        at, calendar = at or timezone.now(), Calendar.current()
        entry = self.go("resume", by=by, at=at, note=note, held_at=None, held_until=None)
        self.move_deadline(calendar.later_by(self.due_at, entry.changes["held_at"][0], at), by=by, at=at)
        self.tell(self.doers(), _("Resumed: %(about)s"), entry=entry)

    @transaction.atomic
    def retry(self, *, by, note="", at=None):
        """Set work whose climb failed on its ladder again; the next sweep tries it, and parks it once more if it still fails."""
        self.go("retry", by=by, at=at, note=note, next_rung_at=self.rung_after_climbed(), parked="")

    def may_yet(self, verb):
        return super().may_yet(verb) and (verb != "retry" or bool(self.parked))

    def why_not_retry(self):
        return "" if self.parked else _("The ladder has not stopped here.")

    def move_deadline(self, due_at, *, by, at=None):
        """Another due moment for work that is under way: the ladder follows, and the first one is kept."""
        first, self.due_at = self.first_due_at or self.due_at, due_at
        ladder = {"next_rung_at": self.rung_after_climbed(), "parked": ""}
        self.refresh_from_db(fields=["due_at"])
        self.change(by=by, at=at, due_at=due_at, first_due_at=first, **ladder)

    @transaction.atomic
    def revise(self, *, by, title, requirement, due_at, at=None):
        """Other words or another due moment; the ladder follows, and the doers hear of a moved deadline."""
        self.refresh_from_db(from_queryset=Assignment.objects.select_for_update())
        if reason := self.why_not_revise():
            raise Refused(reason)
        moved = due_at != self.due_at
        self.due_at = due_at
        running = moved and self.status in self.CLIMBS
        ladder = {"next_rung_at": self.rung_after_climbed(), "parked": ""} if running else {}
        self.refresh_from_db(fields=["due_at"])
        entry = self.change(by=by, at=at, title=title, requirement=requirement, due_at=due_at, **ladder)
        if moved and self.dispatched_at:
            self.tell(self.doers(), _("The deadline was moved: %(about)s"), entry=entry)

    def why_not_revise(self):
        if self.status in (self.SUBMITTED, self.CLOSED, self.VOID):
            return _("Work that is under review, closed or cancelled is not changed any more.")
        return ""

    @property
    def task_words(self):
        """The creation task it comes from, for the small print of lists."""
        return self.creation_task.number_words if self.creation_task else ""

    def why_not_close(self):
        if self.open_parts().exists():
            return _("Parts of this work are not closed yet.")
        return ""


class Climb(models.Model):
    """That an assignment climbed a rung once in a cycle; the unique key makes a second climb impossible."""

    # Written by the sweep alone, from rows it holds locked, and nothing is ever deleted: the database need not ask again for each row.
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="climbs", db_index=False, db_constraint=False)
    rung = models.ForeignKey(Rung, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    cycle = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("climb")
        verbose_name_plural = _("climbs")
        constraints = [models.UniqueConstraint(fields=["assignment", "rung", "cycle"], name="rung_climbed_once_per_cycle")]

    def __str__(self):
        return f"{self.assignment_id} {self.rung_id}"
