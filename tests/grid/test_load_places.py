"""The places are loaded once, corrected on the next run, and never in part."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import shape

from grid.management.commands.load_places import DATA
from grid.models import Place

pytestmark = pytest.mark.django_db

GOOD = "code,name,parent_code,level\n6401,银川市,,city\n640104,兴庆区,6401,district\n640104001,凤凰北街街道,640104,township\n"
SQUARE = '{"features": [{"properties": {"code": "%s"}, "geometry": {"type": "Polygon", "coordinates": %s}}]}'
BOW_TIE = "[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]"


@pytest.fixture
def load(tmp_path):
    def load(areas=GOOD, outlines=SQUARE % ("640104", BOW_TIE)):
        (tmp_path / "areas.csv").write_text(areas)
        (tmp_path / "outlines.json").write_text(outlines)
        out = StringIO()
        call_command("load_places", areas=tmp_path / "areas.csv", outlines=tmp_path / "outlines.json", stdout=out)
        return out.getvalue().strip()

    return load


def test_the_real_places_with_valid_outlines():
    out = StringIO()
    call_command("load_places", stdout=out)
    assert out.getvalue() == "Places: 671 added, 0 changed, 0 unchanged\n"
    assert {level: Place.objects.filter(level=level).count() for level in Place.LEVELS} == {
        "city": 1,
        "district": 6,
        "township": 62,
        "community": 602,
        "cell": 0,
        "establishment": 0,
    }
    outlines = [shape(place.outline) for place in Place.objects.exclude(outline=None)]
    assert len(outlines) == 6
    assert all(outline.is_valid and outline.geom_type in ("Polygon", "MultiPolygon") for outline in outlines)
    assert (DATA / "yinchuan_areas.csv").exists()


def test_a_second_run_changes_nothing_and_a_correction_is_recorded(load):
    assert load() == "Places: 3 added, 0 changed, 0 unchanged"
    assert load() == "Places: 0 added, 0 changed, 3 unchanged"
    assert load(GOOD.replace("凤凰北街街道", "凤凰街道")) == "Places: 0 added, 1 changed, 2 unchanged"
    street = Place.objects.get(code="640104001")
    assert street.history().get().changes == {"name": ["凤凰北街街道", "凤凰街道"]}


def test_what_was_renamed_moved_or_retired_since_stays_so(load, admin_user):
    load(GOOD + "640106,金凤区,6401,district\n640104002,文化街街道,640104,township\n640104003,富宁街街道,640104,township\n")
    moved, renamed, retired = (Place.objects.get(code=f"64010400{last}") for last in (1, 2, 3))
    moved.move(by=admin_user, parent=Place.objects.get(code="640106"), code="640106001")
    renamed.rename(by=admin_user, name="文化街道")
    retired.retire(by=admin_user)
    assert load(GOOD + "640104002,文化街街道,640104,township\n640104003,富宁街街道,640104,township\n").startswith(
        "Places: 0 added, 0 changed"
    )
    assert list(Place.objects.filter(level="township").order_by("code").values_list("code", "name", "status")) == [
        ("640104002", "文化街道", "standing"),
        ("640104003", "富宁街街道", "retired"),
        ("640106001", "凤凰北街街道", "standing"),
    ]


def test_a_ring_that_crosses_itself_is_repaired(load):
    load()
    outline = shape(Place.objects.get(code="640104").outline)
    assert outline.is_valid
    assert outline.geom_type == "MultiPolygon"
    assert outline.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("640104002,,640104,township", "areas.csv, row 5, column name: is empty"),
        ("64010400,文化街街道,640104,township", "areas.csv, row 5, column code: “64010400” is not 9 digits, as a township has"),
        ("640104001,文化街街道,640104,township", "areas.csv, row 5, column code: “640104001” stands in the file twice"),
        ("640106001,满城北街街道,640106,township", "areas.csv, row 5, column parent_code: “640106” is not a district in a row above"),
        ("640106001,满城北街街道,640104,township", "does not begin with its parent's code “640104”"),
        ("640104002,文化街街道,640104,street", "column level: “street” is none of city, district, township, community, cell"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(load, line, sentence):
    with pytest.raises(CommandError) as refusal:
        load(f"{GOOD}{line}\n")
    assert sentence in str(refusal.value)
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("outlines", "sentence"),
    [
        ("{}", "outlines.json, row 1, column features: not a GeoJSON"),
        (SQUARE % ("640199", BOW_TIE), "outlines.json, row 1, column code: “640199” is not a place of the areas file"),
        (SQUARE % ("640104", "[[[0, 0], [1, 1], [0, 0], [0, 0]]]"), "outlines.json, row 1, column geometry: cannot be read as an outline"),
    ],
)
def test_a_bad_outline_is_named_and_nothing_is_written(load, outlines, sentence):
    with pytest.raises(CommandError) as refusal:
        load(outlines=outlines)
    assert sentence in str(refusal.value)
    assert not Place.objects.exists()
