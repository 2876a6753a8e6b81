"""The board of an office and of a person: the same page, their numbers, and nobody sees more by asking."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboards.counters import Counters, may_count
from dashboards.figures import FIGURES, Days, count
from dashboards.whose import Whose
from guarantees.models import Guarantee
from tasks.models import Assignment
from tests.dashboards.test_figures import listed
from tests.town import assignment
from workdays.calendar import Calendar

pytestmark = pytest.mark.django_db


def board(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("board"), asked)


def everybodys(town):
    offices = [Whose(office=office) for office in (town.branch, town.station, town.education)]
    return [*offices, *(Whose(person=person) for person in (town.zhao, town.qian, town.wang, town.chen))]


@pytest.mark.parametrize("username", ["ma", "wang", "zhao", "chen", "he", "jin", "sun"])
def test_numbers_of_offices_and_people_equal_their_lists(busy, username):
    user, now = busy.people[username], Days(calendar=Calendar.current())
    for whose in everybodys(busy):
        names = [name for name, figure in FIGURES.items() if may_count(user, figure, whose)]
        for name, number in count(names, user, None, now, whose).items():
            assert len(listed(number.url, user)) == number.value, (whose.name, name)


def test_the_board_of_an_office_counts_what_it_has_to_do(busy, client):
    shown = board(client, busy.ma, office=busy.branch.pk).context
    numbers = shown["whole"]["n"]
    assert shown["place"] == busy.xingqing and shown["page_title"] == "兴庆区分局看板"
    assert numbers["work_open"].value == Assignment.objects.open().filter(organisation=busy.branch).count()
    assert numbers["letters_waiting"].value == 1
    assert "gaps" not in numbers and "establishments" not in numbers
    assert f"office={busy.branch.pk}" in numbers["work_open"].url


def test_the_numbers_of_an_office_are_the_same_whatever_is_kept(busy):
    now, whose = Days(calendar=Calendar.current()), Whose(office=busy.station)
    found = Counters(busy.ma, busy.city, [busy.xingqing], now, whose=whose)
    assert found.kept == set()
    for name, number in found.of(busy.xingqing).items():
        assert number.value == whose.among(FIGURES[name].rows(busy.ma, busy.xingqing, now)).count()


def test_a_department_sees_its_own_board_and_no_other(busy, client):
    own = board(client, busy.he)
    assert own.status_code == 200 and own.context["whose"].office == busy.education
    assert own.context["whole"]["n"]["work_open"].value == Assignment.objects.open().filter(organisation=busy.education).count()
    assert own.context["findings"]["rows"] == []
    assert board(client, busy.he, office=busy.branch.pk).status_code == 404
    assert board(client, busy.he, place=busy.xingqing.pk, office=busy.education.pk).status_code == 404


@pytest.mark.parametrize(
    ("username", "asked", "status"),
    [
        ("wang", {"office": "branch"}, 200),
        ("wang", {"office": "branch_two"}, 404),
        ("jin", {"person": "zhao"}, 404),
        ("wang", {"person": "zhao"}, 200),
        ("zhao", {"person": "zhao"}, 200),
        ("zhao", {"person": "qian"}, 404),
        ("sun", {"person": "sun"}, 404),
        ("ma", {"office": "nothing"}, 404),
    ],
)
def test_who_sees_whose_board(busy, client, username, asked, status):
    named = {key: getattr(getattr(busy, value, None), "pk", "x") for key, value in asked.items()}
    assert board(client, busy.people[username], **named).status_code == status


def test_who_reaches_little_of_an_office_counts_that_little(busy):
    """The station works in one township; who sees one cell of it counts the findings of that cell."""
    now, station = Days(calendar=Calendar.current()), Whose(office=busy.station)
    here, all_of_it = (count(["found"], user, None, now, station)["found"].value for user in (busy.zhao, busy.ma))
    assert 0 < here < all_of_it


def test_ones_own_board_counts_own_work_visits_and_shops(busy, client):
    post = busy.chen.appointments.get()
    Guarantee.objects.create(
        establishment=busy.shop, place=busy.shop.place, appointment=post, since=timezone.localdate(), counts_from=timezone.localdate()
    )
    assignment(busy, organisation=busy.street_office, owner=busy.qian)
    mine = board(client, busy.chen, person=busy.chen.pk).context["whole"]["n"]
    assert mine["establishments"].value == 1
    theirs = board(client, busy.qian, person=busy.qian.pk).context["whole"]["n"]
    assert theirs["inspected_lately"].value == 4
    assert Assignment.objects.get(owner=busy.qian).pk in listed(theirs["work_open"].url, busy.qian)


def test_an_office_leads_tasks(busy, client):
    tasks = board(client, busy.ma, office=busy.education.pk).context["tasks"]
    assert tasks["count"] == 1
    assert [len(listed(state["url"], busy.ma)) for state in tasks["states"]] == [state["count"] for state in tasks["states"]]


def test_a_list_of_an_office_or_a_person_that_does_not_exist_is_not_found(busy, client):
    client.force_login(busy.ma)
    for asked in ({"office": "9999999"}, {"person": "x"}, {"office": ""}):
        answer = client.get("/findings/", {"figure": "open"} | asked)
        assert answer.status_code == (200 if asked == {"office": ""} else 404)
    assert client.get("/proof/", {"figure": "gaps", "office": busy.branch.pk}).status_code == 404
