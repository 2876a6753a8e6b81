"""Food businesses from Excel: the register of a district, its news, or the lines that came back."""

from functools import partial

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.importing import (
    ADDED,
    CHANGED,
    UNCHANGED,
    Column,
    Importer,
    batches,
    day,
    decimal_number,
    importer,
    phone,
    text,
    whole_number,
)
from establishments import licences
from establishments.credit_code import validate_credit_code
from establishments.facts import BODIES, RATINGS, RISKS, SIZES
from establishments.models import Establishment, Format, SafetyOfficer
from establishments.models.register import OUTLINES
from establishments.writing import SHOP_FIELDS, write_shops
from grid.coordinates import DATUMS, WGS84, to_wgs84
from grid.models import Place
from grid.outlines import CellOutlines

FOREVER = ("长期", "长期有效", "永久", "無期限", "无期限")


def credit_code(typed):
    code = typed.replace(" ", "").upper()
    validate_credit_code(code)
    return code


def licence_number(typed):
    return text(typed.replace(" ", "").upper(), longest=30)


def last_day(typed):
    """The day a licence ends; None for one without an end."""
    return None if typed in FOREVER else day(typed)


def formats():
    return dict(Format.objects.values_list("pk", "name"))


@importer
class EstablishmentImport(Importer):
    """Known again by the credit code: a line adds a business or changes what is written about it; it never closes one."""

    name = "establishments"
    title = _("Import establishments")
    permission = "establishments.add_establishment"
    list_url = "establishment-list"
    key = ("credit_code",)
    columns = (
        Column("name", _("Name of the business"), partial(text, longest=80), required=True, width=28, example="宁味轩小吃店"),
        Column(
            "credit_code",
            _("Credit code"),
            credit_code,
            required=True,
            width=22,
            also=("统一社会信用代码", "社会信用代码"),
            note=_("18 characters; the last one is checked."),
        ),
        Column("format_id", _("Format"), required=True, choices=formats, also=("业态",), width=20),
        Column(
            "inside",
            _("Cell or community"),
            width=28,
            also=("所属网格", "网格", "社区"),
            note=_(
                "Its code of 12 or 15 digits, or its name with those above it where it is not the only one. "
                "Left empty or a community: the cell whose outline holds the position."
            ),
            example="640104001002001",
        ),
        Column("address", _("Address"), partial(text, longest=200), required=True, width=32, also=("经营场所", "经营地址")),
        Column("principal", _("Person in charge"), partial(text, longest=60), required=True, also=("负责人", "法定代表人")),
        Column("phone", _("Phone"), phone, secret=True, also=("联系电话",)),
        Column("body", _("Kind of body"), choices=BODIES, note=_("Left empty: as the credit code says.")),
        Column("size", _("Size"), choices=SIZES),
        Column("diners", _("Diners or meals at a time"), partial(whole_number, most=1_000_000)),
        Column("licence_kind", _("Kind of licence"), choices=licences.KINDS, note=_("Left empty: as the letters of the number say.")),
        Column("licence_no", _("Licence number"), licence_number, width=20, also=("许可证号", "许可证编号", "备案编号")),
        Column("licence_scope", _("Licensed scope"), partial(text, longest=200), width=24, also=("经营项目",)),
        Column("licence_issued_on", _("Licence issued on"), day, example="2024-03-18", also=("发证日期",)),
        Column(
            "licence_expires_on",
            _("Licence valid until"),
            last_day,
            example="2029-03-17",
            also=("有效期至", "有效期"),
            note=_("“长期” for a licence without an end."),
        ),
        Column("risk_grade", _("Risk grade"), choices=RISKS, note=_("A: the lowest risk. D: the highest.")),
        Column("catering_rating", _("Catering rating"), choices=RATINGS),
        Column("director", _("Food safety director"), partial(text, longest=60)),
        Column("director_phone", _("Phone of the director"), phone, secret=True),
        Column("officer", _("Food safety officer"), partial(text, longest=60)),
        Column("officer_phone", _("Phone of the officer"), phone, secret=True),
        Column("longitude", _("Longitude"), partial(decimal_number, least=73.0, most=136.0), also=("经度",), example="106.2782"),
        Column("latitude", _("Latitude"), partial(decimal_number, least=3.0, most=54.0), also=("纬度",), example="38.4664"),
        Column("datum", _("Coordinates are"), choices=DATUMS, width=24, also=("坐标系",)),
    )

    def look(self, lines):
        places = Places(self.by)
        for batch in batches(lines):
            standing = self.standing(batch)
            for line in batch:
                self.look_at(line, standing.get(line.values["credit_code"]), places)

    def standing(self, batch):
        """{credit code: the business that stands under it}, each told whether it may be changed."""
        codes = [line.values["credit_code"] for line in batch]
        rows = Establishment.objects.filter(credit_code__in=codes).select_related("place__parent").defer(*OUTLINES)
        found = {row.credit_code: row for row in rows}
        codes_of = {row.pk: code for code, row in found.items()}
        mine = set(Establishment.objects.reachable(self.by, "change").filter(credit_code__in=codes).values_list("pk", flat=True))
        for row in found.values():
            row.may_change, row.officers = row.pk in mine, {}
        for officer in SafetyOfficer.objects.in_duty().filter(establishment__in=found.values()).order_by("id"):
            found[codes_of[officer.establishment_id]].officers.setdefault(officer.rank, []).append(officer)
        return found

    def look_at(self, line, shop, places):
        self.settle_values(line, shop)
        self.settle_place(line, shop, places)
        if shop is not None and not shop.may_change:
            line.refuse(_("This business is on record outside your reach."), self.heading("credit_code"))
        elif shop is not None and shop.status == shop.MERGED:
            line.refuse(_("This business was merged into another; change that one."), self.heading("credit_code"))
        if not line.is_good:
            return
        line.row = shop
        line.changes = self.changes(line, shop) if shop else {}
        line.outcome = ADDED if shop is None else CHANGED if line.changes else UNCHANGED

    def settle_values(self, line, shop):
        """What the cells of a line say together: the licence's kind with its number, the two coordinates in one datum."""
        values = line.values
        number = values.get("licence_no")
        if number and (shop is None or number != shop.licence_no):
            values.setdefault("licence_kind", licences.kind_of(number))
            try:
                licences.validate_licence(values["licence_kind"], number)
            except ValidationError as error:
                line.refuse(error.messages[0], self.heading("licence_no"))
        for rank in SafetyOfficer.RANKS:
            if values.get(f"{rank}_phone") and not values.get(rank):
                line.refuse(_("Must be filled in."), self.heading(rank))
        first, last = values.get("licence_issued_on"), values.get("licence_expires_on")
        if first and last and last < first:
            line.refuse(_("The licence ends before it was issued."), self.heading("licence_expires_on"))
        point = values.get("longitude"), values.get("latitude")
        if (point[0] is None) != (point[1] is None):
            line.refuse(_("Latitude and longitude come together, in degrees."), self.heading("latitude"))
        elif None not in point:
            longitude, latitude = to_wgs84(*point, values.get("datum") or WGS84)
            values |= {"longitude": round(longitude, 7), "latitude": round(latitude, 7)}

    def settle_place(self, line, shop, places):
        point = line.values.get("longitude"), line.values.get("latitude")
        try:
            line.values["inside"] = places.settle(line.typed.get("inside", ""), point, standing=shop and shop.place.parent)
        except ValidationError as error:
            line.refuse(error.messages[0], self.heading("inside"))

    def changes(self, line, shop):
        """{field: [words before, words after]} of what the line says otherwise than what stands."""
        before = {name: getattr(shop, name) for name in SHOP_FIELDS} | {"name": shop.place.name, "inside": shop.place.parent}
        for rank in SafetyOfficer.RANKS:
            officers = shop.officers.get(rank, [])
            same = [officer for officer in officers if officer.name == line.values.get(rank)]
            officer = next(iter(same or officers), None)
            before |= {rank: officer.name if officer else "", f"{rank}_phone": officer.phone if officer else ""}
        after = {name: value for name, value in line.values.items() if name in before}
        return {name: [self.said(name, before[name]), self.said(name, value)] for name, value in after.items() if before[name] != value}

    def said(self, name, value):
        if value is None:
            return ""
        offered = self.offered.get(name)
        return str(offered.get(value, value)) if offered else str(value)

    @cached_property
    def offered(self):
        return {column.field: column.offered() for column in self.columns if column.choices}

    def write(self, lines, *, at, report):
        write_shops(lines, by=self.by, at=at, report=report)


