"""A calendar reads one person's deadlines under a secret address."""

import secrets
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from audit.models import Entry
from tasks.feeds import ics
from tasks.models import CalendarFeed
from tests.town import assignment


def address(client, town):
    client.force_login(town.he)
    client.post(reverse("calendar-renew"))
    page = client.get(reverse("calendar-address"))
    return page.context["address"].partition("/calendar/")[2]


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_the_calendar_holds_open_deadlines_only(town, client):
    work = assignment(town, title="学校食堂")
    assignment(town, organisation=town.branch, place=town.xingqing)
    done = assignment(town)
    done.cancel(by=town.ma, note="重复")
    word = address(client, town)
    client.logout()
    response = client.get(f"/calendar/{word}")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    (event,) = events(response.content)
    assert event["UID"].startswith(f"assignment-{work.pk}@")
    assert event.decoded("DTSTART") == work.due_at.replace(microsecond=0)
    assert "学校食堂" in event["SUMMARY"]
    assert event["URL"].endswith(work.get_absolute_url())
    assert event.walk("VALARM")[0].decoded("TRIGGER") == -timedelta(days=1)
    assert CalendarFeed.objects.get().read_at


def test_the_address_is_shown_once_and_only_its_fingerprint_is_kept(town, client):
    word = address(client, town).removesuffix(".ics")
    assert word
    assert client.get(reverse("calendar-address")).context["address"] == ""
    assert word not in CalendarFeed.objects.get().digest
    assert not Entry.objects.filter(note__contains=word).exists()


def test_a_fresh_address_ends_the_old_and_ending_ends_it(town, client):
    first, second = address(client, town), address(client, town)
    assert client.get(f"/calendar/{first}").status_code == 404
    assert client.get(f"/calendar/{second}").status_code == 200
    client.post(reverse("calendar-end"))
    assert client.get(f"/calendar/{second}").status_code == 404
    assert [entry.verb for entry in Entry.objects.about(CalendarFeed.objects.get()).order_by("id")] == ["renew", "renew", "end"]


def test_a_closed_account_has_no_calendar(town, client):
    word = address(client, town)
    town.he.is_active = False
    town.he.save()
    assert client.get(f"/calendar/{word}").status_code == 404


def test_who_asks_too_often_waits(town, client):
    stranger = f"2001:db8::{secrets.token_hex(2)}"  # what another run asked is not counted here
    answers = [client.get("/calendar/guess.ics", REMOTE_ADDR=stranger).status_code for _number in range(61)]
    assert answers == [404] * 60 + [429]


@pytest.mark.parametrize("count", [1, 5])
def test_the_calendar_costs_the_same_queries_for_one_and_five(town, count, django_assert_num_queries):
    for _number in range(count):
        assignment(town)
    person = type(town.he).objects.get(pk=town.he.pk)
    with django_assert_num_queries(2):
        assert len(events(ics(person, at=timezone.now()))) == count
