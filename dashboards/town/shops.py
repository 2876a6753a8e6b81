"""Food businesses over the real places: as many per district as people live there, of plausible formats and grades."""

from collections import Counter, defaultdict

from dashboards.town.ground import plain_name
from dashboards.town.names import ROADS
from dashboards.town.people import HOME
from dashboards.town.rows import with_ids, write, write_places
from establishments.credit_code import ALPHABET, check_character
from establishments.models import Establishment, Format
from grid.models import Organisation, Place

# Residents by the census of 2020.
POPULATION = {"640104": 808_282, "640105": 449_559, "640106": 643_952, "640121": 321_618, "640122": 341_507, "640181": 294_156}
# Shops of each format in a thousand.
FORMAT_SHARES = dict(
    zip(
        (f"F{number:02d}" for number in range(1, 21)),
        (12, 28, 14, 250, 6, 2, 5, 22, 34, 42, 330, 48, 56, 24, 8, 24, 4, 28, 60, 3),
        strict=True,
    )
)
RISKY = {"F01", "F02", "F06", "F10", "F14", "F17", "F20"}
CATERING = {"F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18"}
INSTITUTIONS, FIRMS = {"F14", "F15", "F16"}, {"F01", "F03", "F05", "F06", "F07", "F17", "F20"}
SMALL_FIRMS = 0.06  # of the small shops; the others are individual businesses
WITH_ACCOUNT = {"F01", "F03", "F06", "F14", "F17"}
STREET_WEIGHT, HOME_SHOPS = 4, 12
CAST_SHOP = "宁味轩小吃店"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def add_shops(count, names, ground, rng):
    """Write `count` shops with their places; the first is the shop of the cast. Returns the establishments."""
    formats = {row.code: row for row in Format.objects.all()}
    cells, serials = cells_for(count, rng), Counter()
    places, shops = [], []
    for number, cell in enumerate(cells):
        code = "F11" if number == 0 else rng.choices(list(FORMAT_SHARES), FORMAT_SHARES.values())[0]
        serials[cell.code] += 1
        name = CAST_SHOP if number == 0 else names.shop(code)
        place = Place(level=Place.ESTABLISHMENT, code=f"{cell.code}S{serials[cell.code]:04d}", name=name, parent=cell)
        places.append(place)
        shops.append(shop(number, place, formats[code], names, ground, rng))
    write_places(places)
    for one in shops:
        one.place_id = one.place.pk
    return write(with_ids(shops))


def cells_for(count, rng):
    """The cell of every shop: districts by residents, streets denser than villages, the first few in the cell of the cast."""
    by_district = defaultdict(list)
    for cell in Place.objects.filter(level=Place.CELL).select_related("parent__parent__parent").order_by("code"):
        by_district[cell.code[:6]].append(cell)
    home = next(cell for cell in by_district[HOME[:6]] if cell.code == f"{HOME}001")
    chosen = [home] * min(HOME_SHOPS, count)
    for district, share in shares(count - len(chosen)).items():
        cells = by_district[district]
        weights = [(STREET_WEIGHT if cell.parent.parent.name.endswith("街道") else 1) * rng.uniform(0.4, 1.6) for cell in cells]
        chosen += rng.choices(cells, weights, k=share)
    return chosen


def shares(count):
    """{district code: shops}, by residents; the largest district takes what rounding leaves."""
    total = sum(POPULATION.values())
    found = {code: count * residents // total for code, residents in POPULATION.items()}
    found["640104"] += count - sum(found.values())
    return found


def shop(number, place, format, names, ground, rng):
    longitude, latitude = ground.shop(place.parent)
    code = format.code
    return Establishment(
        place=place,
        format=format,
        credit_code=credit_code(number, place.code[:6], code, firm=rng.random() < SMALL_FIRMS),
        address=address(place.parent, rng),
        longitude=longitude,
        latitude=latitude,
        principal="刘福来" if number == 0 else names.principal(),
        phone=names.phone(5000 + number),
        risk_grade=rng.choices("ABCD", (20, 40, 28, 12) if code in RISKY else (42, 40, 15, 3))[0],
        catering_rating=rng.choices(["excellent", "good", "fair"], (25, 55, 20))[0] if code in CATERING else "",
        status="open" if number < HOME_SHOPS else rng.choices(["open", "suspended", "closed", "not_found"], (94, 2, 3, 1))[0],
    )


def credit_code(serial, district, format_code, *, firm=False):
    """A valid invented code: kind of body, district, an organisation code with its own check character, check character."""
    head = "12" if format_code in INSTITUTIONS else "91" if firm or format_code in FIRMS else "92"
    body = head + district + organisation_code(serial)
    return body + check_character(body)


def organisation_code(serial):
    """Nine characters of GB 11714, the first two MA as given since 2015."""
    body = f"MA{base31(serial, 6)}"
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def base31(number, width):
    digits = []
    for _place in range(width):
        number, rest = divmod(number, 31)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def address(cell, rng):
    community, township = cell.parent, cell.parent.parent
    street = f"{rng.choice(ROADS)}{rng.randint(1, 380)}号"
    return f"{township.parent.name}{township.name}{plain_name(community.name)}{street}"


def add_accounts(shops, people, names):
    """The cast's shop and the larger businesses sign in themselves, each as an organisation with its shopkeeper in post."""
    liu = next(person for person in people.people if person.username == "liu")
    with_account = [shops[0]] + [shop for shop in shops[1:] if shop.format.code in WITH_ACCOUNT and shop.status == "open"][:60]
    organisations = [account(shop) for shop in with_account]
    write(with_ids(organisations))
    for shop, organisation in zip(with_account, organisations, strict=True):
        shop.organisation = organisation
        person = liu if shop is shops[0] else people.add(names.user_name(shop.principal), shop.principal)
        people.appoint(person, "企业人员", organisation, shop.place, "店主" if shop is shops[0] else "负责人")
    Establishment.objects.bulk_update(with_account, ["organisation"])


def account(shop):
    return Organisation(
        name=f"{shop.place.name}（{shop.credit_code[-6:]}）", short_name=shop.place.name, kind="enterprise", place=shop.place
    )