class Places:
    """Cells and communities by code and by name, with what their user may write in; read once for a whole file."""

    def __init__(self, by):
        levels = [Place.COMMUNITY, Place.CELL]
        rows = Place.objects.standing().filter(level__in=levels).select_related("parent__parent__parent").only(*NAMES).order_by("code")
        self.open = set(
            Place.objects.reachable(by, "establishments.add_establishment").filter(level__in=levels).values_list("pk", flat=True)
        )
        self.by_code = {row.code: row for row in rows}
        self.by_name = {}
        for row in rows:
            for name in names_of(row):
                self.by_name.setdefault(name, []).append(row)

    def settle(self, typed, point, *, standing=None):
        """Where a shop lies: in the cell that is named, else in the one whose outline holds the point, else where it stands."""
        named = self.find(typed, standing=standing) if typed else None
        if named and named.level == Place.CELL:
            return named
        if standing and (named is None or named.pk == standing.parent_id):
            return standing
        cell = None if None in point else self.by_id.get(self.outlines.holding([point])[0])
        if cell and cell.pk in self.open and (named is None or named.pk == cell.parent_id):
            return cell
        if named is None:
            raise ValidationError(_("Must be filled in: no outline of a cell that your post reaches holds a position given here."))
        return named

    @cached_property
    def outlines(self):
        return CellOutlines.everywhere()

    @cached_property
    def by_id(self):
        return {row.pk: row for row in self.by_code.values()}

    def find(self, typed, *, standing=None):
        """The place that the text names; raises ValidationError with the sentence. What stands already may be named as it is."""
        found = self.by_code.get(typed)
        named = [found] if found else self.by_name.get(typed.replace(" ", ""), [])
        if len(named) > 1 and standing in named:
            return standing
        if not named:
            raise ValidationError(_("No cell or community is called “%(typed)s”."), params={"typed": typed[:40]})
        if len(named) > 1:
            raise ValidationError(_("%(count)d places are called so; write the code."), params={"count": len(named)})
        if named[0].pk not in self.open:
            raise ValidationError(_("Your post gives you no right to write this there."))
        return named[0]


ABOVE = ("", "parent__", "parent__parent__", "parent__parent__parent__")
NAMES = ("code", "path", *(f"{above}{field}" for above in ABOVE for field in ("name", "level", "parent")))


def names_of(place):
    """Its name alone, and with what lies above it, up to the district."""
    name = place.name
    yield name
    while place.level != Place.DISTRICT and place.parent.level != Place.CITY:
        place = place.parent
        name = place.name + name
        yield name
