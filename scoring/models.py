"""The scoring rules as data, the cards on which offices score themselves, and the league tables as each night froze them."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from base.files import EVIDENCE, StoredFile
from grid.access import ANYWHERE, ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from notifications.models import tell
from scoring import formula
from tasks.models import Campaign

POINTS = {"max_digits": 8, "decimal_places": 2}
DEPARTMENTS, DISTRICTS = "departments", "districts"
GROUPS = {DEPARTMENTS: _("departments"), DISTRICTS: _("districts")}


class Scheme(HasPage, models.Model):
    """The rules by which a campaign is scored: what is a pass, and how much bonus counts."""

    PLACE = ANYWHERE

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="scheme", verbose_name=_("campaign"))
    title = models.CharField(_("title"), max_length=100)
    pass_mark = models.DecimalField(_("points for a pass"), default=90, **POINTS)
    most_bonus = models.DecimalField(_("most bonus points"), default=5, **POINTS)
    is_sample = models.BooleanField(_("sample, to be replaced by the official rules"), default=False)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring rules")
        verbose_name_plural = _("scoring rules")
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.title


class ScoringClause(HasPage, models.Model):
    """One clause of the rules: its points, how they are earned, and the papers that must show it."""

    PLACE = ANYWHERE
    KINDS = {"veto": _("veto item"), "key": _("key item"), "basic": _("basic item"), "bonus": _("bonus item")}
    FORMULAS = {"pass": _("met or not"), "rate": _("rate, in percent"), "count": _("number")}
    FOR = {"all": _("departments and districts"), **GROUPS}

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="clauses", verbose_name=_("scoring rules"))
    no = models.PositiveSmallIntegerField(_("number"))
    part = models.CharField(_("part"), max_length=60)
    title = models.CharField(_("what is asked"), max_length=300)
    kind = models.CharField(_("item type"), max_length=5, choices=KINDS, default="basic")
    formula = models.CharField(_("how it is scored"), max_length=5, choices=FORMULAS, default="pass")
    points = models.DecimalField(_("points"), validators=[MinValueValidator(0), MaxValueValidator(1000)], **POINTS)
    target = models.DecimalField(_("target"), null=True, blank=True, validators=[MinValueValidator(0)], **POINTS)
    evidence = models.TextField(_("evidence required, one paper a line"), blank=True)
    applies_to = models.CharField(_("asked of"), max_length=11, choices=FOR, default="all")
    task_nos = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("numbers of the creation tasks"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring clause")
        verbose_name_plural = _("scoring clauses")
        ordering = ["scheme", "no"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "no"], name="clause_no_once_per_scheme"),
            models.CheckConstraint(
                condition=Q(formula="pass") | Q(target__gt=0),
                name="clause_with_a_measure_has_its_target",
                violation_error_message=_("A rate or a number needs a target above zero."),
            ),
        ]

    def __str__(self):
        return f"{self.no} {self.title}"

    @property
    def number_words(self):
        return _("clause %(no)d") % {"no": self.no}

    @property
    def papers(self):
        """The evidence required, paper by paper."""
        return [line.strip() for line in self.evidence.splitlines() if line.strip()]

    @property
    def task_words(self):
        return "、".join(map(str, self.task_nos))


class ScorecardQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("organisation", "place", "office", "scheme__campaign")

    def with_sheets(self):
        """With all that its two scores are made of."""
        return self.prefetch_related("marks", "scheme__clauses")


class Scorecard(HasPage, Lifecycle):
    """The card on which one department or district scores itself, with the reviewed score beside it."""

    PLACE = "place"
    ORGANISATIONS = ("organisation",)
    ACTORS = {"answer": "organisation", "review": "office"}
    DRAFT, SUBMITTED, CONFIRMED = "draft", "submitted", "confirmed"
    STATUSES = {DRAFT: _("being filled in"), SUBMITTED: _("to be reviewed"), CONFIRMED: _("confirmed")}
    STATES = {DRAFT: "doing", SUBMITTED: "soon", CONFIRMED: "done"}
    MOVES = {
        "submit": move(DRAFT, to=SUBMITTED, actor="organisation", label=_("Hand in for review"), icon="upload"),
        "send_back": move(SUBMITTED, to=DRAFT, actor="office", label=_("Send back"), icon="arrow-back-up"),
        "confirm": move(SUBMITTED, to=CONFIRMED, actor="office", label=_("Confirm the scores"), icon="circle-check"),
    }

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="cards", verbose_name=_("scoring rules"))
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("reviewed by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="scorecards", verbose_name=_("organisation"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    group = models.CharField(_("group"), max_length=11, choices=GROUPS)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DRAFT)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ["-scheme", "group", "place__code", "id"]
        default_permissions = ("add", "view")
        permissions = [
            ("answer_scorecard", _("Can score the own office")),
            ("review_scorecard", _("Can review scores")),
            ("submit_scorecard", _("Can hand scorecards in")),
            ("send_back_scorecard", _("Can send scorecards back")),
            ("confirm_scorecard", _("Can confirm scorecards")),
        ]
        constraints = [models.UniqueConstraint(fields=["scheme", "organisation"], name="one_scorecard_per_office_and_rules")]

    def __str__(self):
        return f"{self.organisation.short_name} · {self.scheme.title}"

    def sheet(self):
        """[(clause, mark)] of the clauses asked of this card; the mark is None where nothing is said yet."""
        said = {mark.clause_id: mark for mark in self.marks.all()}
        return [(clause, said.get(clause.pk)) for clause in self.scheme.clauses.all() if clause.applies_to in ("all", self.group)]

    @property
    def own_score(self):
        return self._score("value")

    @property
    def reviewed_score(self):
        """None until a reviewer has said anything; clauses that are still to be reviewed count as the office says."""
        return self._score("reviewed") if any(mark.reviewed is not None for mark in self.marks.all()) else None

    def _score(self, name):
        items = [clause_item(clause, said_of(mark, name)) for clause, mark in self.sheet()]
        return formula.score(items, pass_mark=self.scheme.pass_mark, most_bonus=self.scheme.most_bonus)

    def answerers(self):
        return people_in_post(self.organisation, "scoring.submit_scorecard")

    def why_not_submit(self):
        """Everything is answered, and whatever is taken off says why."""
        unanswered = [clause.no for clause, mark in self.sheet() if mark is None or mark.value is None]
        if unanswered:
            return _("Not answered yet: clauses %(numbers)s.") % {"numbers": "、".join(map(str, unanswered[:12]))}
        return ""

    @transaction.atomic
    def submit(self, *, by, note="", at=None):
        entry = self.go("submit", by=by, at=at, note=note)
        tell(people_in_post(self.office, "scoring.confirm_scorecard"), _("Scores to review: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def send_back(self, *, by, note, at=None):
        entry = self.go("send_back", by=by, at=at, note=note)
        tell(self.answerers(), _("Sent back: %(about)s"), entry=entry, about=self)

    def why_not_confirm(self):
        open_still = [clause.no for clause, mark in self.sheet() if mark is None or mark.reviewed is None]
        if open_still:
            return _("Not reviewed yet: clauses %(numbers)s.") % {"numbers": "、".join(map(str, open_still[:12]))}
        return ""

    @transaction.atomic
    def confirm(self, *, by, note="", at=None):
        entry = self.go("confirm", by=by, at=at, note=note)
        tell(self.answerers(), _("Scores confirmed: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def answer(self, clause, *, by, value, reason="", files=(), reported=(), at=None):
        """Say how far `clause` is met, with the reason for what is lacking.

        `files` are pairs of paper number and upload, `reported` of paper number and a file that a report brought already.
        """
        mark = self._mark(clause, by=by, at=at, status=self.DRAFT, value=value, reason=reason)
        for line, upload in files:
            MarkFile.of(upload, by=by, allowed=EVIDENCE, mark=mark, line=line).save()
        for line, file in reported:
            MarkFile.objects.get_or_create(mark=mark, sha256=file.sha256, defaults=MarkFile.same_as(file) | {"line": line})
        return mark

    @transaction.atomic
    def review(self, clause, *, by, value, reason="", at=None):
        """The value that the reviewer found, beside what was said."""
        return self._mark(clause, by=by, at=at, status=self.SUBMITTED, reviewed=value, review_reason=reason)

    def _mark(self, clause, *, by, at, status, **said):
        self.refresh_from_db(from_queryset=Scorecard.objects.select_for_update())
        if self.status != status:
            raise Refused(_("The card is “%(status)s”; this is not changed now.") % {"status": self.get_status_display()})
        value, reason = (said[name] for name in said)
        if formula.needs_reason(clause_item(clause, value)) and not reason.strip():
            raise Refused(_("Say why points are taken off."))
        mark, _fresh = Mark.objects.get_or_create(card=self, clause=clause)
        before = {name: str(getattr(mark, name)) for name in said}
        Mark.objects.filter(pk=mark.pk).update(**said)
        changes = {name: [before[name], str(new)] for name, new in said.items() if before[name] != str(new)}
        record("change", about=self, by=by, at=at, note=str(clause), changes=changes)
        mark.refresh_from_db()
        return mark


def said_of(mark, name):
    """The value `name` of a mark, or the office's own where it has none."""
    if mark is None:
        return None
    found = getattr(mark, name)
    return mark.value if found is None else found


