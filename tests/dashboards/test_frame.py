"""The frame shows what a person can reach, and costs four queries."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from dashboards.areas import moved
from dashboards.frame import portal
from tests.town import appoint, assignment

pytestmark = pytest.mark.django_db


def frame(user, path="/"):
    request = RequestFactory().get(path)
    request.user, request.session, request.resolver_match = user, {}, resolve(path)
    return portal(request)


def sections(user):
    return [str(entry["url"]) for entry in frame(user)["nav"]]


def test_nobody_signed_in_gets_no_frame_and_asks_nothing(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert set(portal(request)) == {"demo"}


def test_a_whole_frame_costs_four_queries(town, django_assert_num_queries):
    shown = frame(town.wang)
    with django_assert_num_queries(4):
        assert shown["nav"] and shown["areas"] and shown["area"] and shown["workday_words"]
        assert shown["unread_count"] == 0


def test_only_what_the_person_reaches_is_in_the_navigation(town):
    assert reverse("board") in sections(town.wang)
    assert reverse("board") in sections(town.he)  # of her own department
    assert reverse("board") not in sections(town.liu)  # one shop is not an area
    assert sections(town.sun) == [reverse("workbench")]


@pytest.mark.parametrize("page", ["board", "board-list", "notice-list", "workbench"])
def test_one_section_is_where_the_reader_is(town, page):
    shown = frame(town.leader, reverse(page))["nav"]
    pages = [entry["children"] or [entry] for entry in shown if entry["current"]]
    assert [child["url"] for child in sum(pages, []) if child["current"]] == [reverse(page)]


def test_what_waits_is_counted_beside_the_workbench(town):
    assignment(town, organisation=town.branch)
    assert frame(town.wang)["nav"][0]["count"] == 1
    assert frame(town.jin)["nav"][0]["count"] == 0


def test_the_area_is_the_highest_of_the_own_places(town):
    assert frame(town.wang)["area"] == town.xingqing
    assert [pk for pk, _name in frame(town.wang)["areas"]] == [town.xingqing.pk, town.street.pk]
    assert not frame(town.he)["areas"] and not frame(town.he)["area"]


def test_another_area_is_kept_and_shown(town, client):
    client.force_login(town.wang)
    answer = client.post(reverse("area"), {"area": town.street.pk, "next": f"/board/?place={town.xingqing.pk}&page=2"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/board/?place={town.street.pk}"
    assert client.get(reverse("board")).context["place"] == town.street


@pytest.mark.parametrize("place", ["jinfeng", "city"])
def test_an_area_out_of_reach_does_not_exist(town, client, place):
    client.force_login(town.wang)
    assert client.post(reverse("area"), {"area": getattr(town, place).pk}).status_code == 404
    assert client.session.get("area") is None


@pytest.mark.parametrize("value", ["", "x", "0", "-1", "²", "9" * 30])
def test_an_area_that_is_no_place_does_not_exist(town, client, value):
    client.force_login(town.wang)
    assert client.post(reverse("area"), {"area": value}).status_code == 404


def test_an_area_kept_from_a_post_now_ended_is_forgotten(town, client):
    client.force_login(town.wang)
    client.post(reverse("area"), {"area": town.street.pk})
    town.wang.appointments.get().relieve(by=town.admin)
    appoint(town.wang, "区级督导", town.branch_two, town.jinfeng)
    assert client.get(reverse("board")).context["place"] == town.jinfeng


def test_the_way_back_stays_in_the_house(town, client):
    client.force_login(town.wang)
    answer = client.post(reverse("area"), {"area": town.street.pk, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_page_of_one_place_moves_with_the_area(town):
    assert moved("/board/", town.street) == f"/board/?place={town.street.pk}"
    assert moved("/search/?q=a&page=3", town.street) == "/search/?q=a"
