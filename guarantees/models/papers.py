"""The papers of a guarantor (三清单一承诺书): their lines as data, the pledge, and the signed copies."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.files import StoredFile
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Appointment, Place

RENEW_DAYS = 30  # how long before its end a pledge is listed for renewal


class PaperLine(models.Model):
    """One line of a printed paper: a duty of the task list, a question of the supervision list, a sentence of the pledge."""

    PLACE = ANYWHERE
    DUTY, CHECK, PROMISE = "duty", "check", "promise"
    KINDS = {DUTY: _("task list"), CHECK: _("supervision list"), PROMISE: _("pledge")}

    kind = models.CharField(_("paper"), max_length=7, choices=KINDS)
    order = models.PositiveSmallIntegerField(_("order"))
    heading = models.CharField(_("heading"), max_length=40, blank=True)
    text = models.TextField(_("text"))
    in_use = models.BooleanField(_("in use"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a paper")
        verbose_name_plural = _("lines of papers")
        ordering = ["kind", "order"]
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(fields=["kind", "order"], name="paper_line_order_once")]

    def __str__(self):
        return f"{self.heading} {self.text}".strip()


class PledgeQuerySet(ReachQuerySet):
    def in_force(self, on):
        return self.filter(status=Pledge.SIGNED, signed_on__lte=on, expires_on__gt=on)

    def running_out(self, on):
        """Signed ones that end within RENEW_DAYS or have ended, of guarantors who have not signed a later one."""
        last = Pledge.objects.filter(status=Pledge.SIGNED).order_by("guarantor", "-expires_on", "-pk").distinct("guarantor")
        return self.filter(pk__in=last.values("pk"), expires_on__lte=on + timedelta(days=RENEW_DAYS))

    def with_names(self):
        return self.select_related("guarantor", "appointment__organisation", "place")


class Pledge(HasPage, Lifecycle):
    """A guarantor's signed promise (食品安全责任与任务承诺书) for a term.

    `content` is what the paper says, frozen when it was drafted: the person, the posts, the shops. So the signed copy and the
    portal can never disagree.
    """

    PLACE = "place"
    DRAFT, SIGNED, DROPPED = "draft", "signed", "dropped"
    STATUSES = {DRAFT: _("to be signed"), SIGNED: _("signed"), DROPPED: _("dropped")}
    MOVES = {
        "sign": move(DRAFT, to=SIGNED, label=_("Enter the signed copy"), icon="signature"),
        "renew": move(SIGNED, to=None, label=_("Renew"), icon="refresh"),
        "drop": move(DRAFT, to=DROPPED, label=_("Drop the draft"), icon="ban", danger=True),
    }

    guarantor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pledges", verbose_name=_("guarantor"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="pledges", verbose_name=_("guarantor's post"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=DRAFT)
    content = models.JSONField(default=dict, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until (first day no longer valid)"), null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        default_permissions = ("add", "view")
        permissions = [
            ("sign_pledge", _("Can enter signed pledges")),
            ("renew_pledge", _("Can renew pledges")),
            ("drop_pledge", _("Can drop drafts of pledges")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["guarantor"], name="one_draft_pledge_per_guarantor", condition=Q(status="draft")),
            models.CheckConstraint(condition=~Q(status="signed") | Q(expires_on__gt=F("signed_on")), name="signed_pledge_has_its_term"),
        ]
        indexes = [
            models.Index(fields=["guarantor", "-expires_on"], name="pledge_newest"),
            models.Index(fields=["expires_on"], name="pledge_expires", condition=Q(status="signed")),
        ]

    def __str__(self):
        return f"{self.guarantor.name} {timezone.localtime(self.drafted_at):%Y-%m-%d}"

    @property
    def state(self):
        if self.status == self.SIGNED:
            left = (self.expires_on - timezone.localdate()).days
            return "late" if left <= 0 else "soon" if left <= RENEW_DAYS else "done"
        return "doing" if self.status == self.DRAFT else "todo"

    @property
    def shops_count(self):
        return len(self.content.get("shops", []))

    @transaction.atomic
    def sign(self, *, by, signed_on, expires_on, files=(), at=None, note=""):
        """Enter that the paper was signed, with its scanned copies."""
        self.go("sign", by=by, at=at, note=note, signed_on=signed_on, expires_on=expires_on)
        for upload in files:
            SignedPaper.of(upload, by=by, pledge=self).save()

    @transaction.atomic
    def renew(self, *, by, at=None, note=""):
        """Draft the pledge for the next term, with the shops as they are now. Returns the draft."""
        from guarantees.papers import draft_pledge

        self.go("renew", by=by, at=at, note=note)
        return draft_pledge(self.guarantor, by=by, at=at)

    def why_not_renew(self):
        if Pledge.objects.filter(guarantor=self.guarantor, status=self.DRAFT).exists():
            return _("A draft for this guarantor waits to be signed already.")
        return ""

    @transaction.atomic
    def drop(self, *, by, at=None, note=""):
        self.go("drop", by=by, at=at, note=note)


class SignedPaperQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A signed copy is seen by whoever sees its pledge."""
        return self.filter(pledge__in=Pledge.objects.reachable(user, action))


class SignedPaper(StoredFile):
    """The scan of a pledge, or of a list that goes with it, with the signatures on it."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="papers")

    objects = SignedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        default_permissions = ()
