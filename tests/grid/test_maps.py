"""The map's answers, the shops that lie astray, and the forms that draw."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from establishments.models import Establishment
from grid.models import Place
from grid.reshaping import Part
from tests.grid.test_outlines import SQUARE
from tests.town import credit_code, shop

pytestmark = pytest.mark.django_db

CLUSTERS = "/api/v1/establishments/clusters/"
AROUND = "105.9,38.2,106.6,38.7"


def clusters(client, zoom=10, bbox=AROUND, **query):
    return client.get(CLUSTERS, {"bbox": bbox, "zoom": zoom} | query).json()["clusters"]


def test_shops_are_gathered_and_the_single_one_has_its_name(town, client):
    Establishment.objects.filter(pk=town.far_shop.pk).update(longitude=106.1)
    client.force_login(town.ma)
    assert [(one["count"], one.get("name")) for one in clusters(client)] == [(2, None), (1, "满春面馆")]
    alone = clusters(client, zoom=18)
    assert sorted(one["name"] for one in alone) == ["北塔便利店", "宁味轩小吃店", "满春面馆"]
    assert alone[0]["url"].startswith("/establishments/")


def test_a_map_shows_nobody_what_is_out_of_reach(town, client):
    for person in town.people.values():
        client.force_login(person)
        shown = {one["id"] for one in clusters(client, zoom=18)}
        assert shown == set(Establishment.objects.reachable(person).values_list("pk", flat=True)), person
        assert sum(one["count"] for one in clusters(client, zoom=8)) == len(shown)


def test_a_map_takes_the_filters_of_the_list(town, client):
    client.force_login(town.ma)
    assert [one["name"] for one in clusters(client, zoom=18, format=town.grocery.pk)] == ["北塔便利店"]
    assert [one["name"] for one in clusters(client, zoom=18, place=town.jinfeng.pk)] == ["满春面馆"]
    assert clusters(client, bbox="100,30,101,31") == []
    client.force_login(town.wang)
    assert client.get(CLUSTERS, {"bbox": AROUND, "zoom": 9, "place": town.jinfeng.pk}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{}, {"bbox": "1,2,3", "zoom": 3}, {"bbox": "a,b,c,d", "zoom": 3}, {"bbox": "1,2,3,nan", "zoom": 3}, {"bbox": AROUND, "zoom": "x"}],
)
def test_a_map_that_asks_nonsense_is_told_so(town, client, query):
    client.force_login(town.ma)
    assert client.get(CLUSTERS, query).status_code == 422


@pytest.mark.parametrize("shops", [1, 5])
def test_a_map_costs_the_same_however_many_shops(town, client, shops, django_assert_num_queries):
    for serial in range(1, shops):
        shop(town, 50 + serial, f"第{serial}店", town.cell)
    client.force_login(town.ma)
    clusters(client)
    with django_assert_num_queries(7):
        assert len(clusters(client, zoom=18, place=town.cell.pk)) == shops


def test_the_outlines_of_a_place_are_those_of_its_parts_in_reach(town, client):
    town.cell.draw(by=town.admin, outline=SQUARE)
    client.force_login(town.wang)

    def drawn(place):
        answer = client.get(reverse("api:place-outlines", args=[place.pk])).json()
        return [(area["properties"]["role"], area["properties"]["name"]) for area in answer["features"]]

    assert drawn(town.xingqing) == [("part", "崇安社区第一网格")]
    assert drawn(town.cell) == [("self", "崇安社区第一网格")]
    assert drawn(town.community_two) == []
    assert client.get(reverse("api:place-outlines", args=[town.jinfeng.pk])).status_code == 404


def test_shops_astray_are_listed_and_adopted_in_bulk(town, client):
    town.cell_two.draw(by=town.admin, outline=SQUARE)  # both shops of the street have their position in it
    Establishment.objects.filter(pk=town.far_shop.pk).update(longitude=106.9)
    client.force_login(town.wang)
    page = client.get(reverse("place-astray"))
    assert [row.pk for row in page.context["table"].data.data] == [town.shop.place_id]
    assert "北塔社区第一网格" in page.content.decode()
    client.post(reverse("place-bulk-adopt"), {"pk": town.shop.place_id, "confirmed": "yes"})
    assert Place.objects.get(pk=town.shop.place_id).parent == town.cell_two
    assert client.get(reverse("place-astray")).context["count"] == 0


def test_a_shop_outside_every_outline_is_listed_where_cells_are_drawn(town, client):
    town.cell.draw(by=town.admin, outline=SQUARE)
    Establishment.objects.filter(pk=town.shop.pk).update(longitude=106.5)
    client.force_login(town.wang)
    page = client.get(reverse("place-astray"), {"kind": "outside"})
    assert [row.pk for row in page.context["table"].data.data] == [town.shop.place_id]


@pytest.mark.parametrize("shops", [1, 5])
def test_the_list_of_shops_astray_costs_the_same_however_long(town, client, shops, django_assert_num_queries):
    town.cell_two.draw(by=town.admin, outline=SQUARE)
    for serial in range(1, shops):
        shop(town, 50 + serial, f"第{serial}店", town.cell)
    client.force_login(town.admin)
    client.get(reverse("place-astray"))
    with django_assert_num_queries(14):
        assert client.get(reverse("place-astray")).context["count"] == shops + 1


def test_an_outline_is_uploaded_and_moves_no_shop(town, client):
    client.force_login(town.wang)
    file = SimpleUploadedFile("网格.geojson", json.dumps(SQUARE).encode(), "application/geo+json")
    answer = client.post(reverse("place-draw", args=[town.cell_two.pk]), {"file": file}, follow=True)
    town.cell_two.refresh_from_db()
    assert town.cell_two.outline["type"] == "Polygon"
    assert answer.context["stray_counts"] == {"in": 1, "out": 0}
    assert Place.objects.get(pk=town.shop.place_id).parent == town.cell


def test_a_drawing_that_cannot_be_used_is_answered_at_its_field(town, client):
    client.force_login(town.wang)
    address = reverse("place-draw", args=[town.cell.pk])
    for given, field in [({"outline": "{}"}, "outline"), ({}, "outline"), ({"file": SimpleUploadedFile("a.json", b"\xff\xfe")}, "file")]:
        answer = client.post(address, given)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_cell_is_split_on_its_page_by_outline_and_by_hand(town, client):
    second = shop(town, 60, "远处面馆", town.cell)
    Establishment.objects.filter(pk=second.pk).update(longitude=106.9)
    third = shop(town, 61, "第三店", town.cell)
    client.force_login(town.wang)
    asked = {"names": "西边\n东边", "outline": json.dumps(SQUARE), f"part_{second.place_id}": "2", f"part_{third.place_id}": "0"}
    client.post(reverse("place-split", args=[town.cell.pk]), asked)
    west, east = (Place.objects.get(name=name) for name in ("西边", "东边"))
    parents = dict(Place.objects.filter(level="establishment").values_list("pk", "parent"))
    assert [parents[one.place_id] for one in (town.shop, second, third)] == [west.pk, east.pk, town.cell.pk]


def test_the_api_makes_and_reshapes_cells(town, client):
    client.force_login(town.wang)
    made = client.post("/api/v1/places/", {"parent": town.community.pk, "name": "崇安社区第二网格"}, content_type="application/json")
    assert (made.status_code, made.json()["code"]) == (201, f"{town.community.code}002")
    answer = client.post(f"/api/v1/places/{town.cell.pk}/merge/", {"into": made.json()["id"]}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "retired")
    again = client.post(f"/api/v1/places/{town.cell.pk}/rename/", {"name": "又来"}, content_type="application/json")
    assert again.status_code == 409
    far = client.post(f"/api/v1/places/{town.far_community.pk}/rename/", {"name": "又来"}, content_type="application/json")
    assert far.status_code == 404


def test_a_shop_tells_that_its_cell_was_split(town, client):
    town.cell.split(by=town.admin, parts=[Part("新网格", (town.shop.place_id,))])
    client.force_login(town.wang)
    assert "崇安社区第一网格 → 新网格" in client.get(reverse("establishment-timeline", args=[town.shop.pk])).content.decode()


def test_a_new_shop_lies_in_the_cell_of_its_position(town, client):
    town.cell_two.draw(by=town.admin, outline=SQUARE)
    client.force_login(town.wang)
    given = {"name": "新店", "inside": "", "format": town.catering.pk, "credit_code": credit_code(77), "address": "街上", "principal": "人"}
    answer = client.post(reverse("establishment-new"), given)
    assert "inside" in answer.context["form"].errors
    answer = client.post(reverse("establishment-new"), given | {"latitude": "38.47", "longitude": "106.27"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Place.objects.get(name="新店").parent == town.cell_two


def test_an_undrawn_place_is_shown_by_what_lies_about_it(town, client):
    client.force_login(town.admin)

    def view(place):
        return client.get(f"/api/v1/places/{place.pk}/outlines/").json()["bbox"]

    new = Place.objects.open(town.community, Place.CELL, "崇安社区第三网格", on=timezone.localdate())
    west, south, east, north = view(new)  # no shop and no outline of its own: the shops of its community
    assert west < town.shop.longitude < east and south < town.shop.latitude < north
    assert east - west < 0.1
    town.cell.draw(by=town.admin, outline=SQUARE)
    assert view(new) == view(town.cell)
