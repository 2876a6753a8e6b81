"""Shops that may be on record twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from establishments.models.register import Establishment
from grid.access import ReachQuerySet


class DuplicateQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """The pairs of which both shops are in reach."""
        both = super().reachable(user, action)
        return both.filter(pk__in=self.model._base_manager.filter(second__in=Establishment.objects.reachable(user, "view")).values("pk"))

    def waiting(self):
        return self.filter(status=Duplicate.OPEN)

    def with_names(self):
        return self.select_related("first__place__parent", "second__place__parent")


class Duplicate(HasPage, Lifecycle):
    """Two shops that look like one: somebody merges them, or says that they are two, which is remembered."""

    PLACE = "first__place"
    OPEN, MERGED, DISMISSED = "open", "merged", "dismissed"
    STATUSES = {OPEN: pgettext_lazy("duplicate", "to be decided"), MERGED: _("merged"), DISMISSED: _("not a duplicate")}
    STATES = {OPEN: "soon", MERGED: "done"}
    SIGNS = {
        "licence": _("the same licence number"),
        "person": _("the same person and phone"),
        "name": _("a similar name within 100 m"),
    }
    MOVES = {"dismiss": move(OPEN, to=DISMISSED, label=_("Not a duplicate"), icon="arrows-split-2")}

    first = models.ForeignKey(Establishment, models.PROTECT, related_name="+", verbose_name=_("one shop"))
    second = models.ForeignKey(Establishment, models.PROTECT, related_name="+", verbose_name=_("the other shop"))
    signs = ArrayField(models.CharField(max_length=8, choices=SIGNS), verbose_name=_("what they share"))
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=OPEN)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("dismiss_duplicate", _("Can say that two shops are not one"))]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]
        indexes = [models.Index(fields=["-found_at"], name="duplicate_waiting", condition=Q(status="open"))]

    def __str__(self):
        return f"{self.first} / {self.second}"

    @property
    def sign_words(self):
        return "；".join(str(self.SIGNS[sign]) for sign in self.signs)

    def dismiss(self, *, by, at=None, note=""):
        """They are two shops; the pair is not offered again."""
        return self.go("dismiss", by=by, at=at, note=note)
