"""Outlines as paths of an SVG: a map without tiles, drawn to fit a box."""

from dataclasses import dataclass
from math import cos, radians

WIDTH = 240


@dataclass(frozen=True)
class Shape:
    """One place on the map: its path, and where its name stands."""

    path: str
    x: float
    y: float


def shapes(outlines):
    """``({key: Shape}, height)`` of GeoJSON geometries by key, drawn WIDTH wide on one scale; degrees are shortened eastward
    as they are at the middle latitude."""
    rings = {key: rings_of(outline) for key, outline in outlines.items() if outline}
    points = [point for parts in rings.values() for ring in parts for point in ring]
    if not points:
        return {}, 0
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink or 1)

    def project(point):
        return ((point[0] - west) * shrink * scale, (north - point[1]) * scale)

    drawn = {key: [[project(point) for point in ring] for ring in parts] for key, parts in rings.items()}
    return {key: shape(parts) for key, parts in drawn.items()}, round((north - south) * scale)


def rings_of(outline):
    """The outer rings of a Polygon or MultiPolygon, as (longitude, latitude)."""
    polygons = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    return [[(point[0], point[1]) for point in polygon[0]] for polygon in polygons]


def shape(rings):
    x, y = middle(max(rings, key=lambda ring: abs(area(ring))))
    return Shape("".join(path(ring) for ring in rings), round(x, 1), round(y, 1))


def path(ring):
    """The ring as SVG path data, to a tenth of a unit and without points that fall on one another."""
    steps = []
    for x, y in ring:
        step = f"{x:.1f},{y:.1f}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return f"M{'L'.join(steps)}Z"


def area(ring):
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle(ring):
    """The centre of gravity of a ring."""
    size = area(ring) or 1
    pairs = [((x, y), (u, v)) for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True)]
    x = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs)
    y = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs)
    return x / (6 * size), y / (6 * size)
