"""The register of food businesses: every one a place of its own, the smallest there is."""

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from base.pinyin import sounds_like
from establishments import licences
from establishments.credit_code import validate_credit_code
from establishments.facts import BODIES, LEVELS, RATINGS, RISKS, SIZES, SMALL, body_of
from establishments.models.formats import Format
from grid import follow, succession
from grid.access import Grant, ReachQuerySet
from grid.models import Organisation, Place
from grid.reshaping import RETIRED

GRADE_FIELDS = ("guarantee_level", "risk_grade", "catering_rating")
OUTLINES = ["place__outline", *(f"place__{'__'.join(['parent'] * above)}__outline" for above in (1, 2, 3))]  # far larger than a row
MISSES = 3  # visits in a row that do not find a shop put it in the queue of dead ones


def must_have_director():
    """As a condition: who must appoint a food safety director, by Order 97 art. 6 (2025) and the canteen rule of April 2025.

    Large and medium makers, sellers and caterers, central kitchens, headquarters of chains; canteens from a number of diners.
    """
    big = Q(body__in=["headquarters"]) | Q(size__in=["large", "medium"], format__code__in=["F01", "F03", "F06", "F10", "F17"])
    canteens = Q(format__code="F14", diners__gte=300) | Q(format__code="F15", diners__gte=300) | Q(format__code="F16", diners__gte=1000)
    return big | canteens | Q(format__code="F17", diners__gte=1000)


class EstablishmentQuerySet(ReachQuerySet):
    def in_business(self):
        return self.filter(status=Establishment.OPEN)

    def standing(self):
        """All but those that turned out to be another one."""
        return self.exclude(status=Establishment.MERGED)

    def licence_ending(self, first, last):
        """Those whose licence ends on a day from `first` to `last`, both included; None is open."""
        if first:
            self = self.filter(licence_expires_on__gte=first)
        return self.filter(licence_expires_on__lte=last) if last else self

    def named(self, text):
        """Those whose name or address holds `text`, whose name sounds like it, or whose credit code or licence begins with it."""
        words = Q(place__name__icontains=text) | Q(address__icontains=text) | sounds_like(text, "place__pinyin")
        numbers = Q(credit_code__startswith=text.upper()) | Q(licence_no__startswith=text.upper())
        return self.standing().filter(words | numbers).select_related("place").order_by("place__code")

    def without_safety_officer(self):
        return self.exclude(pk__in=self.model.safety_officers.rel.related_model.objects.in_duty().values("establishment"))

    def lacking_director(self):
        """Those that must have a food safety director and have none on record."""
        directors = self.model.safety_officers.rel.related_model.objects.in_duty().filter(rank="director")
        return self.filter(must_have_director()).exclude(pk__in=directors.values("establishment"))

    def with_names(self):
        return self.select_related("place__parent__parent__parent", "format").defer(*OUTLINES)

    def inspected_since(self, day):
        """Those inspected on `day` or later."""
        visits = self.model.inspections.rel.related_model._base_manager
        return self.filter(pk__in=visits.filter(finished_at__date__gte=day).values("establishment"))

    def with_last_inspection(self):
        """With the moment of the last inspection as `inspected_at`."""
        visits = self.model.inspections.rel.related_model._base_manager.filter(establishment=OuterRef("pk"))
        return self.annotate(inspected_at=Subquery(visits.order_by("-finished_at").values("finished_at")[:1]))


