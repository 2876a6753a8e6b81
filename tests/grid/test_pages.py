"""Places and organisations on their pages and in the API."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from grid.models import Organisation, Place
from grid.tallies import tallies_below
from tests.town import appoint, assignment, shop

pytestmark = pytest.mark.django_db


def test_a_place_counts_what_its_lists_show(town, client):
    assignment(town, organisation=town.branch, place=town.xingqing)
    assignment(town, organisation=town.street_office, place=town.street)
    shop(town, 8, "宁味轩（重复登记）", town.cell).merge(by=town.admin, into=town.shop)
    for person in town.people.values():
        client.force_login(person)
        for place in Place.objects.reachable(person).exclude(level="establishment"):
            for number in numbers_on(client, place):
                assert length_of(number.url, person) == number.count, (person, place, number)
    client.force_login(town.ma)
    for number in numbers_on(client, town.city):
        assert client.get(number.url).context["count"] == number.count
    first = tallies_below(town.city, town.ma)[0]
    assert (first.place, first.shops.count, first.open_work.count, first.people.count) == (town.xingqing, 2, 2, 7)


def length_of(url, person):
    """How many rows the list at `url` has for `person`: its own rows and filters, without its table."""
    path, _mark, query = url.partition("?")
    page = resolve(path).func.view_class()
    page.request = RequestFactory().get(url)
    page.request.user = person
    return page.filterset_class(QueryDict(query), queryset=page.reachable(), request=page.request).qs.count()


def numbers_on(client, place):
    """Every number that the page of `place` shows."""
    shown = client.get(place.get_absolute_url()).context
    for part in shown["below"]:
        yield from (part.shops, part.people, part.open_work, *(number for _grade, number in part.grades))
    yield from (number for _name, number in shown["formats"])


@pytest.mark.parametrize("parts", [1, 5])
def test_the_tree_costs_the_same_however_many_parts(town, client, parts, django_assert_num_queries):
    for number in range(1, parts):
        cell = Place.objects.open(town.community, Place.CELL, f"第{number}网格", on=timezone.localdate())
        shop(town, 100 + number, f"第{number}店", cell)
        appoint(town.zhao, "网格员", town.street_office, cell)
    client.force_login(town.ma)
    client.get(town.community.get_absolute_url())
    with django_assert_num_queries(24):
        assert len(client.get(town.community.get_absolute_url()).context["below"]) == parts


def test_a_place_shows_who_answers_for_it(town, client):
    client.force_login(town.ma)
    page = client.get(town.cell.get_absolute_url()).content.decode()
    assert "赵梅" in page
    assert client.get(town.street.get_absolute_url()).status_code == 200
    client.force_login(town.wang)
    assert client.get(town.jinfeng.get_absolute_url()).status_code == 404


def test_the_list_of_places_leaves_the_shops_to_their_own(town, client):
    client.force_login(town.wang)
    page = client.get(reverse("place-list"))
    assert [row.name for row in page.context["table"].data.data] == [
        "兴庆区",
        "凤凰北街街道",
        "崇安社区",
        "崇安社区第一网格",
        "北塔社区",
        "北塔社区第一网格",
    ]
    assert [(str(tab["label"]), tab["count"]) for tab in page.context["tabs"]][0][1] == 6


@pytest.mark.parametrize("cells", [1, 5])
def test_the_list_of_places_costs_the_same_however_long(town, client, cells, django_assert_num_queries):
    for number in range(2, cells + 1):
        Place.objects.create(level="cell", name=f"第{number}网格", code=f"{town.community.code}{number:03d}", parent=town.community)
    client.force_login(town.admin)
    url, query = reverse("place-list"), {"level": "cell", "text": town.community.code}
    client.get(url, query)
    with django_assert_num_queries(10):
        assert client.get(url, query).context["count"] == cells


def test_a_new_cell_gets_the_next_code(town, client):
    client.force_login(town.admin)
    client.post(reverse("place-new"), {"parent": town.community.pick_words(), "name": "崇安社区第二网格"})
    made = Place.objects.get(name="崇安社区第二网格")
    assert (made.code, made.path) == (f"{town.community.code}002", f"{town.community.path}{made.pk}/")


def test_an_organisation_is_written_and_changed_with_its_history(town, client):
    client.force_login(town.admin)
    given = {
        "name": "银川市教育考试院",
        "short_name": "考试院",
        "kind": "department",
        "place": town.city.pick_words(),
        "parent": "市教育局",
    }
    client.post(reverse("organisation-new"), given)
    made = Organisation.objects.get(short_name="考试院")
    assert made.parent == town.education
    client.post(reverse("organisation-edit", args=[made.pk]), given | {"short_name": "市考试院"})
    assert [entry.verb for entry in made.history()] == ["change", "create"]


def test_nobody_writes_letters_under_the_code_of_another(town, client):
    client.force_login(town.admin)
    given = {"name": "假食安办", "short_name": "假食安办", "kind": "department", "place": town.city.pick_words(), "letter_code": "银食安办"}
    answer = client.post(reverse("organisation-new"), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["letter_code"])


def test_an_organisation_never_belongs_to_itself(town, client):
    client.force_login(town.admin)
    given = {"name": town.bureau.name, "short_name": "市局", "kind": "bureau", "place": town.city.pick_words(), "parent": town.station.name}
    answer = client.post(reverse("organisation-edit", args=[town.bureau.pk]), given)
    assert list(answer.context["form"].errors) == ["parent"]


def test_the_api_lists_places_by_level_parent_and_inside(town, client):
    client.force_login(town.ma)

    def names(**query):
        return [row["name"] for row in client.get("/api/v1/places/", query).json()["results"]]

    assert names(level="community") == ["崇安社区", "北塔社区", "满春社区"]
    assert names(parent=town.street.pk) == ["崇安社区", "北塔社区"]
    assert names(inside=town.jinfeng.pk, level="community") == ["满春社区"]
    client.force_login(town.wang)
    assert names(level="community") == ["崇安社区", "北塔社区"]
    assert client.get(f"/api/v1/places/{town.jinfeng.pk}/").status_code == 404


def test_typing_finds_only_what_is_in_reach(town, client):
    client.force_login(town.wang)
    found = client.get(reverse("place-pick"), {"field": "place", "place": "社区"}).content.decode()
    assert "崇安社区（640104001002）" in found
    assert "满春" not in found
    assert client.get(reverse("place-pick"), {"field": "place"}).content == b""


def steps_of(page):
    return [(str(label), url) for _words, label, url in page.context["next_steps"]]


def test_a_place_says_what_it_still_lacks_to_be_whole(town, client):
    client.force_login(town.admin)
    steps = dict(steps_of(client.get(town.community_two.get_absolute_url())))
    assert set(steps) == {"任命", "起草清单"}
    asked = client.get(steps["任命"]).context["form"].initial
    assert (asked["place"], asked["title"]) == (str(town.community_two.pk), "包保干部")
    draft = client.post(steps["起草清单"], {"place": client.get(steps["起草清单"]).context["form"]["place"].value()})
    assert draft.status_code == 302
    assert [label for label, _url in steps_of(client.get(town.community_two.get_absolute_url()))] == ["任命"]
    client.force_login(town.zhao)
    assert steps_of(client.get(town.cell.get_absolute_url())) == []


def test_the_list_of_one_place_draws_up_the_list_of_that_place(town, client):
    client.force_login(town.li)
    page = client.get(reverse("responsibilitylist-list"), {"place": town.community.pk})
    assert page.context["actions"][0]["url"] == f"{reverse('responsibilitylist-new')}?place={town.community.pk}"
