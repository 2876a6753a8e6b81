"""Standing in and handing over: what goes along, what stays as it is, what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from base.reach import may
from grid.handover import hand_over
from grid.models import Appointment, HandOver
from tests.town import appoint, assignment

TODAY = timezone.localdate()
WEEK = TODAY + timedelta(days=7)


def forget(*people):
    for person in people:
        person.__dict__.pop("posts", None)


def test_open_work_of_a_post_goes_to_the_successor_and_no_clock_starts_anew(town):
    named = assignment(town, organisation=town.street_office, place=town.cell, owner=town.zhao)
    elsewhere = assignment(town, organisation=town.street_office, place=town.cell_two, owner=town.zhao)
    due_at, rung_at = named.due_at, named.next_rung_at
    post = town.zhao.appointments.get()
    done = post.hand_over(by=town.admin, successor=town.sun, note="调任")

    named.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (named.owner, named.due_at, named.next_rung_at) == (town.sun, due_at, rung_at)
    assert elsewhere.owner == town.zhao  # not of this post
    assert [line["title"] for line in done.lines] == [named.title] and done.lines[0]["due_at"] == due_at.isoformat()
    new = town.sun.appointments.get()
    assert (new.role, new.place, new.organisation, new.title, new.since) == (post.role, town.cell, town.street_office, "网格员", TODAY)
    forget(town.zhao, town.sun)
    assert may(town.sun, "view", town.shop) and not may(town.zhao, "view", town.shop)
    assert Entry.objects.about(named).filter(verb="change", actor=town.admin).exists()


def test_all_posts_go_in_one_act_with_one_sheet(town):
    appoint(town.zhao, "网格员", town.street_office, town.cell_two)
    done = hand_over(list(town.zhao.appointments.order_by("pk")), to=town.sun, by=town.admin)
    assert len(done.posts) == 2 and HandOver.objects.count() == 1
    assert not town.zhao.appointments.current(TODAY).exists() and town.sun.appointments.current(TODAY).count() == 2


def test_a_successor_who_holds_the_post_already_gets_no_second_one(town):
    appoint(town.zhou, "网格员", town.street_office, town.cell)
    town.zhao.appointments.get().hand_over(by=town.admin, successor=town.zhou)
    assert town.zhou.appointments.current(TODAY).filter(place=town.cell).count() == 1


@pytest.mark.parametrize("who", ["zhao", "closed"])
def test_no_hand_over_to_oneself_or_to_a_closed_account(town, who):
    town.closed = town.sun
    town.sun.is_active = False
    town.sun.save()
    with pytest.raises(Refused):
        town.zhao.appointments.get().hand_over(by=town.admin, successor=getattr(town, who))
    assert town.zhao.appointments.current(TODAY).count() == 1 and not HandOver.objects.exists()


def test_a_stand_in_acts_for_the_term_and_is_said_to_stand_in(town):
    post = town.zhao.appointments.get()
    acting = post.stand_in(by=town.admin, deputy=town.li, since=TODAY, until=WEEK)
    forget(town.li)
    assert "（代赵梅）" in str(acting) or "standing in for 赵梅" in str(acting)
    assert town.li.post_at(town.shop) == acting and town.li.post_at(town.shop_two) != acting
    assert not Appointment.objects.current(WEEK).filter(pk=acting.pk).exists()
    assert post.is_current(TODAY)


def test_who_has_no_reach_there_cannot_stand_in(town):
    post = town.zhao.appointments.get()
    for deputy in (town.zhou, town.sun, town.jin, town.zhao):
        with pytest.raises(Refused):
            post.stand_in(by=town.admin, deputy=deputy, since=TODAY, until=WEEK)
    assert Appointment.objects.filter(stands_in_for=post).count() == 0


def test_a_stand_in_ends_with_the_post_and_has_none_of_the_own(town):
    post = town.zhao.appointments.get()
    acting = post.stand_in(by=town.admin, deputy=town.li, since=TODAY, until=WEEK)
    assert acting.why_not("stand_in") and acting.why_not("hand_over")
    post.hand_over(by=town.admin, successor=town.sun)
    acting.refresh_from_db()
    assert acting.status == Appointment.RELIEVED


def test_pages_ask_and_the_sheet_is_a_pdf(town, client):
    client.force_login(town.admin)
    post = town.zhao.appointments.get()
    refused = client.post(f"/appointments/{post.pk}/stand_in/", {"deputy": town.zhou.username, "since": TODAY, "until": WEEK})
    assert refused.status_code == 422 and "北塔" not in str(refused.context["form"].errors["deputy"])
    assert client.get(f"/people/{town.zhao.pk}/hand-over/").status_code == 200
    answer = client.post(f"/people/{town.zhao.pk}/hand-over/", {"successor": "sun", "note": ""})
    done = HandOver.objects.get()
    assert answer["Location"] == done.get_absolute_url()
    assert client.get(done.get_absolute_url()).status_code == 200
    assert client.get(f"/hand-overs/{done.pk}/pdf/").content.startswith(b"%PDF")
    assert client.get(f"/people/{town.zhao.pk}/hand-over/").status_code == 409
    client.force_login(town.jin)
    assert client.get(done.get_absolute_url()).status_code == 404


def test_a_post_of_the_api_is_handed_over_by_the_same_verb(town, client):
    client.force_login(town.admin)
    post = town.zhao.appointments.get()
    answer = client.post(f"/api/v1/appointments/{post.pk}/hand_over/", {"successor": "sun"}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert town.sun.appointments.current(TODAY).exists()


def test_a_stand_in_begins_today_whenever_the_post_began(town, client):
    client.force_login(town.admin)
    form = client.get(f"{town.zhao.appointments.get().get_absolute_url()}stand_in/").context["form"]
    assert (form["since"].value(), form["until"].value()) == (TODAY, None)
