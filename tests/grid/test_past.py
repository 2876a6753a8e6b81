"""Places and appointments as they stood on a day, on their pages and in the API."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grid.models import Place
from grid.responsibility import draw_up
from grid.tallies import tallies_below
from tests.town import appoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(town):
    """A cell merged and another moved and renamed today; yesterday all was as the town was built."""
    town.sister = Place.objects.open(town.community, Place.CELL, "崇安社区第二网格", on=date(2026, 3, 1))
    town.sister.merge(by=town.admin, into=town.cell)
    town.cell_two.move(by=town.admin, parent=town.community)
    town.cell_two.rename(by=town.admin, name="北塔路网格")
    today = timezone.localdate()
    return today - timedelta(days=1), today


def names(client, **query):
    return [row["name"] for row in client.get("/api/v1/places/", query | {"level": "cell"}).json()["results"]]


def test_the_list_shows_the_places_of_a_day_as_they_were_called(town, days, client):
    yesterday, today = days
    client.force_login(town.wang)
    assert sorted(names(client, as_of=yesterday)) == ["北塔社区第一网格", "崇安社区第一网格", "崇安社区第二网格"]
    assert sorted(names(client, as_of=today)) == ["北塔路网格", "崇安社区第一网格"]
    assert "崇安社区第二网格" not in names(client, as_of="2026-02-28")
    assert names(client, as_of=yesterday, inside=town.community_two.pk) == ["北塔社区第一网格"]
    assert names(client, as_of=today, inside=town.community_two.pk) == []
    assert names(client, as_of=yesterday, parent=town.community_two.pk) == ["北塔社区第一网格"]


def test_the_page_says_plainly_that_it_shows_the_past(town, days, client):
    yesterday, _today = days
    client.force_login(town.wang)
    for address in (reverse("place-list"), reverse("appointment-list"), reverse("place-detail", args=[town.street.pk])):
        page = client.get(address, {"as_of": yesterday}).content.decode()
        assert "以下为历史情况" in page
        assert "以下为历史情况" not in client.get(address).content.decode()
    assert "北塔社区第一网格" in client.get(reverse("place-detail", args=[town.community_two.pk]), {"as_of": yesterday}).content.decode()


def test_a_place_has_the_parts_it_had(town, days):
    yesterday, today = days
    then = tallies_below(town.community_two, town.ma, on=yesterday)
    assert [(part.place.name_then, part.people.count) for part in then] == [("北塔社区第一网格", 1)]
    assert tallies_below(town.community_two, town.ma, on=today) == []


def test_a_number_of_the_past_is_the_list_of_the_past(town, days, client):
    appoint(town.sun, "网格员", town.street_office, town.cell_two, until=timezone.localdate())
    client.force_login(town.ma)
    for day in days:
        for place in Place.objects.filter(level__in=["city", "district", "township", "community"]):
            for part in tallies_below(place, town.ma, on=day):
                assert client.get(part.people.url).context["count"] == part.people.count, (day, place, part)


def test_who_was_in_post_on_a_day(town, client):
    town.zhao.appointments.get().relieve(by=town.admin)
    client.force_login(town.ma)
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()

    def people(day):
        return {
            row["user_name"] for row in client.get("/api/v1/appointments/", {"as_of": day, "place": town.community.pk}).json()["results"]
        }

    assert (people(yesterday) - people(today), people("2025-12-31")) == ({"赵梅"}, set())


def test_which_list_was_in_force_on_a_day_and_where(town, client):
    draw_up(town.cell_two, by=town.li).sign(by=town.li, effective_on=date(2026, 3, 1))
    draw_up(town.cell_two, by=town.li).sign(by=town.li)
    town.cell_two.move(by=town.admin, parent=town.community)
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    client.force_login(town.wang)

    def versions(**asked):
        page = client.get(reverse("responsibilitylist-list"), asked)
        answer = client.get("/api/v1/responsibility-lists/", asked).json()
        found = [row.version for row in page.context["table"].data.data]
        assert found == [row["version"] for row in answer["results"]]
        return found

    assert versions(as_of=yesterday, place=town.community_two.pk) == [1]
    assert versions(as_of=today, place=town.community.pk) == [2]
    assert versions(as_of=today, place=town.community_two.pk) == []


def test_before_its_first_day_a_place_was_not(town, days, client):
    client.force_login(town.ma)
    page = client.get(reverse("place-detail", args=[town.sister.pk]), {"as_of": "2026-02-01"})
    assert page.context["then"] is None
    assert "当日尚无此区域" in page.content.decode()


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-40", "", "0000-00-00"])
def test_a_day_that_is_none_is_no_fault(town, client, day):
    client.force_login(town.ma)
    for address in (reverse("place-list"), reverse("place-detail", args=[town.city.pk]), reverse("appointment-list")):
        assert client.get(address, {"as_of": day}).status_code == 200


@pytest.mark.parametrize("cells", [1, 5])
def test_the_past_costs_the_same_however_long(town, client, cells, django_assert_num_queries):
    for number in range(2, cells + 1):
        Place.objects.open(town.community, Place.CELL, f"第{number}网格", on=date(2026, 3, 1)).rename(by=town.admin, name=f"新{number}")
    client.force_login(town.admin)
    query = {"as_of": "2026-10-01", "level": "cell", "inside": town.community.pk}
    client.get(reverse("place-list"), query)
    with django_assert_num_queries(12):
        assert client.get(reverse("place-list"), query).context["count"] == cells
