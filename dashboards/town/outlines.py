"""Invented outlines for the cells: every community takes the ground nearest to it, its cells share that among themselves."""

from shapely import MultiPoint, Point, get_parts, set_precision, voronoi_polygons
from shapely.geometry import MultiPolygon, Polygon, mapping

UNDRAWN = {"640181"}  # one county has not drawn its cells yet: work for whoever tries the map
FINE = 0.00001  # degrees, about one metre


def shares(area, spots):
    """For each of the `spots` the part of `area` that is nearer to it than to the others; None where nothing is left of it."""
    if len(spots) == 1:
        return [tidy(area)]
    found = voronoi_polygons(MultiPoint(spots), extend_to=area, ordered=True)
    return [tidy(part.intersection(area)) for part in get_parts(found)]


def tidy(area):
    """Polygons only, on a grid of a metre."""
    parts = [part for part in get_parts(set_precision(area, FINE)) if isinstance(part, Polygon) and not part.is_empty]
    return None if not parts else parts[0] if len(parts) == 1 else MultiPolygon(parts)


def spots_in(area, count, rng):
    """`count` spots inside `area`, well apart from each other by chance."""
    west, south, east, north = area.bounds
    found = []
    for _attempt in range(200):
        spot = (round(rng.uniform(west, east), 5), round(rng.uniform(south, north), 5))
        if area.contains(Point(spot)):
            found.append(spot)
        if len(found) == count:
            return found
    return None


def cells_in(area, count, rng):
    """`area` cut into `count` outlines as GeoJSON; all None where chance finds no cut."""
    spots = spots_in(area, count, rng) if area else None
    cut = shares(area, spots) if spots else []
    return [part and mapping(part) for part in cut] if len(cut) == count else [None] * count
