"""To whom letters go, and how those that nobody acknowledges are spoken of again."""

from datetime import timedelta

import pytest

from notifications.models import Message
from tasks.chasing import chase_unacknowledged, recount_chases
from tasks.escalation import climb_due
from tasks.ladder import Chase, due_chases, next_chase
from tasks.models import Notice, Rung
from tests.town import appoint, assignment, moment

ISSUED = moment("2026-11-20 18:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def work(town):
    return assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"))


@pytest.fixture
def receipt(db):
    """After 24 hours, to the head and the reviewer, as it is seeded."""
    return Rung.objects.get(work_kind="campaign", offset_kind="receipt")


def reminder(**fields):
    Rung.objects.filter(work_kind="campaign", order=1).update(**fields)


def news(words):
    rows = Message.objects.filter(channel="portal", text__startswith=words).order_by("recipient__username")
    return list(rows.values_list("recipient__username", flat=True))


# To whom --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "who"),
    [("responsible", ["he"]), ("head", ["sun"]), ("reviewer", ["ma"]), ("city", ["leader"]), ("district", [])],
)
def test_a_letter_goes_to_those_whom_its_rung_names(town, work, word, who):
    appoint(town.sun, "单位负责人", town.education, town.city)
    reminder(recipients=[word])
    climb_due(at=ISSUED)
    assert [name for name in news("收到提醒函") if name != "sun" or word == "head"] == who


def test_a_leader_is_who_signs_for_the_district_that_holds_the_place(town):
    assignment(town, issuer=town.branch, organisation=town.station, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"))
    reminder(recipients=["district", "city"])
    climb_due(at=ISSUED)
    assert news("收到提醒函") == ["leader", "wang"]


def test_an_office_without_a_head_is_spoken_to_as_a_whole(town, work):
    reminder(recipients=["head", "responsible"])
    climb_due(at=ISSUED)
    assert news("收到提醒函") == ["he"]


def test_a_named_person_hears_of_it_alone_and_all_do_when_that_person_has_left(town):
    appoint(town.sun, "部门联络员", town.education, town.city, until="2026-11-25")
    assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"), owner=town.sun)
    climb_due(at=ISSUED)
    assert news("收到提醒函") == ["sun"]
    climb_due(at=moment("2026-11-25 18:00"))
    assert news("收到催办单") == ["he"]


def test_copies_stand_on_the_letter_and_are_news(town, work):
    reminder(copies=["city", "reviewer"])
    climb_due(at=ISSUED)
    letter = Notice.objects.get()
    assert letter.copies == "银川市人民政府分管领导，市食安办"
    assert news("收到提醒函") == ["he"]
    assert news("抄送件：提醒函") == ["leader", "ma"]


def test_a_signed_letter_goes_to_the_same_people(town, work):
    Rung.objects.filter(work_kind="campaign", order=3).update(recipients=["responsible", "reviewer"], copies=["city"])
    climb_due(at=moment("2026-11-27 18:00"))
    draft = Notice.objects.get(kind="supervision")
    assert draft.copies == "银川市人民政府分管领导"
    assert not news("抄送件")
    draft.sign(by=town.leader, at=moment("2026-11-27 19:00"))
    assert news("收到督办通知") == ["he", "ma"]
    assert news("抄送件") == ["leader"]
    assert draft.chase_at == moment("2026-11-28 19:00")


# Until it is acknowledged ---------------------------------------------------------------------------------------------


def test_a_receipt_that_is_a_day_late_is_a_rung_of_its_own(town, work, receipt):
    climb_due(at=ISSUED)
    assert chase_unacknowledged(at=ISSUED + 23 * HOUR) == 0
    assert chase_unacknowledged(at=ISSUED + 24 * HOUR) == 1
    assert news("签收逾期：提醒函 银食安办提〔2026〕1号") == ["he", "ma"]
    assert chase_unacknowledged(at=ISSUED + 99 * HOUR) == 0
    letter = Notice.objects.get()
    assert [entry.verb for entry in letter.history()] == ["lapse", "issue"]
    assert Notice.objects.count() == 1


def test_who_acknowledges_in_time_hears_nothing_more(town, work):
    reminder(repeat_hours=2)
    climb_due(at=ISSUED)
    Notice.objects.get().acknowledge(by=town.he, at=ISSUED + HOUR)
    assert chase_unacknowledged(at=ISSUED + 99 * HOUR) == 0


def test_a_rung_repeats_until_acknowledged_by_day_with_the_same_number(town, work, receipt):
    Rung.objects.filter(pk=receipt.pk).update(is_active=False)
    reminder(repeat_hours=2)
    climb_due(at=ISSUED)
    at, told = ISSUED, []
    while at < ISSUED + 24 * HOUR:
        if chase_unacknowledged(at=at):
            told.append(at)
        at += timedelta(minutes=30)
    expected = ["20 20:00", "21 07:00", "21 08:00", "21 10:00", "21 12:00", "21 14:00", "21 16:00"]
    assert told == [moment(f"2026-11-{words}") for words in expected]
    assert news("请签收：提醒函 银食安办提〔2026〕1号") == ["he"] * len(told)
    assert Notice.objects.count() == 1


def test_after_an_outage_each_is_said_once(town, work):
    reminder(repeat_hours=2)
    climb_due(at=ISSUED)
    assert chase_unacknowledged(at=ISSUED + 61 * HOUR) == 1
    assert chase_unacknowledged(at=ISSUED + 61 * HOUR) == 0
    assert news("请签收") == ["he"]
    assert news("签收逾期") == ["he", "ma"]


def test_same_day_letters_are_chased_by_night(town):
    assignment(town, organisation=town.station, kind="same_day", at=moment("2026-11-20 21:00"), due_at=moment("2026-11-21 00:00"))
    Rung.objects.filter(work_kind="same_day", order=1).update(repeat_hours=1)
    climb_due(at=moment("2026-11-20 21:00"))
    assert chase_unacknowledged(at=moment("2026-11-20 23:00")) == 1
    assert Message.objects.filter(channel="email", text__startswith="请签收").get().next_attempt_at == moment("2026-11-20 23:00")


def test_a_changed_rung_moves_what_is_waiting(town, work, receipt):
    climb_due(at=ISSUED)
    Rung.objects.filter(pk=receipt.pk).update(offset=48)
    assert recount_chases() == 1
    assert Notice.objects.get().chase_at == ISSUED + 48 * HOUR
    assert recount_chases() == 0


def test_a_hundred_letters_cost_the_same_queries_as_one(town, work, django_assert_num_queries):
    def costs():
        climb_due(at=ISSUED)
        with django_assert_num_queries(19):
            chase_unacknowledged(at=ISSUED + 24 * HOUR)

    costs()
    for _number in range(20):
        assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"))
    costs()


def test_moments_of_a_chase_are_found_without_walking_there():
    chase = Chase("chase", 2, 2, False)
    far = ISSUED + timedelta(days=3000)
    assert next_chase([chase], ISSUED, far) == far + 2 * HOUR
    assert due_chases([chase], ISSUED, far, far + 2 * HOUR) == [chase]
    assert next_chase([Chase("lapse", 24, None, True)], ISSUED, ISSUED + 24 * HOUR) is None
