"""District outlines from a GeoJSON file, repaired where their rings touch themselves."""

import json

from shapely import make_valid, set_precision
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

DEGREES = 0.00001  # about one metre: finer than the source, small enough for a page


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