class Establishment(HasPage, Lifecycle):
    """A food business at its address. Its name is that of its place.

    Three grades in three fields, never one: the guarantee level (A = biggest, taken by a city leader), the risk grade
    (A = lowest risk, Order 49 art. 21) and the catering rating shown to guests. The guarantee level follows the rule in force
    unless it was set by hand.
    """

    PLACE = "place"
    PICK_KEY = "credit_code"
    GRANTS = "grants"
    OPEN, SUSPENDED, CLOSED, NOT_FOUND, MERGED = "open", "suspended", "closed", "not_found", "merged"
    STATUSES = {
        OPEN: _("in business"),
        SUSPENDED: _("suspended"),
        CLOSED: _("closed down"),
        NOT_FOUND: _("not found"),
        MERGED: _("merged into another"),
    }
    STATES = {OPEN: "done", SUSPENDED: "soon", NOT_FOUND: "soon"}
    GRADES = LEVELS
    RATINGS = RATINGS
    MOVES = {
        "report_missing": move(OPEN, SUSPENDED, to=None, label=_("Not found on a visit"), icon="map-pin-off"),
        "suspend": move(OPEN, to=SUSPENDED, label=pgettext_lazy("establishment", "Suspend"), icon="player-pause"),
        "reopen": move(SUSPENDED, CLOSED, NOT_FOUND, to=OPEN, label=_("In business again"), icon="player-play"),
        "merge": move(OPEN, SUSPENDED, CLOSED, NOT_FOUND, to=MERGED, label=_("Merge into another shop"), icon="arrows-join"),
        "close": move(OPEN, SUSPENDED, NOT_FOUND, to=CLOSED, label=_("Close down"), icon="door-off", danger=True),
    }

    place = models.OneToOneField(Place, models.PROTECT, related_name="establishment", verbose_name=_("place"))
    format = models.ForeignKey(Format, models.PROTECT, related_name="establishments", verbose_name=_("format"))
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="establishment", verbose_name=_("enterprise account")
    )
    credit_code = models.CharField(_("credit code"), max_length=18, unique=True, validators=[validate_credit_code])
    body = models.CharField(_("kind of body"), max_length=12, choices=BODIES, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=SIZES, default=SMALL)
    diners = models.PositiveIntegerField(_("diners or meals at a time"), null=True, blank=True)
    licence_kind = models.CharField(_("kind of licence"), max_length=12, choices=licences.KINDS, blank=True)
    licence_no = models.CharField(_("licence number"), max_length=30, blank=True)
    licence_scope = models.CharField(_("licensed scope"), max_length=200, blank=True)
    licence_issued_on = models.DateField(_("licence issued on"), null=True, blank=True)
    licence_expires_on = models.DateField(_("licence valid until"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    principal = models.CharField(_("person in charge"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    guarantee_level = models.CharField(_("guarantee level"), max_length=1, choices=LEVELS, blank=True)
    level_by_hand = models.BooleanField(_("level set by hand"), default=False)
    risk_grade = models.CharField(_("risk grade"), max_length=1, choices=RISKS, blank=True)
    catering_rating = models.CharField(_("catering rating"), max_length=9, choices=RATINGS, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=OPEN)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False, verbose_name=_("merged into")
    )

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["place__code"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("inspect_establishment", _("Can record an inspection at an establishment")),
            ("report_missing_establishment", _("Can report that a visit did not find the shop")),
            ("suspend_establishment", _("Can record that a shop has suspended business")),
            ("reopen_establishment", _("Can record that a shop is in business again")),
            ("merge_establishment", _("Can merge a shop into another")),
            ("close_establishment", _("Can record that a shop has closed down")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_is_on_earth",
                violation_error_message=_("Latitude and longitude come together, in degrees."),
            ),
            models.CheckConstraint(
                condition=Q(licence_issued_on=None) | Q(licence_expires_on=None) | Q(licence_expires_on__gte=F("licence_issued_on")),
                name="licence_ends_after_it_begins",
                violation_error_message=_("The licence ends before it was issued."),
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | Q(~Q(status="merged"), merged_into=None),
                name="merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["format", "status"], name="establishment_format_status"),
            models.Index(fields=["licence_expires_on"], name="establishment_licence_end"),
            models.Index(fields=["status"], name="establishment_out", condition=~Q(status="open")),
        ]

    def __str__(self):
        return self.place.name

    @property
    def name(self):
        return self.place.name

    def pick_words(self):
        return f"{self.place.name}（{self.credit_code}）"

    def supervisors(self):
        """The offices of the regulator in whose area it lies, the nearest first: its station (市场监管所), the branch, the bureau."""
        return Organisation.objects.filter(kind__in=["station", "branch", "bureau"], place__in=self.place.path_ids()).order_by(
            "-place__path"
        )

    def supervisor(self):
        """The nearest office of the regulator, or None."""
        return self.supervisors().first()

    def save(self, *args, **kwargs):
        """A body that nobody named is the one its credit code shows."""
        if not self.body:
            self.body = body_of(self.credit_code)
        super().save(*args, **kwargs)

    @transaction.atomic
    def report_missing(self, *, by, at=None, note=""):
        """A visit did not find the shop; the third in a row puts it in the queue of dead ones."""
        at = at or timezone.now()
        entry = self.go("report_missing", by=by, at=at, note=note)
        self.missed_visits.create(by=by, at=at, visited_on=timezone.localdate(at), note=note)
        if self.misses() >= MISSES:
            self.change(verb="lose", by=None, at=at, status=self.NOT_FOUND)
        return entry

    def why_not_report_missing(self):
        today = timezone.localdate()
        if self.missed_visits.filter(visited_on=today).exists():
            return _("Today it has been reported already; three visits on different days count.")
        return ""

    def misses(self):
        """How many visits in a row have not found it: since it was last inspected or was in business again."""
        visits = self.missed_visits.filter(counts=True)
        last = self.inspections.aggregate(last=models.Max("finished_at"))["last"]
        return (visits.filter(at__gt=last) if last else visits).count()

    def suspend(self, *, by, at=None, note=""):
        """It has stopped for a time."""
        return self.go("suspend", by=by, at=at, note=note)

    @transaction.atomic
    def reopen(self, *, by, at=None, note=""):
        """It is there and in business; what visits had missed counts no longer."""
        entry = self.go("reopen", by=by, at=at, note=note)
        self.missed_visits.filter(counts=True).update(counts=False)
        return entry

    def be_found(self, *, by, at=None):
        """Somebody met it at its address: it leaves the queue of dead shops, and what visits had missed counts no longer."""
        if self.status == self.NOT_FOUND:
            return self.reopen(by=by, at=at)
        return self.missed_visits.filter(counts=True).update(counts=False)

    @transaction.atomic
    def merge(self, *, by, into, at=None, note=""):
        """It is the shop `into`, on record twice: everything that hangs on it goes there. Its own address leads there from now on."""
        at = at or timezone.now()
        into = self.hold_both(into)
        if reason := self.why_not_into(into):
            raise Refused(reason)
        self.go("merge", by=by, at=at, note=note or str(into), merged_into=into)
        record("take_over", about=into, by=by, at=at, note=f"{self}（{self.credit_code}）")
        self.merged.update(merged_into=into)
        self.hand_account_to(into)
        succession.move_organisations(self.place, into.place, by=by, at=at)
        succession.continue_posts(self.place, into.place, by=by, at=at, today=timezone.localdate(at))
        follow.carry_place(self.place, into.place, by=by, at=at)
        self.place.change(verb="retire", by=by, at=at, note=note, status=RETIRED, retired_on=timezone.localdate(at))

    def hold_both(self, into):
        """Lock the two in the order of their ids, so that two merges the other way round do not wait for each other."""
        rows = type(self).objects.filter(pk__in=[self.pk, into.pk]).select_related("place").order_by("pk").select_for_update(of=("self",))
        return next(row for row in list(rows) if row.pk == into.pk)

    def why_not_into(self, into):
        """Why it cannot be merged into the shop `into`; empty when it can."""
        if into.pk == self.pk:
            return _("A shop cannot be merged into itself.")
        if into.status == self.MERGED:
            return _("“%(shop)s” was merged into another shop itself.") % {"shop": into}
        return ""

    def hand_account_to(self, into):
        """The enterprise account goes along where the other has none."""
        if self.organisation_id and not into.organisation_id:
            organisation, self.organisation = self.organisation, None
            self.save(update_fields=["organisation"])
            into.organisation = organisation
            into.save(update_fields=["organisation"])

    def close(self, *, by, at=None, note=""):
        """It is no more; its history stays."""
        return self.go("close", by=by, at=at, note=note)

    def answers_for_findings(self, on):
        """Who gets its findings on the day `on`: the shop where somebody in post may report them mended, otherwise its supervisor."""
        if self.organisation and self.organisation.appointments.current(on).carrying("tasks.submit_assignment").exists():
            return self.organisation
        return self.supervisor()


class EstablishmentGrant(Grant):
    """A named exception for one establishment, such as an officer of another area joining an inspection."""

    ALLOWED = frozenset({"view_establishment", "inspect_establishment"})

    content_object = models.ForeignKey(Establishment, models.CASCADE, related_name="grants", verbose_name=_("establishment"))

    class Meta(Grant.Meta):
        verbose_name = _("establishment grant")
        verbose_name_plural = _("establishment grants")
