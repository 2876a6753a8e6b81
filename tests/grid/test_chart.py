"""The chart says who answers for what, drillable and on paper; the boards of cells carry the post's phone and never a person's in full."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.portraits import portraits_of, set_portrait
from base.shared import forget
from grid.chart import chart_of
from grid.posters import cells_of, page, posts_by_place, stations_of
from tests.inspections.records import picture, upload

TODAY = timezone.localdate()


def test_the_chart_names_who_answers_two_levels_down(town):
    node = chart_of(town.city, town.ma)
    assert [post.user for post in node.posts] == [town.leader]
    assert {part.place: [post.user for post in part.posts] for part in node.parts} == {town.xingqing: [town.wang], town.jinfeng: [town.jin]}
    (street,) = node.parts[0].parts
    assert (street.place, street.shops, node.shops) == (town.street, 2, 3)


def test_the_chart_is_asked_as_of_a_day_and_shows_who_stands_in(town):
    town.zhao.appointments.get().stand_in(by=town.admin, deputy=town.li, since=TODAY, until=TODAY + timedelta(days=3))
    cell = chart_of(town.community, town.ma).parts[0]
    assert [(post.user, bool(post.stands_in_for_id)) for post in cell.posts] == [(town.zhao, False), (town.li, True)]
    town.zhao.appointments.get().relieve(by=town.admin)
    assert chart_of(town.community, town.ma).parts[0].posts == []
    then = chart_of(town.community, town.ma, on=TODAY - timedelta(days=1)).parts[0]
    assert [post.user for post in then.posts] == [town.zhao]


@pytest.mark.parametrize("path", ["/chart/", "/chart/pdf/"])
def test_the_chart_begins_at_the_own_place_and_shows_nothing_out_of_reach(town, client, path):
    client.force_login(town.wang)
    assert client.get(path).status_code == 200
    assert client.get(path, {"place": town.street.pk, "as_of": "2026-10-01"}).status_code == 200
    assert client.get(path, {"place": town.jinfeng.pk}).status_code == 404
    assert client.get(path, {"place": "x"}).status_code == 404
    client.force_login(town.sun)
    assert client.get(path).status_code == 404


def test_a_board_says_who_answers_with_the_phone_of_the_post(town):
    town.zhao.phone = "13912345678"
    town.zhao.save()
    said = board(town)
    assert [one["name"] for one in said["people"]] == ["赵梅", "陈静", "李娜"]
    assert said["people"][0]["phone"] == "139****5678" and said["station"] == town.station.name
    town.zhao.appointments.update(phone="0951-5550001")
    assert board(town)["people"][0]["phone"] == "0951-5550001"


def board(town):
    cell = cells_of(town.cell).get()
    return page(cell, posts_by_place([cell], TODAY), {}, stations_of([cell]), {})


def test_boards_are_printed_for_a_cell_and_for_a_street_at_once(town, client):
    set_portrait(town.zhao, upload(picture(), name="赵梅.jpg"), by=town.admin)
    assert portraits_of([town.zhao.pk])[town.zhao.pk].startswith(b"\xff\xd8")
    client.force_login(town.li)
    for path in (f"/places/{town.cell.pk}/poster/", f"/places/{town.street.pk}/poster/?size=a3"):
        assert client.get(path).content.startswith(b"%PDF")
    assert client.get(f"/places/{town.far_community.pk}/poster/").status_code == 404
    client.force_login(town.ma)
    assert client.get(f"/places/{town.far_community.pk}/poster/").status_code == 404  # it has no cell


def test_a_photo_is_handed_in_by_the_person_and_seen_by_who_sees_the_person(town, client):
    client.force_login(town.zhao)
    fields = {"phone": "", "email": "zhao@example.org", "language": "zh-hans"}
    assert client.post("/profile/", fields | {"portrait": upload(picture(), name="赵.jpg")}).status_code == 302
    photo = town.zhao.portraits.get()
    for who, status in ((town.zhao, 200), (town.li, 200), (town.jin, 404)):
        client.force_login(who)
        assert client.get(f"/people/portraits/{photo.pk}/").status_code == status


def test_the_code_of_a_board_opens_without_signing_in_and_says_no_more_than_the_board(town, client):
    town.zhao.phone = "13912345678"
    town.zhao.save()
    forget(f"public-cell:{town.cell.code}")  # an answer of an earlier test
    page = client.get(f"/c/{town.cell.code}/")
    assert page.status_code == 200 and "max-age" in page["Cache-Control"]
    assert "赵梅" in page.content.decode() and "139****5678" in page.content.decode() and "13912345678" not in page.content.decode()
    for code in (town.community.code, "640104001002999", "x"):
        assert client.get(f"/c/{code}/").status_code == 404
