"""The daily reminder: who gets one, what it says, and that it comes once."""

import pytest

from notifications.models import Message
from tasks import jobs
from tasks.digests import send_digests
from tasks.escalation import climb_due
from tests.town import assignment, moment

MORNING = moment("2026-11-26 08:30")


def digest(person, channel="portal"):
    return Message.objects.filter(recipient=person, key="digest:2026-11-26", channel=channel)


@pytest.fixture
def work(town):
    for due in ("2026-11-24 18:00", "2026-11-27 18:00", "2026-12-31 18:00"):
        assignment(town, at=moment("2026-11-09 09:30"), due_at=moment(due))
    climb_due(at=moment("2026-11-24 18:00"))


def test_it_says_what_is_overdue_due_soon_and_unanswered(town, work):
    send_digests(at=MORNING)
    assert digest(town.he).get().text == "今日待办：1 件已逾期，1 件即将到期，3 件函件未签收"
    assert digest(town.he, "email").get().next_attempt_at == MORNING
    assert digest(town.he).get().url.endswith("?waiting=true")


def test_leaders_are_told_what_lies_on_their_desk_and_reviewers_what_came_back(town, work):
    climb_due(at=moment("2026-11-26 18:00"))
    town.education.assignments.last().accept(by=town.he)
    town.education.assignments.last().submit(by=town.he, report="已办结")
    send_digests(at=MORNING)
    assert digest(town.leader).get().text == "今日待办：1 件函件待签发"
    assert digest(town.ma).get().text == "今日待办：1 件待审核"


def test_who_has_nothing_open_is_left_in_peace(town, work):
    send_digests(at=MORNING)
    assert set(Message.objects.filter(key="digest:2026-11-26").values_list("recipient__username", flat=True)) == {"he"}


def test_run_twice_it_comes_once(town, work):
    send_digests(at=MORNING)
    send_digests(at=MORNING)
    assert Message.objects.filter(key="digest:2026-11-26").count() == 2


def test_not_on_a_day_off(town, work):
    assert send_digests(at=moment("2026-11-28 08:30")) == 0
    assert send_digests(at=moment("2026-10-01 08:30")) == 0


def test_work_with_a_named_person_counts_for_that_person_only(town):
    assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-24 18:00"), owner=town.sun)
    send_digests(at=MORNING)
    assert digest(town.sun).get().text == "今日待办：1 件已逾期"
    assert not digest(town.he).exists()


def test_the_job_sends_once_a_day(town, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs.digests, "send_digests", lambda at: sent.append(at) or 0)
    jobs.send_digests()
    jobs.send_digests()
    assert len(sent) == 1


def test_one_person_or_many_the_same_queries(town, work, django_assert_num_queries):
    with django_assert_num_queries(14):
        send_digests(at=MORNING)
    for _number in range(4):
        assignment(town, organisation=town.branch, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-24 18:00"))
    with django_assert_num_queries(14):
        send_digests(at=moment("2026-11-27 08:30"))