def clause_item(clause, value):
    return formula.Item(clause.kind, clause.formula, clause.points, clause.target, value)


class Mark(models.Model):
    """What a card says of one clause: the office's own value with its reason, and the reviewer's."""

    card = models.ForeignKey(Scorecard, models.PROTECT, related_name="marks", verbose_name=_("scorecard"))
    clause = models.ForeignKey(ScoringClause, models.PROTECT, related_name="marks", verbose_name=_("scoring clause"))
    value = models.DecimalField(_("own value"), null=True, blank=True, **POINTS)
    reason = models.TextField(_("why points are lacking"), blank=True)
    reviewed = models.DecimalField(_("value found in the review"), null=True, blank=True, **POINTS)
    review_reason = models.TextField(_("why points are taken off"), blank=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["clause__no"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["card", "clause"], name="one_mark_per_clause_and_card")]

    def __str__(self):
        return f"{self.card_id} {self.clause_id}"


class MarkFileQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """Seen by whoever sees the card."""
        return self.filter(mark__card__in=Scorecard.objects.reachable(user, action))


class MarkFile(StoredFile):
    """A paper that shows a clause: which of the papers required it is."""

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="files", verbose_name=_("mark"))
    line = models.PositiveSmallIntegerField(_("which paper"), default=0)

    objects = MarkFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a clause")
        verbose_name_plural = _("papers of clauses")

    @staticmethod
    def same_as(file):
        """What a row takes over from another's file: the bytes lie in the store once."""
        return {name: getattr(file, name) for name in ("file", "name", "mime_type", "size", "uploaded_by")}


