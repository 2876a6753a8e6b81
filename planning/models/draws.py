"""Random draws of shops and officers, and who is recused from which shop."""

import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Entry, Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from establishments.facts import RISKS
from establishments.models import Establishment, Format
from grid.access import ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from notifications.models import tell
from planning import draws
from planning.candidates import candidates_of
from planning.models.plans import InspectionPlan, PlannedShop


class RecusalQuerySet(ReachQuerySet):
    def standing(self):
        return self.filter(status=Recusal.STANDING)

    def with_names(self):
        return self.select_related("person", "establishment__place__parent", "place__parent")


class Recusal(HasPage, Lifecycle):
    """An officer who must not inspect one shop (回避): kin, a share in it, an old dispute."""

    PLACE = "place"
    STANDING, LIFTED = "standing", "lifted"
    STATUSES = {STANDING: pgettext_lazy("recusal", "standing"), LIFTED: pgettext_lazy("recusal", "lifted")}
    STATES = {STANDING: "done"}
    MOVES = {"lift": move(STANDING, to=LIFTED, label=_("Lift the recusal"), icon="lock-open", danger=True)}

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals", verbose_name=_("officer"))
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="recusals", verbose_name=_("establishment"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"), editable=False)
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=STANDING)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [("lift_recusal", _("Can lift recusals"))]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "establishment"],
                condition=Q(status="standing"),
                name="recusal_stands_once",
                violation_error_message=_("This officer is recused from this shop already."),
            )
        ]

    def __str__(self):
        return f"{self.person} – {self.establishment}"

    def lift(self, *, by, note, at=None):
        """The reason is gone; the officer may be drawn for the shop again."""
        return self.go("lift", by=by, at=at, note=note)


class DrawQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("organisation", "place", "format").defer("candidates")


