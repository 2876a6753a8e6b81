"""Cells in every community, and a point on the map for each, inside its district."""

import re

from shapely.geometry import Point, shape
from shapely.prepared import prep

from dashboards.town.outlines import UNDRAWN, cells_in, shares
from dashboards.town.rows import write_places
from grid.models import Place

ORDINALS = "一二三四"
OFFICE_ENDING = re.compile(r"(社区|村)?(居民委员会|村民委员会|居委会|村委会)$")
TOWN_CENTRES = {  # about where the streets of each district lie, WGS 84
    "640104": (106.29, 38.47),
    "640105": (106.14, 38.50),
    "640106": (106.23, 38.48),
    "640121": (106.25, 38.28),
    "640122": (106.35, 38.56),
    "640181": (106.34, 38.10),
}
STREET_SPREAD, COMMUNITY_SPREAD, SHOP_SPREAD = 0.025, 0.006, 0.002  # degrees
ASTRAY = 0.02  # of the shops lie where the outlines do not expect them


def plain_name(name):
    """The area's name out of its office's: 崇安社区居委会 is the office of 崇安社区."""
    return OFFICE_ENDING.sub(lambda found: found[1] or ("村" if found[2].startswith("村") else "社区"), name)


def add_cells(rng, ground):
    """Two to four cells in every community, with 15-digit codes and, in most districts, outlines."""
    areas, cells = ground.communities(), []
    for community in Place.objects.filter(level=Place.COMMUNITY).order_by("code"):
        count = rng.randint(2, 4)
        outlines = cells_in(areas.get(community.code), count, ground.rng)
        cells += [cell(community, number, outline) for number, outline in enumerate(outlines)]
    return write_places(cells)


def cell(community, number, outline):
    name = f"{plain_name(community.name)}第{ORDINALS[number]}网格"
    return Place(level=Place.CELL, code=f"{community.code}{number + 1:03d}", name=name, parent=community, outline=outline)


class Ground:
    """Points inside the districts: streets lie about the district's centre, towns anywhere, shops about their community."""

    def __init__(self, rng):
        self.rng, self.outlines, self.points, self.drawn = rng, {}, {}, {}
        for district in Place.objects.filter(level=Place.DISTRICT).order_by("code"):
            outline = shape(district.outline)
            self.outlines[district.code] = (outline, prep(outline))
        for township in Place.objects.filter(level=Place.TOWNSHIP).order_by("code"):
            self.points[township.code] = self.township(township)
        for community in Place.objects.filter(level=Place.COMMUNITY).order_by("code"):
            self.points[community.code] = self.near(community.code, self.points[community.code[:9]], COMMUNITY_SPREAD)

    def township(self, township):
        district = township.code[:6]
        if township.name.endswith("街道") and district in TOWN_CENTRES:
            return self.near(district, TOWN_CENTRES[district], STREET_SPREAD)
        return self.anywhere(district)

    def anywhere(self, district):
        outline, area = self.outlines[district]
        west, south, east, north = outline.bounds
        while True:
            point = (self.rng.uniform(west, east), self.rng.uniform(south, north))
            if area.contains(Point(point)):
                return point

    def near(self, code, centre, spread):
        """A point about `centre` inside the district of `code`; where chance finds none, a point well inside the district."""
        outline, area = self.outlines[code[:6]]
        for _attempt in range(50):
            point = (self.rng.gauss(centre[0], spread), self.rng.gauss(centre[1], spread))
            if area.contains(Point(point)):
                return point
        inside = outline.representative_point()
        return (inside.x, inside.y)

    def communities(self):
        """{code of a community: its share of the district}, for the districts that have drawn their cells."""
        found = {}
        for district, (outline, _area) in self.outlines.items():
            codes = [code for code in self.points if len(code) == 12 and code.startswith(district)]
            if district not in UNDRAWN and len({self.points[code] for code in codes}) == len(codes):
                found |= dict(zip(codes, shares(outline, [self.points[code] for code in codes]), strict=True))
        return found

    def shop(self, cell):
        """Longitude and latitude of a shop in `cell`; of a few, where nobody expects them."""
        if cell.outline and self.rng.random() > ASTRAY:
            longitude, latitude = self.inside(cell)
        else:
            longitude, latitude = self.near(cell.code, self.points[cell.code[:12]], SHOP_SPREAD)
        return round(longitude, 6), round(latitude, 6)

    def inside(self, cell):
        """A point inside the outline of the cell, about the middle of it."""
        if cell.pk not in self.drawn:
            outline = shape(cell.outline)
            self.drawn[cell.pk] = (outline.representative_point(), prep(outline))
        middle, area = self.drawn[cell.pk]
        for _attempt in range(20):
            point = (self.rng.gauss(middle.x, SHOP_SPREAD), self.rng.gauss(middle.y, SHOP_SPREAD))
            if area.contains(Point(point)):
                return point
        return (middle.x, middle.y)
