"""The register of food businesses: every one a place of its own, the smallest there is."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from base.pinyin import sounds_like
from establishments.credit_code import validate_credit_code
from grid.access import ANYWHERE, Grant, ReachQuerySet
from grid.models import Organisation, Place


class Format(models.Model):
    """One of the key formats (重点业态), such as small catering; `basis` names the laws it stands on."""

    PLACE = ANYWHERE

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80)
    basis = models.TextField(_("legal basis"), blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ["code"]
        default_permissions = ("change", "view")

    def __str__(self):
        return self.name


class EstablishmentQuerySet(ReachQuerySet):
    def in_business(self):
        return self.filter(status=Establishment.OPEN)

    def named(self, text):
        """Those whose name or address holds `text`, whose name sounds like it, or whose credit code or licence begins with it."""
        words = Q(place__name__icontains=text) | Q(address__icontains=text) | sounds_like(text, "place__pinyin")
        numbers = Q(credit_code__startswith=text.upper()) | Q(licence_no__startswith=text.upper())
        return self.filter(words | numbers).select_related("place").order_by("place__code")

    def with_names(self):
        return self.select_related("place__parent__parent__parent", "format")

    def inspected_since(self, day):
        """Those inspected on `day` or later."""
        visits = self.model.inspections.rel.related_model._base_manager
        return self.filter(pk__in=visits.filter(finished_at__date__gte=day).values("establishment"))

    def with_last_inspection(self):
        """With the moment of the last inspection as `inspected_at`."""
        visits = self.model.inspections.rel.related_model._base_manager.filter(establishment=OuterRef("pk"))
        return self.annotate(inspected_at=Subquery(visits.order_by("-finished_at").values("finished_at")[:1]))


class Establishment(HasPage, models.Model):
    """A food business at its address. Its name is that of its place.

    Three grades in three fields, never one: the guarantee level (A = biggest, taken by a city leader), the risk grade
    (A = lowest risk, Order 49 art. 21) and the catering rating shown to guests.
    """

    PLACE = "place"
    PICK_KEY = "credit_code"
    GRANTS = "grants"
    OPEN, SUSPENDED, CLOSED, NOT_FOUND = "open", "suspended", "closed", "not_found"
    STATUSES = {OPEN: _("in business"), SUSPENDED: _("suspended"), CLOSED: _("closed down"), NOT_FOUND: _("not found")}
    STATES = {OPEN: "done", SUSPENDED: "soon"}
    GRADES = {grade: grade for grade in "ABCD"}
    RATINGS = {"excellent": _("excellent"), "good": _("good"), "fair": _("fair")}

    place = models.OneToOneField(Place, models.PROTECT, related_name="establishment", verbose_name=_("place"))
    format = models.ForeignKey(Format, models.PROTECT, related_name="establishments", verbose_name=_("format"))
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="establishment", verbose_name=_("enterprise account")
    )
    credit_code = models.CharField(_("credit code"), max_length=18, unique=True, validators=[validate_credit_code])
    licence_no = models.CharField(_("licence number"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    principal = models.CharField(_("person in charge"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    guarantee_level = models.CharField(_("guarantee level"), max_length=1, choices=GRADES, blank=True)
    risk_grade = models.CharField(_("risk grade"), max_length=1, choices=GRADES, blank=True)
    catering_rating = models.CharField(_("catering rating"), max_length=9, choices=RATINGS, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=OPEN)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["place__code"]
        default_permissions = ("add", "change", "view")
        permissions = [("inspect_establishment", _("Can record an inspection at an establishment"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_is_on_earth",
                violation_error_message=_("Latitude and longitude come together, in degrees."),
            ),
        ]
        indexes = [models.Index(fields=["format", "status"], name="establishment_format_status")]

    def __str__(self):
        return self.place.name

    @property
    def name(self):
        return self.place.name

    def pick_words(self):
        return f"{self.place.name}（{self.credit_code}）"

    def supervisor(self):
        """The nearest office of the regulator in whose area it lies: its station (市场监管所), else the branch, else the bureau."""
        offices = Organisation.objects.filter(kind__in=["station", "branch", "bureau"], place__in=self.place.path_ids())
        return offices.order_by("-place__path").first()

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
