"""How a shop comes by its three grades: the rule for its guarantee level, in versions, and the history of each grade."""

import json

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Entry, Lifecycle, post_words
from audit.moves import move
from audit.rows import HasPage
from base.bulk import insert, update
from base.errors import Refused
from establishments.facts import BODIES, LEVELS, SIZES
from establishments.models.register import GRADE_FIELDS, Establishment
from grid.access import ANYWHERE, ReachQuerySet


class LevelRuleQuerySet(ReachQuerySet):
    def in_force(self, on):
        """The adopted version whose day has come last, or None."""
        return self.filter(status=LevelRule.ADOPTED, effective_on__lte=on).order_by("-effective_on", "-version").first()

    def due(self, on):
        """Adopted versions whose day has come and by which the shops have not been regraded yet."""
        return self.filter(status=LevelRule.ADOPTED, effective_on__lte=on, applied_at=None).order_by("effective_on", "version")


class LevelRule(HasPage, Lifecycle):
    """One version of the table that says which official takes which shop; its first matching line decides, none means no guarantor."""

    PLACE = ANYWHERE
    DRAFT, ADOPTED, DROPPED = "draft", "adopted", "dropped"
    STATUSES = {DRAFT: _("draft"), ADOPTED: _("adopted"), DROPPED: pgettext_lazy("rule", "dropped")}
    STATES = {DRAFT: "doing", ADOPTED: "done"}
    MOVES = {
        "adopt": move(DRAFT, to=ADOPTED, label=_("Adopt"), icon="check"),
        "drop": move(DRAFT, to=DROPPED, label=pgettext_lazy("rule", "Drop"), icon="trash", danger=True),
    }

    version = models.PositiveIntegerField(_("version"), unique=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    applied_at = models.DateTimeField(_("shops regraded at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=DRAFT)

    objects = LevelRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("level rule")
        verbose_name_plural = _("level rules")
        ordering = ["-version"]
        default_permissions = ("add", "change", "view")
        permissions = [("adopt_levelrule", _("Can adopt a level rule")), ("drop_levelrule", _("Can drop the draft of a level rule"))]
        constraints = [
            models.CheckConstraint(condition=~Q(status="adopted") | Q(effective_on__isnull=False), name="adopted_rule_has_its_day"),
        ]

    def __str__(self):
        return _("Level rule no. %(version)d") % {"version": self.version}

    def is_ahead(self):
        """Whether the shops have still to be regraded by it: a draft, or adopted for a later day."""
        return self.status == self.DRAFT or (self.status == self.ADOPTED and self.applied_at is None)

    def level(self):
        """As SQL on establishments: the level this rule gives."""
        whens = [When(line.holds(), then=Value(line.level)) for line in self.lines.all()]
        return Case(*whens, default=Value(""), output_field=models.CharField())

    def regrades(self, shops=None):
        """The shops that get another level by this rule, with that level as `by_rule`; those set by hand are left alone."""
        shops = Establishment.objects.all() if shops is None else shops
        found = shops.standing().filter(level_by_hand=False).annotate(by_rule=self.level())
        return found.exclude(by_rule=F("guarantee_level"))

    @transaction.atomic
    def adopt(self, *, by, effective_on, at=None, note=""):
        """Put the rule in force from a day on; when that is today, the shops are regraded at once."""
        at = at or timezone.now()
        if effective_on < timezone.localdate(at):
            raise Refused(_("A rule takes effect today or later: what was graded before stays as it was."))
        entry = self.go("adopt", by=by, at=at, note=note, effective_on=effective_on)
        if effective_on == timezone.localdate(at):
            self.apply(at=at, by=by)
        return entry

    def why_not_adopt(self):
        return "" if self.lines.exists() else _("The rule has no line yet.")

    def drop(self, *, by, at=None, note=""):
        """Give the draft up."""
        return self.go("drop", by=by, at=at, note=note)

    @transaction.atomic
    def apply(self, *, at, by=None):
        """Regrade every shop to which the rule gives another level; returns how many. What is graded already is left alone."""
        count = self.regrade(at=at, by=by)
        self.change(verb="apply", by=by, at=at, applied_at=at)
        return count

    @transaction.atomic
    def regrade(self, shops=None, *, at, by=None):
        """Give `shops`, or all, the level of this rule, each with its row of history; returns how many changed."""
        names = ("pk", "guarantee_level", "by_rule", "format__code", "size", "body", "diners")
        rows = list(self.regrades(shops).select_for_update(of=("self",)).order_by("pk").values_list(*names))
        ids, old, new = ([row[column] for row in rows] for column in range(3))
        person = by.pk if by else None
        inputs = [json.dumps(dict(zip(("format", "size", "body", "diners"), row[3:], strict=True))) for row in rows]
        given = {"establishment_id": ids, "old": old, "new": new, "inputs": inputs, "field": "guarantee_level"}
        insert(GradeChange, given | {"since": timezone.localdate(at), "rule_id": self.pk, "by_id": person, "at": at})
        update(Establishment, ids, {"guarantee_level": new})
        about = {"subject_type": Establishment._meta.label_lower, "subject_id": [str(pk) for pk in ids]}
        changes = [json.dumps({"guarantee_level": pair}) for pair in zip(old, new, strict=True)]
        insert(
            Entry,
            about | {"changes": changes, "verb": "regrade", "at": at, "actor_id": person, "post": post_words(by, self), "note": str(self)},
        )
        return len(ids)


class LevelRuleLine(models.Model):
    """One line of the table: the shops of these formats, sizes and kinds, with so many diners, get this level. Empty means any."""

    rule = models.ForeignKey(LevelRule, models.CASCADE, related_name="lines", verbose_name=_("rule"))
    order = models.PositiveSmallIntegerField(_("order"))
    level = models.CharField(_("guarantee level"), max_length=1, choices=LEVELS, blank=True)
    formats = ArrayField(models.CharField(max_length=3), verbose_name=_("formats"), default=list, blank=True)
    sizes = ArrayField(models.CharField(max_length=6, choices=SIZES), verbose_name=_("sizes"), default=list, blank=True)
    bodies = ArrayField(models.CharField(max_length=12, choices=BODIES), verbose_name=_("kinds of body"), default=list, blank=True)
    diners_from = models.PositiveIntegerField(_("diners from"), null=True, blank=True)
    diners_below = models.PositiveIntegerField(_("diners below"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a level rule")
        verbose_name_plural = _("lines of a level rule")
        ordering = ["rule", "order"]
        default_permissions = ()

    def __str__(self):
        return f"{self.rule} / {self.order}"

    @property
    def size_names(self):
        return "、".join(str(SIZES[size]) for size in self.sizes)

    @property
    def body_names(self):
        return "、".join(str(BODIES[body]) for body in self.bodies)

    @property
    def diner_words(self):
        words = [] if self.diners_from is None else [_("%(count)d and more") % {"count": self.diners_from}]
        words += [] if self.diners_below is None else [_("below %(count)d") % {"count": self.diners_below}]
        return "，".join(map(str, words))

    def holds(self):
        """As a condition on establishments."""
        found = Q(pk__isnull=False)
        if self.formats:
            found &= Q(format__code__in=self.formats)
        if self.sizes:
            found &= Q(size__in=self.sizes)
        if self.bodies:
            found &= Q(body__in=self.bodies)
        if self.diners_from is not None:
            found &= Q(diners__gte=self.diners_from)
        if self.diners_below is not None:
            found &= Q(diners__lt=self.diners_below)
        return found


class GradeChange(models.Model):
    """One of a shop's three grades took another value from a day on: by a version of the rule, or by a person for a reason.

    The three have histories of their own, told apart by `field`: they are different scales and never one grade.
    `inputs` are the facts the rule saw, so that the grade can be explained when the facts have changed.
    """

    PLACE = "establishment__place"
    FIELDS = {
        "guarantee_level": _("guarantee level"),
        "risk_grade": _("risk grade"),
        "catering_rating": _("catering rating"),
    }

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="grade_changes", verbose_name=_("establishment"))
    field = models.CharField(_("which grade"), max_length=15, choices=FIELDS)
    old = models.CharField(_("from grade"), max_length=9, blank=True)
    new = models.CharField(_("to grade"), max_length=9, blank=True)
    since = models.DateField(_("since"))
    rule = models.ForeignKey(LevelRule, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("rule"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    inputs = models.JSONField(_("facts it rests on"), default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("moment"), default=timezone.now)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of grade")
        verbose_name_plural = _("changes of grades")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(field__in=GRADE_FIELDS), name="grade_field_known")]
        indexes = [models.Index(fields=["establishment", "field", "-at"], name="grade_of_shop")]

    def __str__(self):
        return f"{self.get_field_display()} {self.words(self.old)} → {self.words(self.new)}"

    def words(self, value):
        """The value as it is read: a letter for the two scales of letters, a word for the catering rating."""
        return str(Establishment.RATINGS.get(value, value) or _("none"))

    @property
    def old_words(self):
        return self.words(self.old)

    @property
    def new_words(self):
        return self.words(self.new)
