"""The organisations of the town: the office and the bureau, a branch per district, a station and an office per township."""

from types import SimpleNamespace

from dashboards.town.rows import write
from grid.models import Organisation, Place

CITY_OFFICE = ("银川市食品安全委员会办公室", "市食安办", "department", "银食安办")
BUREAU = ("银川市市场监督管理局", "市市场监管局", "bureau", "")
EDUCATION = ("银川市教育局", "市教育局", "department", "")
LETTER_CODES = {
    "640104": "兴食安办",
    "640105": "西食安办",
    "640106": "金食安办",
    "640121": "永食安办",
    "640122": "贺食安办",
    "640181": "灵食安办",
}


def add_offices():
    """Make what is missing; what the catalogue of tasks brought along is kept. Hands back everything by name and place code."""
    city = Place.objects.get(level=Place.CITY)
    offices = SimpleNamespace(branches={}, stations={}, offices={})
    offices.city = present(CITY_OFFICE, city)
    offices.bureau = present(BUREAU, city, offices.city)
    offices.education = present(EDUCATION, city)
    for district in Place.objects.filter(level=Place.DISTRICT).order_by("code"):
        offices.branches[district.code] = branch(district, offices.bureau)
    add_township_offices(offices)
    offices.departments = list(Organisation.objects.filter(kind="department", place=city).order_by("id"))
    return offices


def present(words, place, parent=None):
    name, short_name, kind, letter_code = words
    made, _fresh = Organisation.objects.get_or_create(
        name=name, defaults={"short_name": short_name, "kind": kind, "place": place, "parent": parent, "letter_code": letter_code}
    )
    return made


def branch(district, bureau):
    words = (f"{bureau.name}{district.name}分局", f"{district.name}分局", "branch", LETTER_CODES.get(district.code, ""))
    return present(words, district, bureau)


def add_township_offices(offices):
    """A market supervision station and an office of the township in every township, under the district's branch."""
    townships = list(Place.objects.filter(level=Place.TOWNSHIP).select_related("parent").order_by("code"))
    for township in townships:
        above = offices.branches[township.code[:6]]
        offices.stations[township.code] = station(township, above)
        offices.offices[township.code] = office(township, above)
    write([*offices.stations.values(), *offices.offices.values()])


def station(township, above):
    short = plain(township.name)
    return Organisation(
        name=f"{above.short_name}{short}市场监督管理所", short_name=f"{short}所", kind="station", place=township, parent=above
    )


def office(township, above):
    kind = "办事处" if township.name.endswith("街道") else "人民政府" if township.name[-1] in "镇乡" else "管理委员会"
    short = f"{plain(township.name)}{kind}" if kind == "办事处" else f"{township.name}{'政府' if kind == '人民政府' else '管委会'}"
    return Organisation(name=f"{township.parent.name}{township.name}{kind}", short_name=short, kind="office", place=township, parent=above)


def plain(name):
    """凤凰北街 of 凤凰北街街道, 掌政镇 as it is."""
    return name.removesuffix("街道") if name.endswith("街道") else name
