"""An administrator appoints a person to a role at a place for a term, and that alone decides what the person reaches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from establishments.models import Establishment
from grid.models import Appointment
from tests.town import appoint

pytestmark = pytest.mark.django_db


def shops_of(person):
    return set(Establishment.objects.reachable(User.objects.get(pk=person.pk)))


@pytest.fixture
def ask(client, town):
    """Press “Appoint” as the administrator, for Sun as grid officer of the first cell unless said otherwise."""

    def ask(by=town.admin, **more):
        client.force_login(by)
        given = {
            "user": town.sun.pick_words(),
            "role": Group.objects.get(name="网格员").pk,
            "organisation": town.street_office.name,
            "place": town.cell.pick_words(),
            "title": "网格员",
            "since": str(timezone.localdate()),
            "until": "",
        }
        return client.post(reverse("appointment-new"), given | more)

    return ask


def test_appointed_reaches_relieved_does_not(town, ask, client):
    assert shops_of(town.sun) == set()
    ask()
    assert shops_of(town.sun) == {town.shop}
    post = town.sun.appointments.get()
    assert post.history().get().actor == town.admin
    assert town.sun.messages.get(channel="portal").text == f"您已被任命：{post}"
    client.post(reverse("appointment-relieve", args=[post.pk]), {"note": "调任"})
    assert shops_of(town.sun) == set()
    post.refresh_from_db()
    assert (post.status, post.until) == (Appointment.RELIEVED, timezone.localdate())


def test_a_term_that_ends_takes_the_reach_with_it(town):
    today = timezone.localdate()
    appoint(town.sun, "网格员", town.street_office, town.cell, since=today - timedelta(days=30), until=today)
    assert shops_of(town.sun) == set()
    appoint(town.sun, "网格员", town.street_office, town.cell_two, since=today - timedelta(days=30), until=today + timedelta(days=1))
    assert shops_of(town.sun) == {town.shop_two}


def test_a_term_that_has_not_begun_reaches_nothing_yet(town, ask):
    ask(since=str(timezone.localdate() + timedelta(days=1)))
    post = town.sun.appointments.get()
    assert (post.term, shops_of(town.sun)) == ("future", set())


def test_a_term_that_ends_before_it_starts_is_said_at_the_field(town, ask):
    answer = ask(until=str(timezone.localdate() - timedelta(days=1)))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"until": ["任期结束早于开始。"]}
    assert not town.sun.appointments.exists()


def test_the_same_post_twice_is_refused(town, ask):
    ask()
    assert list(ask().context["form"].errors) == ["user"]


def test_nobody_appoints_beyond_the_own_reach(town, ask):
    appoint(town.zhou, "系统管理员", town.branch, town.xingqing)
    assert ask(by=town.zhou, user=town.chen.pick_words()).status_code == 302
    for field, value in {"place": town.far_community.pick_words(), "organisation": town.office.name}.items():
        answer = ask(by=town.zhou, user=town.he.pick_words(), **{field: value})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def test_without_the_right_there_is_no_form(town, ask):
    assert ask(by=town.wang).status_code == 403


def test_an_ambiguous_name_is_asked_about(town, ask):
    errors = ask(place="崇安").context["form"].errors["place"]
    assert "崇安社区（640104001002）" in errors[0]
    assert ask(place="北塔社区第一").status_code == 302


def test_the_list_is_narrowed_by_place_role_and_term(town, client):
    client.force_login(town.admin)

    def listed(**query):
        return {row.user.username for row in client.get(reverse("appointment-list"), query).context["table"].data.data}

    town.jin.appointments.get().relieve(by=town.admin)
    assert listed(place=town.street.pk) == {"li", "qian", "zhao", "zhou", "chen", "liu"}
    assert listed(role=Group.objects.get(name="网格员").pk) == {"zhao", "zhou"}
    assert listed(term="ended") == {"jin"}
    assert listed(text="陈") == {"chen"}


@pytest.mark.parametrize("posts", [1, 5])
def test_the_list_costs_the_same_however_long(town, client, posts, django_assert_num_queries):
    for _number in range(posts - 1):
        appoint(town.sun, "网格员", town.street_office, town.cell_two)
    client.force_login(town.admin)
    url, query = reverse("appointment-list"), {"place": town.cell_two.pk}
    client.get(url, query)
    with django_assert_num_queries(11):
        assert client.get(url, query).context["count"] == posts


def test_the_api_appoints_and_relieves(town, client):
    client.force_login(town.admin)
    given = {
        "user": town.sun.pk,
        "role": Group.objects.get(name="网格员").pk,
        "organisation": town.street_office.pk,
        "place": town.cell.pk,
        "title": "网格员",
        "since": "2026-01-01",
    }
    made = client.post("/api/v1/appointments/", given, content_type="application/json")
    assert made.status_code == 201
    assert shops_of(town.sun) == {town.shop}
    relieved = client.post(f"/api/v1/appointments/{made.json()['id']}/relieve/")
    assert (relieved.status_code, relieved.json()["term"]) == (200, "ended")
    assert shops_of(town.sun) == set()