class Draw(HasPage, Lifecycle):
    """A random draw of shops and of two officers for each (双随机): first the seed is published and the lists are frozen, then it is drawn.

    The row is its own record: seed, frozen lists and their digest, the algorithm's name, the result. Whoever has them can draw again.
    """

    PLACE = "place"
    DRAFT, PUBLISHED, DRAWN, DROPPED = "draft", "published", "drawn", "dropped"
    STATUSES = {
        DRAFT: _("draft"),
        PUBLISHED: _("seed published"),
        DRAWN: pgettext_lazy("draw", "drawn"),
        DROPPED: pgettext_lazy("draw", "dropped"),
    }
    STATES = {DRAFT: "doing", PUBLISHED: "soon", DRAWN: "done"}
    MOVES = {
        "publish_seed": move(DRAFT, to=PUBLISHED, actor="organisation", label=_("Publish the seed"), icon="speakerphone"),
        "draw": move(PUBLISHED, to=DRAWN, actor="organisation", label=pgettext_lazy("verb", "Draw"), icon="dice-5"),
        "drop": move(DRAFT, PUBLISHED, to=DROPPED, actor="organisation", label=_("Drop the draw"), icon="ban", danger=True),
    }
    ACTORS = {"change": "organisation"}

    title = models.CharField(_("title"), max_length=100)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("area drawn from"))
    format = models.ForeignKey(Format, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("format"))
    risk_grade = models.CharField(_("risk grade"), max_length=1, choices=RISKS, blank=True)
    count = models.PositiveSmallIntegerField(_("shops to draw"))
    since = models.DateField(_("inspect from"))
    until = models.DateField(_("inspect until"))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DRAFT)
    seed = models.CharField(_("seed"), max_length=160, blank=True, editable=False)
    seed_published_at = models.DateTimeField(_("seed published at"), null=True, blank=True, editable=False)
    algorithm = models.CharField(_("algorithm"), max_length=30, blank=True, editable=False)
    candidates = models.JSONField(_("candidates"), null=True, blank=True, editable=False)
    digest = models.CharField(_("SHA-256 of the candidates"), max_length=64, blank=True, editable=False)
    result = models.JSONField(_("result"), null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True, editable=False)
    plan = models.OneToOneField(
        InspectionPlan, models.PROTECT, null=True, blank=True, editable=False, related_name="draw", verbose_name=_("plan of it")
    )

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("noun", "random draw")
        verbose_name_plural = _("random draws")
        ordering = ["-id"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("publish_seed_draw", _("Can publish the seed of a random draw")),
            ("draw_draw", _("Can draw shops and officers")),
            ("drop_draw", _("Can drop a random draw")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="draw_term_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(count__gte=1), name="draw_draws_something"),
            models.CheckConstraint(condition=~Q(status__in=["published", "drawn"]) | ~Q(seed=""), name="published_draw_has_its_seed"),
            models.CheckConstraint(condition=~Q(status="drawn") | Q(drawn_at__isnull=False), name="drawn_draw_has_its_moment"),
        ]

    def __str__(self):
        return self.title

    # The verbs ----------------------------------------------------------------------------------------------------------

    @transaction.atomic
    def publish_seed(self, *, by, words="", at=None, note=""):
        """Freeze the candidates and publish a seed nobody could foresee; `words` called out by those present become a part of it.

        The lists come first, so that no list can be made to suit a seed; the portal throws the seed, so that nobody can choose it.
        """
        at = at or timezone.now()
        self.refresh_from_db(from_queryset=Draw.objects.select_for_update(of=("self",)))
        frozen = candidates_of(self, Recusal.objects.standing(), on=timezone.localdate(at))
        if not self.why_not("publish_seed") and (reason := why_too_few(frozen)):
            raise Refused(reason)
        seed = "-".join(filter(None, [secrets.token_hex(32), words.strip()]))
        said = {"seed": seed, "digest": draws.digest_of(frozen), "algorithm": draws.ALGORITHM, "seed_published_at": at}
        entry = self.go("publish_seed", by=by, at=at, note=note, **said)
        self.keep(candidates=frozen)
        tell(self.watchers(), _("Seed of a random draw published: %(about)s"), entry=entry, about=self)
        return entry

    @transaction.atomic
    def draw(self, *, by, at=None, note=""):
        """Draw by the published seed from the frozen lists, and make the plan of it. Returns the plan."""
        at = at or timezone.now()
        self.go("draw", by=by, at=at, note=note, drawn_at=at)
        self.keep(result=draws.draw(self.seed, self.candidates, self.count))
        if not self.result["drawn"]:
            raise Refused(_("Every shop would be passed over: for none of them are two officers left."))
        return self.make_plan(by=by, at=at)

    @transaction.atomic
    def drop(self, *, by, note, at=None):
        """Give it up, with the reason. A published seed stays on record, so that nobody draws until it suits."""
        return self.go("drop", by=by, at=at, note=note)

    def make_plan(self, *, by, at):
        """The plan that names the shops drawn, with all officers drawn as its team, published at once."""
        drawn = self.result["drawn"]
        plan = InspectionPlan.objects.create(
            kind=InspectionPlan.SPECIAL,
            title=self.title,
            organisation=self.organisation,
            place=self.place,
            since=max(self.since, timezone.localdate(at)),
            due_on=max(self.until, timezone.localdate(at)),
            planner=by,
        )
        plan.areas.set(Place.objects.filter(establishment__in=[row["shop"] for row in drawn]))
        plan.team.set({officer for row in drawn for officer in row["officers"]})
        record("create", about=plan, by=by, at=at)
        plan.publish(by=by, at=at)
        self.change(by=by, at=at, plan=plan)
        self.send_teams(plan)
        return plan

    def send_teams(self, plan):
        """Who was drawn for which shop stands at the planned shop too, where its officers look."""
        rows = dict(plan.shops.values_list("establishment", "pk"))
        through = PlannedShop.officers.through
        through.objects.bulk_create(
            through(plannedshop_id=rows[row["shop"]], user_id=officer)
            for row in self.result["drawn"]
            if row["shop"] in rows
            for officer in row["officers"]
        )

    def keep(self, **large):
        """Write what is too large for the history; the history has its digest."""
        for name, value in large.items():
            setattr(self, name, value)
        self.save(update_fields=list(large))

    def watchers(self):
        """Who reads of a published seed: those who may draw there, and those who oversee them."""
        offices = [office for office in (self.organisation, self.organisation.parent) if office]
        people = [person for office in offices for person in people_in_post(office, "planning.view_draw")]
        return list({person.pk: person for person in people}.values())

    # The record -------------------------------------------------------------------------------------------------------------

    def check_is_draft(self):
        if self.status != self.DRAFT:
            raise Refused(_("The seed is published: what is drawn, and from what, stays as it is."))

    def check_is_drawn(self):
        if self.status != self.DRAWN:
            raise Refused(_("It has not been drawn yet."))

    def record(self):
        """All that is needed to draw again, as JSON can hold it."""
        names = ("algorithm", "seed", "digest", "count", "candidates", "result")
        return {"id": self.pk, "title": self.title} | {name: getattr(self, name) for name in names}

    def differences(self):
        """Which parts of the record do not agree when it is drawn again: digest, drawn, passed_over, history; empty when all agree."""
        wrong = draws.replay(self.record())
        return wrong if self.history_agrees() else [*wrong, "history"]

    def history_agrees(self):
        """Whether seed and digest are those of the entry that was written, never to be changed, when the seed was published."""
        entry = Entry.objects.about(self).filter(verb="publish_seed").order_by("-id").first()
        said = [(entry.changes.get(name) or [None, None])[1] for name in ("seed", "digest")] if entry else None
        return said == [self.seed, self.digest]

    def teams(self):
        """``[{"shop": id, "name": …, "code": …, "officers": [{"id", "name", "office"}]}]`` with the names of the day it was drawn."""
        shops = {row[0]: row for row in self.candidates["shops"]}
        people = {row[0]: {"id": row[0], "name": row[1], "office": row[2]} for row in self.candidates["officers"]}
        return [
            {
                "shop": row["shop"],
                "name": shops[row["shop"]][1],
                "code": shops[row["shop"]][2],
                "officers": [people[pk] for pk in row["officers"]],
            }
            for row in (self.result or {}).get("drawn", [])
        ]


def why_too_few(candidates):
    """Why nothing can be drawn from these lists; empty when something can."""
    if not candidates["shops"]:
        return _("No shop in business answers to this.")
    if len(candidates["officers"]) < draws.TEAM:
        return _("Fewer than two officers of this office inspect there.")
    return ""
