"""The proof that every place has one accountable person, as it was found on its day."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grid.access import ANYWHERE, ReachQuerySet
from grid.models.places import Place


class ProofRunQuerySet(ReachQuerySet):
    def newest_first(self):
        return self.order_by("-id")


class ProofRun(models.Model):
    """One proof: everything asked once, at one moment. A database trigger keeps runs and lines as they were found."""

    PLACE = ANYWHERE

    on = models.DateField(_("day"), db_index=True)
    at = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by"))
    checks = models.PositiveSmallIntegerField(_("checks made"))
    counts = models.JSONField(_("gaps found, by kind"), default=dict)
    took_ms = models.PositiveIntegerField(_("milliseconds taken"), default=0)

    objects = ProofRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        default_permissions = ("add", "view")

    def __str__(self):
        return f"{self.on:%Y-%m-%d}"

    def before(self):
        """The run before this one, or None."""
        return ProofRun.objects.filter(pk__lt=self.pk).newest_first().first()


class ProofLineQuerySet(ReachQuerySet):
    def of_latest(self):
        """The gaps that the newest proof found."""
        return self.filter(run_id=latest_run())

    def mended_in(self, run):
        """The gaps of the run before `run` that it no longer found."""
        again = ProofLine.objects.filter(run=run, kind=OuterRef("kind"), key=OuterRef("key"))
        return self.filter(~Exists(again), run=run.before())

    def with_names(self):
        return self.select_related("place__parent__parent__parent")


def latest_run():
    """The id of the newest proof, as SQL."""
    return models.Subquery(ProofRun.objects.newest_first().values("pk")[:1])


class ProofLine(models.Model):
    """One gap or overlap that a proof found: where, what, since when, and what mends it.

    `kind` names the check (`grid.proof.GAPS`), `key` the same gap from run to run, `facts` the figures its sentence says.
    """

    PLACE = "place"

    run = models.ForeignKey(ProofRun, models.PROTECT, related_name="lines", db_index=False, verbose_name=_("proof"))
    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    subject = models.CharField(_("what lacks"), max_length=200)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    mend_url = models.CharField(max_length=400, blank=True)
    first_on = models.DateField(_("found since"))
    fresh = models.BooleanField(_("not found by the run before"), default=False)

    objects = ProofLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the proof")
        verbose_name_plural = _("lines of the proof")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["run", "kind", "key"], name="gap_once_per_run")]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return self.url or reverse("proofline-list")

    @property
    def gap(self):
        """The check that found it; None where that is asked no more."""
        from grid.proof import GAPS  # the process stands above its rows

        return GAPS.get(self.kind)

    @property
    def label(self):
        return self.gap.label if self.gap else self.kind

    @property
    def sentence(self):
        return self.gap.sentence(self.facts) if self.gap else ""

    @property
    def state(self):
        """An overlap is less bad than a gap."""
        return "soon" if self.gap and self.gap.overlap else "late"
