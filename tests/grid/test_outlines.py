"""Outlines that people draw or upload: read, repaired, or refused with the reason."""

import json

import pytest
from shapely.geometry import shape

from base.errors import Refused
from grid.coordinates import GCJ02, from_wgs84
from grid.models import Place
from grid.outlines import MOST_POINTS, CellOutlines, NoOutline, read_drawing

RING = [[106.26, 38.46], [106.28, 38.46], [106.28, 38.48], [106.26, 38.48], [106.26, 38.46]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}
BOW = {"type": "Polygon", "coordinates": [[[106.26, 38.46], [106.28, 38.48], [106.28, 38.46], [106.26, 38.48], [106.26, 38.46]]]}


def read(given, **more):
    return read_drawing(given if isinstance(given, str) else json.dumps(given), **more)


@pytest.mark.parametrize(
    "given",
    [
        SQUARE,
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]},
        SQUARE | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
        SQUARE | {"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}},
    ],
)
def test_an_outline_is_read_in_every_wrapping(given):
    (found,) = read(given)
    assert shape(found).equals(shape(SQUARE))


def test_a_ring_that_crosses_itself_is_repaired():
    (found,) = read(BOW)
    assert found["type"] == "MultiPolygon"
    assert shape(found).is_valid
    assert shape(found).area == pytest.approx(shape(SQUARE).area / 2, rel=0.01)


def test_an_outline_read_off_a_shifted_map_is_shifted_back():
    shifted = [list(from_wgs84(x, y, GCJ02)) for x, y in RING]
    (found,) = read({"type": "Polygon", "coordinates": [shifted]}, datum=GCJ02)
    assert shape(found).symmetric_difference(shape(SQUARE)).area < shape(SQUARE).area * 0.002


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("not json", "不是 GeoJSON"),
        ("[1, 2]", "Polygon"),
        ({"type": "Point", "coordinates": [106.2, 38.4]}, "Point"),
        ({"type": "FeatureCollection", "features": []}, "Polygon"),
        ({"type": "Feature", "geometry": None}, "Polygon"),
        ({"type": "Polygon", "coordinates": [["a", "b"]]}, "无法识别"),
        ({"type": "Polygon", "coordinates": [[[106.2, 38.4], [106.3, 38.4]]]}, "无法识别"),
        ({"type": "Polygon", "coordinates": [[[106.2, 38.4], [106.3, 38.4], [106.2, 38.4], [106.2, 38.4]]]}, "面积"),
        ({"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]}, "颠倒"),
        ({"type": "Polygon", "coordinates": [[[x * 1e4, y * 1e5] for x, y in RING]]}, "不是经纬度"),
        (SQUARE | {"crs": {"type": "name", "properties": {"name": "EPSG:4547"}}}, "EPSG:4547"),
        ({"type": "Polygon", "coordinates": [[[106 + n / 1e5, 38 + (n % 7) / 1e3] for n in range(MOST_POINTS + 1)] + [[106, 38]]]}, "最多"),
    ],
)
def test_what_is_no_outline_is_refused_with_the_reason(given, reason):
    with pytest.raises(NoOutline, match=reason):
        read(given)


@pytest.mark.django_db
def test_a_point_finds_its_cell_and_on_the_edge_the_older_one(town):
    east = {"type": "Polygon", "coordinates": [[[106.28, 38.46], [106.3, 38.46], [106.3, 38.48], [106.28, 38.48], [106.28, 38.46]]]}
    town.cell.draw(by=town.admin, outline=SQUARE)
    town.cell_two.draw(by=town.admin, outline=east)
    points = [(106.27, 38.47), (106.29, 38.47), (106.28, 38.47), (106.0, 38.0)]
    assert CellOutlines.everywhere().holding(points) == [town.cell.pk, town.cell_two.pk, town.cell.pk, None]
    town.cell_two.refresh_from_db()
    Place.objects.filter(pk=town.cell_two.pk).update(status="retired", retired_on="2026-11-01")
    assert CellOutlines.everywhere().holding(points)[1] is None


@pytest.mark.django_db
def test_a_parent_holds_what_belongs_to_it(town):
    town.cell.draw(by=town.admin, outline=SQUARE)
    with pytest.raises(Refused, match="崇安社区第一网格"):
        town.community.draw(
            by=town.admin, outline={"type": "Polygon", "coordinates": [[[106.1, 38.1], [106.2, 38.1], [106.2, 38.2], [106.1, 38.1]]]}
        )
