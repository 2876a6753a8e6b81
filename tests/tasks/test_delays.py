"""What puts work off: holds that stop the clock, extensions that are asked for and decided, reports taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from notifications.models import Message
from tasks.escalation import climb_due
from tasks.holding import resume_held
from tasks.models import Assignment, Extension, Notice
from tests.town import assignment, moment

HANDED_OUT, DUE = moment("2026-11-02 09:00"), moment("2026-11-20 18:00")


@pytest.fixture
def work(town):
    made = assignment(town, at=HANDED_OUT, due_at=DUE)
    made.accept(by=town.he, at=HANDED_OUT)
    return made


def hold(town, work, since="2026-11-12 10:00", until=date(2026, 11, 30)):
    work.hold(by=town.ma, until=until, note="等上级文件", at=moment(since))


def test_no_letter_goes_out_while_work_is_on_hold(town, work):
    hold(town, work)
    climb_due(at=moment("2026-11-27 18:00"))
    assert not Notice.objects.exists()
    assert Message.objects.filter(recipient=town.he, text__contains="已挂起").exists()


def test_resumed_work_is_due_later_by_the_working_days_that_were_held(town, work):
    hold(town, work)
    work.resume(by=town.ma, at=moment("2026-11-17 10:00"))  # Thursday to Tuesday: three working days
    assert (work.status, work.due_at, work.first_due_at) == ("under_way", moment("2026-11-25 18:00"), DUE)
    assert work.next_rung_at == moment("2026-11-20 18:00")
    assert (work.held_at, work.held_until) == (None, None)


def test_a_hold_over_the_national_holiday_counts_its_make_up_days_and_not_its_days_off(town):
    made = assignment(town, at=moment("2026-09-01 09:00"), due_at=moment("2026-10-12 18:00"))
    made.hold(by=town.ma, until=date(2026, 10, 20), note="假期", at=moment("2026-09-29 10:00"))
    made.resume(by=town.ma, at=moment("2026-10-09 10:00"))
    # 30 September, 8 and 9 October are worked, 1 to 7 October are not; from 12 October three working days on is the 15th
    assert made.due_at == moment("2026-10-15 18:00")


def test_a_hold_ends_by_itself_and_only_once(town, work):
    hold(town, work, until=date(2026, 11, 20))
    assert resume_held(at=moment("2026-11-19 23:59")) == 0
    assert resume_held(at=moment("2026-11-20 00:05")) == 1
    assert resume_held(at=moment("2026-11-20 00:05")) == 0
    work.refresh_from_db()
    assert work.status == "under_way"
    assert Entry.objects.about(work).get(verb="resume").actor is None


def test_nothing_is_held_longer_than_ninety_days_and_no_finding_at_all(town, work):
    with pytest.raises(Refused, match="90"):
        hold(town, work, until=date(2027, 3, 1))
    found = assignment(town, kind="same_day", organisation=town.station)
    with pytest.raises(Refused):
        hold(town, found)
    work.refresh_from_db()
    assert work.status == "under_way"


def test_the_page_asks_for_a_day_within_the_longest_hold(client, town, work):
    client.force_login(town.ma)
    url = reverse("assignment-hold", args=[work.pk])
    assert client.post(url, {"until": timezone.localdate() + timedelta(days=91), "note": "等文件"}).status_code == 422
    assert client.post(url, {"until": timezone.localdate(), "note": "等文件"}).status_code == 422
    assert client.post(url, {"until": timezone.localdate() + timedelta(days=5), "note": "等文件"}).status_code == 302
    assert Assignment.objects.get(pk=work.pk).status == "held"
    client.force_login(town.he)
    assert client.post(reverse("assignment-resume", args=[work.pk])).status_code == 403


def test_an_extension_is_asked_granted_and_the_first_deadline_kept(client, town):
    due = timezone.now() + timedelta(days=5)
    work, later = assignment(town, due_at=due), due + timedelta(days=10)
    client.force_login(town.he)
    answer = client.post(reverse("assignment-extend", args=[work.pk]), {"until": later.isoformat(), "note": "设备未到货"})
    assert answer.status_code == 302
    asked = Extension.objects.get()
    assert (asked.status, asked.due_before) == ("asked", due)
    assert client.post(reverse("extension-grant", args=[asked.pk])).status_code == 403
    assert client.post(reverse("assignment-extend", args=[work.pk]), {"until": later.isoformat(), "note": "再要"}).status_code == 409
    client.force_login(town.ma)
    assert client.post(reverse("extension-grant", args=[asked.pk])).status_code == 302
    work.refresh_from_db()
    assert (work.due_at, work.first_due_at) == (later, due)
    assert client.post(reverse("extension-grant", args=[asked.pk])).status_code == 409
    assert "设备未到货" in client.get(work.get_absolute_url()).content.decode()


def test_a_refused_extension_moves_nothing(town, work):
    asked = work.extend(by=town.he, until=DUE + timedelta(days=7), note="人手不足")
    asked.refuse(by=town.ma, note="按期办结")
    work.refresh_from_db()
    assert (work.due_at, work.first_due_at, asked.status) == (DUE, None, "refused")
    work.extend(by=town.he, until=DUE + timedelta(days=7), note="再次申请")


def test_an_extension_to_an_earlier_day_is_refused(town, work):
    with pytest.raises(Refused):
        work.extend(by=town.he, until=DUE, note="不变")
    assert not Extension.objects.exists()


def test_letters_written_before_an_extension_stand_and_those_to_come_follow(town, work):
    climb_due(at=moment("2026-11-17 18:00"))
    work.extend(by=town.he, until=moment("2026-11-30 18:00"), note="设备未到货").grant(by=town.ma, at=moment("2026-11-18 09:00"))
    climb_due(at=moment("2026-11-27 18:00"))
    assert list(Notice.objects.values_list("kind", flat=True)) == ["reminder"]
    climb_due(at=moment("2026-11-30 18:00"))
    assert list(Notice.objects.order_by("id").values_list("kind", flat=True)) == ["reminder", "urging"]


def test_a_report_is_taken_back_before_it_is_reviewed(town, work):
    work.submit(by=town.he, report="已办结", at=moment("2026-11-18 09:00"))
    work.take_back(by=town.he, at=moment("2026-11-18 10:00"))
    assert work.status == "under_way"
    with pytest.raises(Refused):
        work.close(by=town.ma)


def test_another_office_sees_no_extension(client, town, work):
    asked = work.extend(by=town.he, until=DUE + timedelta(days=7), note="人手不足")
    client.force_login(town.wang)
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.get(reverse("extension-list")).context["count"] == 0


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_queries_for_one_and_five(client, town, count, django_assert_num_queries):
    for _n in range(count):
        assignment(town).extend(by=town.he, until=timezone.now() + timedelta(days=40), note="人手不足")
    client.force_login(town.ma)
    with django_assert_num_queries(10):
        client.get(reverse("extension-list"))
