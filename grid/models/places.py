"""Places, and the organisations that sit in them: everything else hangs on these and on the people appointed to them."""

from django.db import models, transaction
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Length, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.rows import HasPage
from base.errors import Refused
from base.pinyin import HasPinyin, sounds_like
from grid.access import ITSELF, ReachQuerySet
from grid.outlines import CellOutlines
from grid.past import AsOfQuerySet
from grid.reshaping import RETIRED, STANDING, Reshapes


class PlaceQuerySet(AsOfQuerySet):
    def above(self, place):
        """The chain from the city down to `place`, itself included."""
        return self.filter(pk__in=place.path_ids()).order_by("path")

    def standing(self):
        return self.filter(retired_on=None)

    def as_of(self, day):
        """The places that stood on `day`, each with its `name_then`, `code_then`, `parent_then` (an id) and `parent_name_then`."""
        former = self.model.former.rel.related_model.objects.effective(day)
        then = {name: Subquery(former.filter(place=OuterRef("pk")).values(name)[:1]) for name in ("name", "code", "parent_id")}
        above = OuterRef("parent_then")
        named = Subquery(former.filter(place=above).values("name")[:1])
        rows = (
            super()
            .as_of(day)
            .annotate(
                name_then=Coalesce(then["name"], F("name")),
                code_then=Coalesce(then["code"], F("code")),
                parent_then=Coalesce(then["parent_id"], F("parent"), output_field=models.BigIntegerField()),
            )
        )
        return rows.annotate(parent_name_then=Coalesce(named, Subquery(Place.objects.filter(pk=above).values("name")[:1])))

    def cell_at(self, longitude, latitude):
        """The cell whose outline holds the point (WGS 84); None where none does."""
        found = CellOutlines.everywhere().holding([(longitude, latitude)])[0]
        return found and self.get(pk=found)

    def open(self, parent, level, name, *, on, outline=None):
        """Add a cell or establishment to `parent` from the day `on`, with the next code there."""
        return self.create(parent=parent, level=level, code=parent.next_code(level), name=name, opened_on=on, outline=outline)

    def named(self, text):
        """Those whose name holds `text` or sounds like it, or whose code begins with it, the largest first."""
        words = Q(name__icontains=text) | Q(code__startswith=text) | sounds_like(text, "pinyin")
        return self.filter(words).select_related("parent").order_by(Length("code"), "code")

    def with_names(self):
        return self.select_related("parent")


