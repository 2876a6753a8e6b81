"""The daily bulletin (日通报): drafted from the reports, reviewed, signed, published to its addressees, and frozen."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.files import StoredFile
from base.filing import FiledPaper
from grid.access import ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from inspections.models import Finding
from notifications.models import tell
from tasks.numbering import take

SERIES = "督查日通报"


class DailyBulletinQuerySet(ReachQuerySet):
    def alive(self):
        return self.exclude(status=DailyBulletin.VOID)

    def published(self):
        return self.filter(status=DailyBulletin.PUBLISHED)

    def with_names(self):
        return self.select_related("organisation", "place", "reviewed_by", "signed_by")

    def with_receipts(self):
        """With `copies_count` sent and `acknowledged_count` of them."""
        acknowledged = Count("copies", filter=Q(copies__status=BulletinCopy.ACKNOWLEDGED))
        return self.annotate(copies_count=Count("copies"), acknowledged_count=acknowledged)


class DailyBulletin(HasPage, Lifecycle):
    """One issue of the bulletin for one day. From the review on it says what `content` holds, whatever becomes of the records.

    Once published it is read by its addressees, and by the groups whose reports it is made of.
    """

    PLACE = "place"
    ORGANISATIONS = ("copies__addressee", "organisation__children__supervision_group__organisation")
    DRAFT, REVIEWED, PUBLISHED, VOID = "draft", "reviewed", "published", "void"
    UNSENT = (DRAFT, REVIEWED, VOID)
    STATUSES = {
        DRAFT: pgettext_lazy("bulletin", "draft"),
        REVIEWED: _("waiting for signature"),
        PUBLISHED: pgettext_lazy("bulletin", "published"),
        VOID: _("dropped"),
    }
    STATES = {DRAFT: "doing", REVIEWED: "soon", PUBLISHED: "done"}
    MOVES = {
        "redraft": move(DRAFT, to=None, actor="organisation", label=_("Edit the bulletin"), icon="edit"),
        "review": move(DRAFT, to=REVIEWED, actor="organisation", label=_("Reviewed: for signature"), icon="checklist"),
        "sign": move(REVIEWED, to=PUBLISHED, actor="organisation", label=_("Sign and publish"), icon="signature"),
        "send_back": move(REVIEWED, to=DRAFT, actor="organisation", label=_("Return"), icon="arrow-back-up"),
        "drop": move(DRAFT, REVIEWED, to=VOID, actor="organisation", label=_("Drop the draft"), icon="trash", danger=True),
    }

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    day = models.DateField(_("day"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    serial = models.PositiveIntegerField(_("number of the issue"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=DRAFT)
    situation = models.TextField(_("situation"), blank=True)
    demands = models.TextField(_("demands"), blank=True)
    typical_findings = models.ManyToManyField(Finding, blank=True, related_name="+", verbose_name=_("typical problems"))
    addressees = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("addressees"))
    content = models.JSONField(default=dict, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )

    objects = DailyBulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily bulletin")
        verbose_name_plural = _("daily bulletins")
        default_permissions = ("add", "view")
        permissions = [
            ("redraft_dailybulletin", _("Can edit daily bulletins")),
            ("review_dailybulletin", _("Can review daily bulletins")),
            ("sign_dailybulletin", _("Can sign and publish daily bulletins")),
            ("send_back_dailybulletin", _("Can return daily bulletins")),
            ("drop_dailybulletin", _("Can drop drafts of daily bulletins")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day"],
                name="one_bulletin_a_day",
                condition=~Q(status="void"),
                violation_error_message=_("The bulletin of this day exists already."),
            ),
            models.UniqueConstraint(fields=["organisation", "year", "serial"], name="issue_number_once", condition=Q(serial__isnull=False)),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(serial__isnull=False, published_at__isnull=False), name="published_issue_has_number"
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="bulletin_newest")]

    def __str__(self):
        if not self.serial:
            return _("Bulletin of %(day)s") % {"day": f"{self.day:%Y-%m-%d}"}
        return _("Bulletin %(year)d No. %(serial)d") % {"year": self.year, "serial": self.serial}

    @property
    def issue_words(self):
        return str(self)

    @property
    def is_frozen(self):
        return bool(self.content)

    @property
    def figures(self):
        """What the list shows of it; empty until it is reviewed."""
        return self.content.get("figures", {})

    @transaction.atomic
    def redraft(self, *, by, situation, demands, typical_findings=(), addressees=(), at=None):
        """Other words, typical problems and addressees; the figures are the reports' and nobody's to edit."""
        self.go("redraft", by=by, at=at, situation=situation, demands=demands)
        self.typical_findings.set(typical_findings)
        self.addressees.set(addressees)

    @transaction.atomic
    def review(self, *, by, at=None, note=""):
        """Lay it on the leader's desk, with its words, figures and pictures frozen as they stand now."""
        from supervision.bulletins import bulletin_content, keep_pictures  # reads bulletins

        at = at or timezone.now()
        content = bulletin_content(self, at=at) | {"pictures": keep_pictures(self, by=by)}
        entry = self.go("review", by=by, at=at, note=note, content=content, reviewed_at=at, reviewed_by=by)
        signers = people_in_post(self.organisation, "supervision.sign_dailybulletin")
        tell(signers, _("To be signed: %(about)s"), entry=entry, about=self)

    def why_not_review(self):
        return "" if self.addressees.exists() else _("A bulletin is published to somebody: choose its addressees first.")

    @transaction.atomic
    def sign(self, *, by, at=None, note=""):
        """Sign and publish: the issue takes its number in this very transaction, and each addressee gets a copy to acknowledge."""
        at = at or timezone.now()
        year = timezone.localdate(at).year
        serial = take(f"{self.organisation.letters_as()}{SERIES}"[:20], year)
        entry = self.go("sign", by=by, at=at, note=note, year=year, serial=serial, published_at=at, signed_by=by)
        self.content["signed_by"] = by.name  # people may be called otherwise in ten years
        self.save(update_fields=["content"])
        BulletinCopy.objects.bulk_create(BulletinCopy(bulletin=self, addressee=office) for office in self.addressees.order_by("pk"))
        readers = {person for office in self.addressees.all() for person in people_in_post(office, BulletinCopy.READS)}
        tell(sorted(readers, key=lambda person: person.pk), _("Bulletin received: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def send_back(self, *, by, note, at=None):
        """Return it to the office with the reason; it is a draft again, and drafts from the records again."""
        entry = self.go("send_back", by=by, at=at, note=note, content={}, reviewed_at=None, reviewed_by=None)
        drafters = people_in_post(self.organisation, "supervision.redraft_dailybulletin")
        tell(drafters, _("Draft returned: %(about)s"), entry=entry, about=self)

    def drop(self, *, by, at=None, note=""):
        """Take the draft away; its day can be drafted anew."""
        return self.go("drop", by=by, at=at, note=note)


class BulletinPictureQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A picture in a bulletin is seen by whoever sees the bulletin."""
        return self.filter(bulletin__in=DailyBulletin.objects.reachable(user, action))


class BulletinPicture(StoredFile):
    """A picture as a bulletin prints it: the photo made smaller, without place and camera data, kept with the issue."""

    bulletin = models.ForeignKey(DailyBulletin, models.PROTECT, related_name="pictures")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")

    objects = BulletinPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a bulletin")
        verbose_name_plural = _("pictures of bulletins")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["bulletin", "sha256"], name="picture_once_per_bulletin")]


class BulletinPaper(FiledPaper):
    """The PDF of one published issue with its SHA-256, filed once."""

    bulletin = models.OneToOneField(DailyBulletin, models.PROTECT, related_name="paper", verbose_name=_("bulletin"))

    class Meta:
        verbose_name = _("filed bulletin")
        verbose_name_plural = _("filed bulletins")
        default_permissions = ()


class BulletinCopyQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("bulletin__organisation", "addressee", "acknowledged_by")

    def to_acknowledge(self, user):
        return self.filter(status=BulletinCopy.SENT).reachable(user, "acknowledge")


class BulletinCopy(HasPage, Lifecycle):
    """That an addressee was sent an issue, and when it acknowledged it (签收)."""

    PLACE = "bulletin__place"
    ORGANISATIONS = ("addressee",)
    READS = "supervision.acknowledge_bulletincopy"
    SENT, ACKNOWLEDGED = "sent", "acknowledged"
    STATUSES = {SENT: pgettext_lazy("copy", "sent"), ACKNOWLEDGED: _("acknowledged")}
    STATES = {SENT: "doing", ACKNOWLEDGED: "done"}
    MOVES = {"acknowledge": move(SENT, to=ACKNOWLEDGED, actor="addressee", label=_("Acknowledge"), icon="check")}

    bulletin = models.ForeignKey(DailyBulletin, models.PROTECT, related_name="copies", verbose_name=_("bulletin"))
    addressee = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("addressee"))
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=SENT)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("acknowledged by")
    )

    objects = BulletinCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of a bulletin")
        verbose_name_plural = _("copies of bulletins")
        default_permissions = ("view",)
        permissions = [("acknowledge_bulletincopy", _("Can acknowledge bulletins"))]
        constraints = [models.UniqueConstraint(fields=["bulletin", "addressee"], name="one_copy_per_addressee")]

    def __str__(self):
        return f"{self.bulletin} · {self.addressee}"

    def get_absolute_url(self):
        """A copy is read on the page of its issue."""
        return reverse("dailybulletin-detail", args=[self.bulletin_id])

    @transaction.atomic
    def acknowledge(self, *, by, at=None, note=""):
        """Confirm the receipt for the addressee."""
        at = at or timezone.now()
        self.go("acknowledge", by=by, at=at, note=note, acknowledged_at=at, acknowledged_by=by)
