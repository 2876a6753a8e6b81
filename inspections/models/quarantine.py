"""Submissions that could not be used: kept whole with the reason, so that no visit is lost to a fault in a client."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from grid.access import ANYWHERE, ReachQuerySet


class QuarantinedQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("by")


class Quarantined(HasPage, Lifecycle):
    """One submission that was answered with 422: who sent it, what it said, why it could not be used, and how often it came."""

    PLACE = ANYWHERE
    KEPT, SETTLED = "kept", "settled"
    STATUSES = {KEPT: _("to be looked at"), SETTLED: _("settled")}
    STATES = {KEPT: "soon", SETTLED: "done"}
    MOVES = {"settle": move(KEPT, to=SETTLED, label=_("Settle"), icon="check")}

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    first_at = models.DateTimeField(_("first received"), default=timezone.now)
    last_at = models.DateTimeField(_("last received"), default=timezone.now)
    times = models.PositiveIntegerField(_("times received"), default=1)
    record_id = models.CharField(_("id of the record"), max_length=40, blank=True)
    content = models.JSONField(_("content"))
    reasons = models.JSONField(_("reasons"))
    digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=KEPT)

    objects = QuarantinedQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarantined submission")
        verbose_name_plural = _("quarantined submissions")
        default_permissions = ("view",)
        permissions = [("settle_quarantined", _("Can settle quarantined submissions"))]
        constraints = [models.UniqueConstraint(fields=["by", "digest"], name="quarantined_once_per_content")]
        indexes = [models.Index(fields=["-last_at"], name="quarantined_newest")]

    def __str__(self):
        return f"{self.by} {timezone.localtime(self.last_at):%Y-%m-%d %H:%M}"

    def sentences(self):
        """Every reason as a sentence."""
        return [str(sentence) for found in self.reasons.values() for sentence in (found if isinstance(found, list) else [found])]

    @transaction.atomic
    def settle(self, *, by, note, at=None):
        """Looked into and done with; the note says how."""
        self.go("settle", by=by, at=at, note=note)
