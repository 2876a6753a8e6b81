"""Outlines as paths of an SVG: a map without tiles, drawn to fit a box."""

from dataclasses import dataclass
from math import cos, radians

from shapely.affinity import affine_transform
from shapely.geometry import Polygon, shape
from shapely.ops import polylabel

WIDTH = 240
FINE = 0.3  # drawing units; what is smaller than this nobody sees


@dataclass(frozen=True)
class Shape:
    """One place on the map: its path, and the point furthest from its borders, where its name stands."""

    path: str
    x: float
    y: float


def draw(outlines):
    """``({key: Shape}, height)`` of GeoJSON geometries by key, drawn WIDTH wide on one scale; degrees are shortened eastward
    as they are at the middle latitude."""
    areas = {key: shape(outline) for key, outline in outlines.items() if outline}
    if not areas:
        return {}, 0
    boxes = [area.bounds for area in areas.values()]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink or 1)
    matrix = [scale * shrink, 0, 0, -scale, -west * scale * shrink, north * scale]
    return {key: drawn(affine_transform(area, matrix)) for key, area in areas.items()}, round((north - south) * scale)


def drawn(area):
    parts = [area] if isinstance(area, Polygon) else list(area.geoms)
    parts = [part.simplify(FINE) for part in parts]
    label = polylabel(max(parts, key=lambda part: part.area), tolerance=1)
    return Shape("".join(path(part.exterior.coords) for part in parts), round(label.x, 1), round(label.y, 1))


def path(ring):
    return f"M{'L'.join(f'{x:.1f},{y:.1f}' for x, y in ring[:-1])}Z"
