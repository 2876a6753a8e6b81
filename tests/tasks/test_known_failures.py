"""Where other systems count wrong: each failure that is known has its test here."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tasks.escalation import climb_due, recompute_ladders
from tasks.holding import held_words, holds_of
from tasks.models import Assignment, Notice, Recount, Rung
from tasks.now import Now
from tasks.recounting import recount_asked
from tests.town import assignment, moment
from workdays.calendar import Calendar
from workdays.models import SpecialDay


def first_rung(**fields):
    Rung.objects.filter(work_kind="campaign").exclude(order=1).update(is_active=False)
    Rung.objects.filter(work_kind="campaign", order=1).update(**{"clock": None} | fields)


def work_due(town, due, *, at="2026-01-05 09:00"):
    return assignment(town, at=moment(at), due_at=moment(due))


@pytest.mark.parametrize(
    ("counted", "due", "comes"),
    [
        # midnight of a 24-hour calendar: 24:00 of the 30th is no moment of the 1st; by night a letter waits for the morning
        ({"offset_kind": "workdays", "offset": 0}, "2026-10-01 00:00", "2026-10-01 07:00"),
        ({"offset_kind": "workdays", "offset": -1}, "2026-10-01 00:00", "2026-09-30 07:00"),
        # a rung before closing time stays on its day, and two office hours before opening are of the day before
        ({"offset_kind": "office", "offset": -1}, "2026-11-25 18:00", "2026-11-25 17:00"),
        ({"offset_kind": "office", "offset": -1}, "2026-11-25 09:00", "2026-11-24 17:30"),
        # lunch is no office time
        ({"offset_kind": "office", "offset": 1}, "2026-11-25 11:30", "2026-11-25 14:30"),
        ({"offset_kind": "office", "offset": -2}, "2026-11-25 14:30", "2026-11-25 10:30"),
        ({"offset_kind": "office", "offset": 8}, "2026-11-25 11:30", "2026-11-26 12:00"),
        # a week without its Monday: Qingming 2026 is off from Saturday to Monday
        ({"offset_kind": "workdays", "offset": 1}, "2026-04-03 18:00", "2026-04-07 18:00"),
        ({"offset_kind": "office", "offset": 1}, "2026-04-03 18:00", "2026-04-07 09:30"),
        # a week with a worked Saturday
        ({"offset_kind": "workdays", "offset": 1}, "2026-10-09 18:00", "2026-10-10 18:00"),
    ],
)
def test_a_letter_comes_at_its_moment(town, counted, due, comes):
    first_rung(**counted)
    work, comes = work_due(town, due), moment(comes)
    assert work.next_rung_at == comes
    assert climb_due(at=comes - timedelta(seconds=1)) == 0
    assert climb_due(at=comes) == 1


def test_a_hold_across_a_holiday_gives_back_working_days_only(town):
    work = work_due(town, "2026-10-12 18:00", at="2026-09-21 09:00")
    work.hold(by=town.ma, until=date(2026, 10, 9), note="等待自治区文件", at=moment("2026-09-29 10:00"))
    assert climb_due(at=moment("2026-10-08 23:00")) == 0
    work.resume(by=town.ma, at=moment("2026-10-09 10:00"))
    # held: 30 September, 8 and 9 October; the seven days off between them were nobody's time
    assert work.due_at == moment("2026-10-15 18:00")
    assert work.next_rung_at == moment("2026-10-12 18:00")


@pytest.mark.parametrize(
    ("held", "resumed", "due"),
    [
        ("2026-11-23 10:00", "2026-11-23 15:00", "2026-11-26 11:30"),  # three hours: lunch is not counted
        ("2026-11-23 12:10", "2026-11-23 13:50", "2026-11-25 18:00"),  # nobody works in the lunch break
        ("2026-11-28 10:00", "2026-11-29 10:00", "2026-11-25 18:00"),  # nor on a weekend
    ],
)
def test_a_hold_of_less_than_a_day_gives_back_office_hours(town, held, resumed, due):
    work = work_due(town, "2026-11-25 18:00", at="2026-11-02 09:00")
    work.hold(by=town.ma, until=date(2026, 12, 1), note="等待", at=moment(held))
    work.resume(by=town.ma, at=moment(resumed))
    assert work.due_at == moment(due)


def test_the_page_shows_how_long_the_clock_stood_why_and_who_said_so(town, client):
    work = work_due(town, "2026-12-25 18:00", at="2026-11-02 09:00")
    work.hold(by=town.ma, until=date(2026, 11, 30), note="等待自治区文件", at=moment("2026-11-09 10:00"))
    work.resume(by=town.ma, at=moment("2026-11-12 10:00"))
    work.hold(by=town.ma, until=date(2026, 12, 1), note="设备未到货", at=moment("2026-11-16 10:00"))
    holds = holds_of(work, Now(moment("2026-11-18 10:00")))
    assert [(hold.workdays, hold.until, hold.ended_at) for hold in holds] == [
        (3, date(2026, 11, 30), moment("2026-11-12 10:00")),
        (2, date(2026, 12, 1), None),
    ]
    assert held_words(holds) == "5 个工作日"
    client.force_login(town.ma)
    words = client.get(work.get_absolute_url()).content.decode()
    for said in ("时钟暂停", "等待自治区文件", "设备未到货", town.ma.name):
        assert said in words


# A recalculation after the calendar changed ---------------------------------------------------------------------------

CLOSED = {"day": "2126-11-20", "name": "停电", "source": "市政府通知"}  # a Wednesday far from any notice


@pytest.fixture
def admin(client, town):
    town.admin.is_superuser = True
    town.admin.save()
    client.force_login(town.admin)
    return client


def test_a_changed_calendar_first_says_what_moves_and_moves_it_by_the_worker(admin, town):
    work = work_due(town, "2126-11-22 18:00")
    before = work.next_rung_at
    page = admin.post(reverse("specialday-new"), CLOSED)
    assert "1 件在办事项的下一份文书将改期" in page.content.decode()
    assert not SpecialDay.objects.filter(name="停电").exists()
    assert not Recount.objects.exists()
    admin.post(reverse("specialday-new"), CLOSED | {"confirmed": "on"})
    work.refresh_from_db()
    assert work.next_rung_at == before
    assert recount_asked(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at == Calendar.current().add_workdays(work.due_at, -3) < before


def test_a_day_that_is_taken_out_says_what_moves_too(admin, town):
    day = SpecialDay.objects.create(day=date(2126, 11, 20), is_workday=False, name="停电")
    work_due(town, "2126-11-22 18:00")
    url = reverse("specialday-drop", args=[day.pk])
    assert "1 件在办事项的下一份文书将改期" in admin.get(url).content.decode()


def test_a_day_that_moves_nothing_is_entered_without_a_question(admin, town):
    assert admin.post(reverse("specialday-new"), CLOSED).status_code == 302


def test_after_a_recalculation_no_letter_is_written_twice_or_missed(town):
    work = work_due(town, "2026-11-25 18:00", at="2026-11-02 09:00")
    assert climb_due(at=moment("2026-11-20 18:00")) == 1
    for day in (23, 24, 25):  # three days become days off: the reminder would have come earlier
        SpecialDay.objects.create(day=date(2026, 11, day), is_workday=False, name="停电")
    recompute_ladders(at=moment("2026-11-20 18:05"))
    assert climb_due(at=moment("2026-11-20 18:10")) == 0
    assert climb_due(at=moment("2026-11-25 18:00")) == 1
    assert [letter.kind for letter in Notice.objects.filter(assignment=work).order_by("id")] == ["reminder", "urging"]


def test_two_days_without_a_beat_each_rung_once_and_in_order(town):
    found = assignment(town, organisation=town.station, kind="same_day", at=moment("2026-11-23 10:00"), due_at=moment("2026-11-24 00:00"))
    assert climb_due(at=moment("2026-11-25 10:00")) == 4
    assert [letter.kind for letter in found.notices.order_by("id")] == ["dispatch", "urging", "supervision", "circular"]
    assert climb_due(at=moment("2026-11-25 10:01")) == 0
    assert Assignment.objects.get().next_rung_at is None


# Due moments ----------------------------------------------------------------------------------------------------------


def test_work_may_be_due_in_office_hours(town, client):
    client.force_login(town.ma)
    asked = {"issuer": town.office.pk, "title": "核对台账", "requirement": "逐项核对。", "organisation": town.education.pk}
    earliest = Calendar.current().add_work_hours(timezone.now(), 8)
    assert client.post(reverse("assignment-new"), asked | {"organisation": str(town.education), "hours": 8}).status_code == 302
    work = Assignment.objects.get(title="核对台账")
    assert earliest <= work.due_at <= Calendar.current().add_work_hours(timezone.now(), 8)
    page = client.post(reverse("assignment-new"), asked | {"organisation": str(town.education), "title": "没有期限"})
    assert page.status_code == 422
    assert "due_at" in page.context["form"].errors


def test_another_due_moment_says_first_where_its_letters_would_go(town, client):
    work = work_due(town, "2126-11-22 18:00")
    Assignment.objects.filter(pk=work.pk).update(climbed=1)
    client.force_login(town.ma)
    words = client.get(reverse("assignment-due"), {"due_at": "2036-06-01T18:00", "work": work.pk}).content.decode()
    assert "现下一份文书" in words
    assert "催办单" in words
    assert "提醒函" not in words
    work.refresh_from_db()
    assert work.due_at == moment("2126-11-22 18:00")