class StandingQuerySet(ReachQuerySet):
    def with_names(self):
        """Each with the `rank_before` it had the night before."""
        before = Standing.objects.filter(
            campaign=OuterRef("campaign"), organisation=OuterRef("organisation"), group=OuterRef("group"), day__lt=OuterRef("day")
        )
        return self.select_related("organisation", "campaign").annotate(
            rank_before=models.Subquery(before.order_by("-day").values("rank")[:1])
        )

    def is_frozen(self, day):
        return self.filter(day=day).exists()


class Standing(models.Model):
    """Where one office stood in its league at the end of a day: frozen that night and never changed."""

    PLACE = ANYWHERE  # a league table is for all who are in it

    day = models.DateField(_("day"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="standings", verbose_name=_("campaign"))
    group = models.CharField(_("group"), max_length=11, choices=GROUPS)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    given = models.PositiveIntegerField(_("handed out"))
    closed = models.PositiveIntegerField(_("closed"))
    overdue = models.PositiveIntegerField(_("overdue"))
    in_time = models.PositiveIntegerField(_("closed in time"))
    own_score = models.DecimalField(_("own score"), null=True, **POINTS)
    reviewed_score = models.DecimalField(_("reviewed score"), null=True, **POINTS)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("league tables")
        ordering = ["-day", "group", "rank"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "campaign", "group", "organisation"], name="one_standing_per_office_and_day")]

    def __str__(self):
        return f"{self.day} {self.organisation}"

    def list_url(self):
        """The work that the row counts, as a list."""
        return f"{reverse('assignment-list')}?status=all&organisation={self.organisation_id}"

    @property
    def percent(self):
        return 100 * self.closed // self.given if self.given else 0

    @property
    def climbed(self):
        """How many places it went up since the night before; None for one that is new in the table."""
        before = getattr(self, "rank_before", None)
        return None if before is None else before - self.rank