class Place(HasPinyin, HasPage, Reshapes):
    """A piece of Yinchuan somebody answers for: the city, a district, a township, a community, a cell or a shop.

    `code` is the statistical code (4, 6, 9 or 12 digits), a cell adds three digits (15), a shop a serial to its parent's.
    `path` lists the ids from the city down, ``1/2/45/``: what lies inside a place begins with its path.
    """

    PLACE = ITSELF
    PICK_KEY = "code"
    TERM = ("opened_on", "retired_on")
    STANDING, RETIRED = STANDING, RETIRED
    STATUSES = {STANDING: pgettext_lazy("place", "in use"), RETIRED: _("no more in use")}
    STATES = {STANDING: "done"}
    CITY, DISTRICT, TOWNSHIP, COMMUNITY, CELL, ESTABLISHMENT = "city", "district", "township", "community", "cell", "establishment"
    LEVELS = {
        CITY: _("city"),
        DISTRICT: _("district or county"),
        TOWNSHIP: _("township or street"),
        COMMUNITY: _("community or village"),
        CELL: _("cell"),
        ESTABLISHMENT: _("establishment"),
    }

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in"))
    level = models.CharField(_("level"), max_length=13, choices=LEVELS)
    name = models.CharField(pgettext_lazy("place", "name"), max_length=80)
    code = models.CharField(_("code"), max_length=24, unique=True)
    path = models.CharField(max_length=120, unique=True, editable=False)
    outline = models.JSONField(_("outline (GeoJSON geometry, WGS 84)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=STANDING, db_default=STANDING)
    opened_on = models.DateField(_("in use since"), null=True, blank=True, help_text=_("Empty: since before the register began."))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("grid", "place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("rename_place", _("Can rename places")),
            ("draw_place", _("Can draw the outlines of places")),
            ("split_place", _("Can split cells")),
            ("merge_place", _("Can merge cells")),
            ("move_place", _("Can move places")),
            ("adopt_place", _("Can let shops lie in the cell of the outline")),
            ("retire_place", _("Can retire places")),
            ("answer_place", _("Answers for the place of the post")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="standing", retired_on=None) | Q(status="retired", retired_on__isnull=False),
                name="retired_place_has_its_day",
            ),
            models.CheckConstraint(condition=Q(level="city") | Q(parent__isnull=False), name="place_below_city_has_parent"),
            models.CheckConstraint(
                condition=Q(level__in=["city", "district", "township", "community", "cell", "establishment"]), name="place_level_known"
            ),
        ]
        # Some two thousand among sixty thousand shops: what filters, boards and charts offer.
        indexes = [models.Index(fields=["code"], name="place_area", condition=~Q(level="establishment"))]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Keep the path true: it holds the row's own id, so a new row is written first and told its path after."""
        fresh = self.pk is None
        if fresh:
            self.path = f"new:{self.code}"
        super().save(*args, **kwargs)
        if fresh:
            self.path = f"{self.parent.path if self.parent else ''}{self.pk}/"
            super().save(update_fields=["path"])

    def pick_words(self):
        return f"{self.name}（{self.code}）"

    def today_words(self):
        """What became of a place that is shown as of a day: its name and status of today, where they are others."""
        if self.status == STANDING and getattr(self, "name_then", "") == self.name:
            return ""
        return f"{self.name}（{self.get_status_display()}）" if self.status == RETIRED else self.name

    def next_code(self, level):
        """The code of the next cell or establishment in this place; to be asked inside the transaction that uses it."""
        return self.next_codes(level, 1)[0]

    def next_codes(self, level, count):
        """As many codes in a row, never one that was used before. Holds the place until the transaction ends, and learns where it lies."""
        here = Place.objects.select_for_update().get(pk=self.pk)
        if here.status == RETIRED:
            raise Refused(_("“%(place)s” is no more in use.") % {"place": here})
        self.path, self.code = here.path, here.code
        mark, digits = ("", 3) if level == self.CELL else ("S", 4)
        used = Q(code__regex=rf"^{here.code}{mark}\d{{{digits}}}$")
        known = [
            model.objects.filter(used).order_by("-code").values_list("code", flat=True).first() for model in (Place, self.former.model)
        ]
        last = max((int(code[-digits:]) for code in known if code), default=0)
        if last + count >= 10**digits:
            raise Refused(_("No code is left here."))
        return [f"{here.code}{mark}{serial:0{digits}d}" for serial in range(last + 1, last + count + 1)]

    def remember(self):
        """Keep how it is called and where it lies, before it is given other values today."""
        self.former.model.objects.remember(Place.objects.filter(pk=self.pk), timezone.localdate())

    def be_called(self, name):
        """Give an establishment another name; the caller saves. Areas have the verb `rename`."""
        self.remember()
        self.name = name

    def lie_in(self, parent):
        """Let an establishment lie in another cell or community, with a new code; the caller saves. Its history stays with it."""
        self.remember()
        self.parent, self.code = parent, parent.next_code(self.level)
        self.path = f"{parent.path}{self.pk}/"

    def cell_of_outline(self):
        """The cell whose outline holds this shop's position; None where it has no position or no outline holds it."""
        shop = getattr(self, "establishment", None)
        return Place.objects.cell_at(shop.longitude, shop.latitude) if shop and shop.longitude is not None else None

    def part_of(self, path):
        """As SQL: the id of the part of this place in which a row with this `path` lies, its next number; NULL for the place itself."""
        number = Func(F(path), Value("/"), Value(len(self.path_ids()) + 1), function="split_part", output_field=models.CharField())
        return Cast(NullIf(number, Value("")), models.IntegerField())

    def chain(self):
        """The places from the city down to this one."""
        return list(Place.objects.above(self))

    def path_ids(self):
        return [int(part) for part in self.path.split("/") if part]

    def holds(self, other):
        """Whether `other` is this place or lies inside it."""
        return other.path.startswith(self.path)

    def full_name(self, between=""):
        """Names from the district down, as an address reads: 兴庆区凤凰北街街道崇安社区."""
        return between.join(place.name for place in Place.objects.above(self).exclude(level=self.CITY)) or self.name


class OrganisationQuerySet(ReachQuerySet):
    def named(self, text):
        words = Q(name__icontains=text) | Q(short_name__icontains=text) | sounds_like(text, "pinyin")
        return self.filter(words).order_by("place__path", "name")

    def with_names(self):
        return self.select_related("place", "parent")


class Organisation(HasPinyin, HasPage, models.Model):
    """An office, department or enterprise: where a person sits and what a letter is addressed to.

    What is addressed to an organisation lies inside its `place`. `letter_code` (发文机关代字, such as 银食安办) begins its letters'
    numbers; an organisation without one writes under its parent's.
    """

    PLACE = "place"
    PICK_KEY = "name"
    SOUNDS = ("name", "short_name")
    KINDS = {
        "government": _("government"),
        "department": _("department"),
        "bureau": _("bureau"),
        "branch": _("branch of the bureau"),
        "station": _("market supervision station"),
        "office": _("township or street office"),
        "enterprise": _("enterprise"),
        "group": _("supervision group"),
    }

    name = models.CharField(pgettext_lazy("organisation", "name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations", verbose_name=_("place"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to"))
    letter_code = models.CharField(_("letter code"), max_length=20, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["place__code", "name"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.short_name

    def pick_words(self):
        return self.name

    def letters_as(self):
        """The letter code it writes under: its own, or that of the nearest organisation above that has one."""
        organisation = self
        while not organisation.letter_code and organisation.parent:
            organisation = organisation.parent
        return organisation.letter_code or organisation.short_name
