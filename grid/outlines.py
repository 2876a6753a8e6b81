"""Outlines of places: read from GeoJSON, repaired where a ring touches itself, and laid against their neighbours."""

import json
from functools import partial

from django.apps import apps
from django.utils.translation import gettext as _
from shapely import STRtree, get_num_coordinates, make_valid, points, set_precision, transform, union_all
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from grid.coordinates import WGS84, to_wgs84

DEGREES = 0.00001  # about one metre: finer than the source, small enough for a page
MOST_POINTS = 5000
TOLERANCE = 0.02  # of the smaller area: outlines drawn by hand never quite meet
PLAIN_CRS = ("CRS84", "4326", "4490", "WGS84", "CGCS2000")


class BadOutline(Exception):
    """A feature that is not the outline of a known area; says the feature's number, the property and the reason."""

    def __init__(self, number, column, reason):
        super().__init__(reason)
        self.number, self.column, self.reason = number, column, reason


def read_outlines(text):
    """``{code: GeoJSON geometry}`` of the features in `text`; every geometry is a valid Polygon or MultiPolygon."""
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadOutline(1, "features", f"not a GeoJSON feature collection ({error})") from error
    return dict(read_one(number, feature) for number, feature in enumerate(features, start=1))


def read_one(number, feature):
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = (properties or {}).get("code")
    if not isinstance(code, str) or not code:
        raise BadOutline(number, "code", "has no code")
    try:
        return code, repaired(shape(feature["geometry"]))
    except (GEOSException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadOutline(number, "geometry", f"cannot be read as an outline ({error})") from error


def repaired(outline):
    """The outline as a valid Polygon or MultiPolygon; lines and points that a repair leaves over are dropped."""
    valid = make_valid(set_precision(make_valid(outline), DEGREES))
    areas = [part for part in parts_of(valid) if isinstance(part, Polygon) and not part.is_empty]
    if not areas:
        raise ValueError("it encloses no area")
    return json.loads(json.dumps(mapping(areas[0] if len(areas) == 1 else MultiPolygon(areas))))


def parts_of(geometry):
    return [inner for part in geometry.geoms for inner in parts_of(part)] if hasattr(geometry, "geoms") else [geometry]


# One outline that somebody draws or uploads ---------------------------------------------------------------------------


class NoOutline(ValueError):
    """What was given cannot be an outline; the message is a sentence for the user."""


def read_drawing(text, datum=WGS84):
    """The outlines in a GeoJSON `text`: geometries as WGS 84, valid and repaired, in the order of the file."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise NoOutline(_("This is not GeoJSON: %(reason)s.") % {"reason": error}) from error
    check_crs(given)
    return [read_area(geometry, datum) for geometry in geometries_of(given)]


def check_crs(given):
    """Old GeoJSON names its reference system; only degrees of WGS 84 and CGCS2000 are taken."""
    crs = given.get("crs") if isinstance(given, dict) else None
    name = str(((crs or {}).get("properties") or {}).get("name", "")) if isinstance(crs, dict) else str(crs or "")
    if name and not name.replace(" ", "").upper().endswith(PLAIN_CRS):
        raise NoOutline(_("The file says its coordinates are %(name)s; save it as WGS 84 or CGCS2000 in degrees.") % {"name": name[:60]})


def geometries_of(given):
    kind = given.get("type") if isinstance(given, dict) else None
    features = given.get("features") if kind == "FeatureCollection" else None
    if isinstance(features, list) and features:
        return [geometry for feature in features for geometry in geometries_of(feature)]
    if kind == "Feature":
        return geometries_of(given.get("geometry"))
    if kind not in ("Polygon", "MultiPolygon"):
        raise NoOutline(_("An outline is a Polygon or MultiPolygon; this is “%(kind)s”.") % {"kind": kind or _("nothing of the kind")})
    return [given]


def read_area(geometry, datum):
    try:
        area = shape(geometry)
    except (GEOSException, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise NoOutline(_("The coordinates of the outline cannot be read.")) from error
    if (count := get_num_coordinates(area)) > MOST_POINTS:
        raise NoOutline(
            _("The outline has %(count)d points, at most %(most)d are taken. Simplify it first.") % {"count": count, "most": MOST_POINTS}
        )
    check_degrees(area)
    try:
        return repaired(transform(area, partial(converted, datum=datum)))
    except ValueError as error:
        raise NoOutline(_("The outline encloses no area.")) from error


def check_degrees(area):
    """Latitudes end at 90°: what stands beyond is another system, or the two were exchanged."""
    west, south, east, north = area.bounds or (0, 0, 0, 0)
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return
    if west >= -90 and east <= 90 and south >= -180 and north <= 180:
        raise NoOutline(_("Latitude and longitude are exchanged; in GeoJSON the longitude comes first."))
    raise NoOutline(
        _("The coordinates are no degrees: %(x)s, %(y)s. Save the file as WGS 84.") % {"x": round(west, 2), "y": round(south, 2)}
    )


def converted(coordinates, *, datum):
    """For shapely: every point of an array in WGS 84."""
    return coordinates if datum == WGS84 else [to_wgs84(x, y, datum) for x, y in coordinates]


def why_not_there(place, outline, parent=None):
    """Why `outline` cannot be that of `place`, which lies (or will lie) in `parent`; empty when it can.

    It lies inside the nearest outline above, holds those of its own parts, and overlaps no other of its level, each within the tolerance.
    """
    area, parent = shape(outline), parent or place.parent
    around = next((one for one in reversed(parent.chain()) if one.outline), None) if parent else None
    if around and (share := missing_share(area, shape(around.outline))) > TOLERANCE:
        return _("%(percent)s of it lies outside “%(place)s”.") % {"percent": per_cent(share), "place": around}
    for part in drawn_children(place) if place.pk else ():
        if (share := missing_share(shape(part.outline), area)) > TOLERANCE:
            return _("%(percent)s of “%(place)s”, which belongs to it, would lie outside.") % {"percent": per_cent(share), "place": part}
    for other in type(place).objects.standing().filter(level=place.level).exclude(outline=None).exclude(pk=place.pk).order_by("code"):
        if (share := overlap_share(area, shape(other.outline))) > TOLERANCE:
            return _("It overlaps “%(place)s” by %(percent)s.") % {"percent": per_cent(share), "place": other}
    return ""


def drawn_children(place):
    return place.children.standing().exclude(outline=None).order_by("code")


def missing_share(area, around):
    """How much of `area` lies outside of `around`, as a share of it."""
    return area.difference(around).area / area.area


def overlap_share(area, other):
    return area.intersection(other).area / min(area.area, other.area) if area.intersects(other) else 0


def per_cent(share):
    return f"{share:.0%}" if share >= 0.01 else f"{share:.1%}"


def joined(outline, other):
    """Both outlines as one."""
    return repaired(union_all([shape(outline), shape(other)]))


def without(outline, taken):
    """What is left of `outline`; None where nothing is."""
    rest = shape(outline).difference(union_all([shape(one) for one in taken]))
    try:
        return repaired(rest)
    except ValueError:
        return None


# Which cell holds a point ---------------------------------------------------------------------------------------------


class CellOutlines:
    """The outlines of cells in use, ready to be asked for many points at once."""

    def __init__(self, cells):
        rows = list(cells.standing().filter(level="cell").exclude(outline=None).order_by("pk").values_list("pk", "outline"))
        self.ids = [pk for pk, _outline in rows]
        self.tree = STRtree([shape(outline) for _pk, outline in rows])

    @classmethod
    def everywhere(cls):
        return cls(apps.get_model("grid.Place").objects.all())

    def holding(self, positions):
        """For each (longitude, latitude) the id of the cell whose outline holds it, None where none does; the older cell on an edge."""
        found = [None] * len(positions)
        if positions and self.ids:
            for position, cell in sorted(
                zip(*self.tree.query(points(positions), predicate="intersects").tolist(), strict=True), reverse=True
            ):
                found[position] = self.ids[cell]
        return found
