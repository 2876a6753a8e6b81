"""The responsibility list (包干责任清单) of a place: signed versions that stay, and one draft at most."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from grid.access import ReachQuerySet
from grid.models.appointments import Appointment
from grid.models.keeping import KeepsCopies
from grid.models.places import Place
from grid.past import AsOfQuerySet


class ResponsibilityListQuerySet(AsOfQuerySet):
    def signed(self):
        return self.filter(status=ResponsibilityList.SIGNED)

    def in_force(self, on):
        """Of each place the version that is in force on the day `on`."""
        later = ResponsibilityList.objects.signed().filter(place=OuterRef("place"), effective_on__lte=on, version__gt=OuterRef("version"))
        return self.signed().filter(~Exists(later), effective_on__lte=on)

    def as_of(self, day):
        return self.filter(pk__in=ResponsibilityList.objects.in_force(day).values("pk"))

    def with_names(self):
        return self.select_related("place__parent", "signed_by", "drafted_by").annotate(line_count=models.Count("lines"))


class ResponsibilityList(HasPage, KeepsCopies, Lifecycle):
    """Who answers for what at one place and two levels below it, drafted from the appointments, signed and published as version n."""

    PLACE = "place"
    DRAFT, SIGNED, DROPPED = "draft", "signed", "dropped"
    STATUSES = {DRAFT: _("draft"), SIGNED: _("published"), DROPPED: _("dropped")}
    STATES = {DRAFT: "doing", SIGNED: "done"}
    MOVES = {
        "sign": move(DRAFT, to=SIGNED, label=_("Sign and publish"), icon="signature"),
        "keep_copy": move(SIGNED, to=None, label=_("Upload the signed copy"), icon="file-upload"),
        "refresh": move(DRAFT, to=None, label=_("Draw up anew"), icon="refresh"),
        "drop": move(DRAFT, to=DROPPED, label=_("Drop the draft"), icon="trash", danger=True),
    }

    place = models.ForeignKey(Place, models.PROTECT, related_name="responsibility_lists", verbose_name=_("place"))
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)

    objects = ResponsibilityListQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility list")
        verbose_name_plural = _("responsibility lists")
        default_permissions = ("add", "view")
        permissions = [
            ("sign_responsibilitylist", _("Can sign responsibility lists")),
            ("keep_copy_responsibilitylist", _("Can enter signed copies of responsibility lists")),
            ("refresh_responsibilitylist", _("Can draw drafts of responsibility lists up anew")),
            ("drop_responsibilitylist", _("Can drop drafts of responsibility lists")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["place", "version"], name="responsibility_version_once", condition=Q(version__isnull=False)),
            models.UniqueConstraint(fields=["place"], name="one_responsibility_draft_per_place", condition=Q(status="draft")),
            models.CheckConstraint(
                condition=~Q(status="signed") | Q(version__isnull=False, signed_at__isnull=False, effective_on__isnull=False),
                name="signed_list_has_its_version",
            ),
        ]

    def __str__(self):
        if self.version:
            return _("%(place)s, version %(version)d") % {"place": self.place.name, "version": self.version}
        return _("%(place)s, draft") % {"place": self.place.name}

    @transaction.atomic
    def sign(self, *, by, effective_on=None, note="", at=None):
        """Publish the draft as the next version; from then on neither it nor its lines change."""
        at = at or timezone.now()
        Place.objects.select_for_update().get(pk=self.place_id)  # two signatures at once would count the same version
        version = 1 + (ResponsibilityList.objects.filter(place=self.place).aggregate(models.Max("version"))["version__max"] or 0)
        terms = {"version": version, "signed_by": by, "signed_at": at, "effective_on": effective_on or timezone.localdate(at)}
        return self.go("sign", by=by, at=at, note=note, **terms)

    @transaction.atomic
    def refresh(self, *, by, note="", at=None):
        """Draw the draft up anew from the appointments of today; what was written into its lines by hand stays where the person stays."""
        self.go("refresh", by=by, at=at, note=note)
        kept = {(line.area_id, line.person_id): line for line in self.lines.all()}
        self.lines.all().delete()
        from grid.responsibility import lines_of  # the process stands above its rows

        lines = lines_of(self, timezone.localdate(at) if at else timezone.localdate())
        for line in lines:
            line.keep(kept.get((line.area_id, line.person_id)))
        Responsibility.objects.bulk_create(lines)

    def drop(self, *, by, note="", at=None):
        return self.go("drop", by=by, at=at, note=note)

    def why_not_sign(self):
        return "" if self.lines.exists() else _("A list without a line is no list.")

    def before(self):
        """The version before this one; for a draft the newest signed one. None for the first."""
        earlier = ResponsibilityList.objects.signed().filter(place=self.place)
        earlier = earlier.filter(version__lt=self.version) if self.version else earlier
        return earlier.order_by("-version").first()


class Responsibility(models.Model):
    """One line of a responsibility list: an area, who answers for it, what that means and how often to walk it.

    Without a person the post is vacant: a list that left the area out would hide the gap.
    """

    PLACE = "area"

    list = models.ForeignKey(ResponsibilityList, models.CASCADE, related_name="lines", verbose_name=_("responsibility list"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    area = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("area"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appointment"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    post = models.CharField(_("post title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    shops = models.PositiveIntegerField(_("establishments"), default=0)
    duties = models.TextField(_("duties"), blank=True)
    patrol_days = models.PositiveSmallIntegerField(_("days from patrol to patrol"), null=True, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["list", "order"]
        default_permissions = ("change", "view")

    def __str__(self):
        return f"{self.area}：{self.person or _('vacant')}"

    def save(self, *args, **kwargs):
        if self.list.status != ResponsibilityList.DRAFT:
            raise Refused(_("A published list is not changed any more; draw up the next version."))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return self.list.get_absolute_url()

    def keep(self, line):
        """Take over what was written by hand into an earlier draft's line."""
        if line is not None:
            self.duties, self.patrol_days, self.phone = line.duties, line.patrol_days, line.phone or self.phone

    def history(self):
        return self.list.history()
