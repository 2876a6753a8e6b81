"""A later deadline, asked for by those who do the work and decided by those who handed it out."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Entry, Lifecycle
from audit.moves import move
from audit.rows import HasPage
from grid.access import ReachQuerySet
from grid.models import Organisation, Place
from tasks.models.assignments import Assignment


class ExtensionQuerySet(ReachQuerySet):
    def with_decisions(self):
        """A list of the rows, each with its `decision`: the history entry that says who decided, when and why; None while it is asked."""
        rows = list(self)
        ids = [str(row.pk) for row in rows]
        said = Entry.objects.filter(subject_type=self.model._meta.label_lower, subject_id__in=ids, verb__in=self.model.MOVES)
        found = {entry.subject_id: entry for entry in said.select_related("actor")}
        for row in rows:
            row.decision = found.get(str(row.pk))
        return rows

    def with_names(self):
        return self.select_related("assignment", "organisation", "issuer", "place")


class Extension(HasPage, Lifecycle):
    """One request for a later due moment, with its reason; granted, it moves the deadline and keeps what that was."""

    PLACE = "place"
    ORGANISATIONS = ("organisation", "assignment__parent__organisation")
    ASKED, GRANTED, REFUSED = "asked", "granted", "refused"
    STATUSES = {ASKED: _("to be decided"), GRANTED: _("granted"), REFUSED: pgettext_lazy("extension", "refused")}
    STATES = {ASKED: "soon", GRANTED: "done"}
    MOVES = {
        "grant": move(ASKED, to=GRANTED, actor="issuer", label=_("Grant"), icon="check"),
        "refuse": move(ASKED, to=REFUSED, actor="issuer", label=_("Refuse"), icon="x", danger=True),
    }

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions", verbose_name=_("assignment"))
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    reason = models.TextField(_("reason"))
    until = models.DateTimeField(_("until"))
    due_before = models.DateTimeField(_("due moment when it was asked"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=ASKED)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("grant_extension", _("Can grant extensions")), ("refuse_extension", _("Can refuse extensions"))]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], name="one_extension_asked_at_a_time", condition=Q(status="asked")),
            models.CheckConstraint(condition=Q(until__gt=models.F("due_before")), name="extension_is_later"),
        ]

    def __str__(self):
        return self.assignment.title

    def why_not_grant(self):
        if self.assignment.status not in Assignment.CLIMBS:
            return _("The work is not waiting for its organisation any more.")
        return ""

    @transaction.atomic
    def grant(self, *, by, note="", at=None):
        """Move the deadline to the moment asked for; letters written so far stand, those to come follow the new one."""
        entry = self.go("grant", by=by, at=at, note=note)
        self.assignment.move_deadline(self.until, by=by, at=at)
        self.assignment.tell(self.assignment.doers(), _("Extension granted: %(about)s"), entry=entry)

    @transaction.atomic
    def refuse(self, *, by, note, at=None):
        entry = self.go("refuse", by=by, at=at, note=note)
        self.assignment.tell(self.assignment.doers(), _("Extension refused: %(about)s"), entry=entry)
