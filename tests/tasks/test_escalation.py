"""The ladder at work: what a sweep writes, and that each rung is climbed exactly once whatever happens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Entry
from notifications.models import Message
from tasks import escalation
from tasks.escalation import climb_due, recompute_ladders
from tasks.models import Assignment, Climb, LetterTemplate, Notice, Rung
from tests.town import appoint, assignment, moment

HANDED_OUT, DUE = moment("2026-11-09 09:30"), moment("2026-11-25 18:00")


@pytest.fixture
def work(town):
    return assignment(town, at=HANDED_OUT, due_at=DUE, creation_task=town.creation_task)


def test_three_workdays_before_the_due_moment_a_reminder_goes_out(town, work):
    assert climb_due(at=moment("2026-11-20 17:59")) == 0
    assert climb_due(at=moment("2026-11-20 18:00")) == 1
    letter = Notice.objects.get()
    assert (letter.kind, letter.status, letter.number) == ("reminder", "issued", "银食安办提〔2026〕1号")
    assert (letter.issuer, letter.addressee, letter.place) == (town.office, town.education, town.city)
    assert letter.title == "关于按期办结“学校食堂明厨亮灶”的提醒函"
    assert "我办于11月9日向你单位交办“学校食堂明厨亮灶”（创建任务第1项），办结期限为11月25日18时。" in letter.body
    work.refresh_from_db()
    assert (work.climbed, work.next_rung_at) == (1, DUE)
    assert [entry.note for entry in work.history()][0] == "发出提醒函 银食安办提〔2026〕1号"
    assert letter.history()[0].verb == "issue"
    news = Message.objects.filter(recipient=town.he, entry=letter.history()[0])
    assert {message.channel for message in news} == {"portal", "email"}
    assert news[0].text == "收到提醒函 银食安办提〔2026〕1号"
    assert news[0].url == letter.get_absolute_url()
    assert not Message.objects.filter(entry=letter.history()[0]).exclude(recipient=town.he).exists()


def test_the_supervision_notice_is_drafted_for_the_leader_and_takes_its_number_at_signing(town, work):
    climb_due(at=moment("2026-11-27 18:00"))
    draft = Notice.objects.get(kind="supervision")
    assert (draft.status, draft.serial, draft.issued_at) == ("draft", None, None)
    assert "11月27日发出提醒函（银食安办提〔2026〕1号）" in draft.body
    assert Message.objects.filter(recipient=town.leader, channel="portal").get().text.startswith("待签发：督办通知 关于限期办结")
    draft.sign(by=town.leader, at=moment("2026-11-27 19:00"))
    assert draft.number == "银食安办督〔2026〕1号"
    work.refresh_from_db()
    assert (work.climbed, work.next_rung_at) == (3, moment("2026-12-02 18:00"))


def test_days_without_a_beat_are_caught_up_each_rung_once_in_order(town, work):
    assert climb_due(at=moment("2026-12-05 09:00")) == 5
    kinds = ["reminder", "urging", "supervision", "interview", "circular"]
    assert [letter.kind for letter in Notice.objects.order_by("id")] == kinds
    assert climb_due(at=moment("2026-12-06 09:00")) == 0


def test_the_same_day_ladder_follows_the_clock(town):
    found = assignment(town, organisation=town.station, kind="same_day", at=moment("2026-11-21 10:00"), due_at=moment("2026-11-22 00:00"))
    assert climb_due(at=moment("2026-11-21 10:00")) == 1
    assert Notice.objects.get().title == "关于整改“学校食堂明厨亮灶”问题的交办单"
    climb_due(at=moment("2026-11-21 18:00"))
    urging = Notice.objects.get(kind="urging")
    assert urging.title == "关于当日整改“学校食堂明厨亮灶”问题的催办单"
    assert "要求于11月21日24时前整改到位" in urging.body
    climb_due(at=moment("2026-11-22 00:00"))
    assert found.notices.latest("id").kind == "supervision"
    assert climb_due(at=moment("2026-11-23 11:59")) == 0
    climb_due(at=moment("2026-11-23 12:00"))
    circular = found.notices.latest("id")
    assert (circular.kind, circular.status, found.notices.count()) == ("circular", "draft", 4)


def test_what_nobody_at_the_office_may_sign_is_drafted_in_the_name_of_the_office_above(town):
    at = moment("2026-11-23 10:00")
    for issuer in (town.station, town.education):
        kind = {"kind": "same_day"} if issuer == town.station else {}
        assignment(town, organisation=town.street_office, issuer=issuer, at=at, due_at=moment("2026-11-23 23:00"), by=town.qian, **kind)
    climb_due(at=moment("2026-12-09 10:00"))
    drafts = {letter.assignment.issuer: letter for letter in Notice.objects.filter(kind="circular").select_related("issuer")}
    assert (drafts[town.station].issuer, drafts[town.education].issuer) == (town.branch, town.office)
    assert Message.objects.filter(recipient=town.wang, url=drafts[town.station].get_absolute_url()).exists()
    drafts[town.station].sign(by=town.wang, at=moment("2026-12-09 10:30"))
    assert drafts[town.station].number == "兴食安办通〔2026〕1号"


def test_a_sweep_that_comes_late_in_the_evening_leaves_ordinary_work_until_the_morning(town, work):
    found = assignment(town, organisation=town.station, kind="same_day", at=moment("2026-11-20 10:00"), due_at=moment("2026-11-21 00:00"))
    assert climb_due(at=moment("2026-11-20 23:00")) == 2
    assert {letter.assignment for letter in Notice.objects.all()} == {found}
    assert climb_due(at=moment("2026-11-21 06:59")) == 1
    assert climb_due(at=moment("2026-11-21 07:00")) == 1
    assert Notice.objects.get(assignment=work).issued_at == moment("2026-11-21 07:00")


def test_by_night_a_same_day_letter_reaches_its_people_at_once(town):
    assignment(town, organisation=town.station, kind="same_day", at=moment("2026-11-20 10:00"), due_at=moment("2026-11-21 00:00"))
    climb_due(at=moment("2026-11-21 00:00"))
    late = Message.objects.filter(channel="email", created_at=moment("2026-11-21 00:00"), entry__subject_type="tasks.notice")
    assert set(late.values_list("next_attempt_at", "urgent")) == {(moment("2026-11-21 00:00"), True)}


@pytest.mark.parametrize("status", ["submitted", "closed", "void", "draft"])
def test_work_that_lies_with_nobody_is_not_pressed(town, work, status):
    Assignment.objects.update(status=status)
    assert climb_due(at=moment("2026-12-05 09:00")) == 0


def test_a_rung_climbed_already_gives_no_second_letter_and_no_lost_number(town, work):
    climb_due(at=moment("2026-11-20 18:00"))
    Assignment.objects.update(climbed=0, next_rung_at=moment("2026-11-20 18:00"))
    climb_due(at=moment("2026-11-20 18:01"))
    assert Notice.objects.count() == Climb.objects.count() == 1
    assignment(town, at=HANDED_OUT, due_at=DUE)
    climb_due(at=moment("2026-11-20 18:02"))
    assert sorted(Notice.objects.values_list("serial", flat=True)) == [1, 2]


def test_a_row_that_raises_is_parked_and_holds_up_nobody(town, work, monkeypatch):
    others = [assignment(town, at=HANDED_OUT, due_at=DUE, title=f"第{n}件") for n in range(5)]
    write = LetterTemplate.write

    def fails_for_one(template, fields):
        if fields["task"] == "第3件":
            raise ValueError("no such words")
        return write(template, fields)

    monkeypatch.setattr(LetterTemplate, "write", fails_for_one)
    climb_due(at=moment("2026-11-20 18:00"))
    others[3].refresh_from_db()
    assert others[3].parked == "ValueError: no such words"
    assert others[3].climbed == 0
    assert sorted(Notice.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]
    assert climb_due(at=moment("2026-11-20 18:00")) == 0


def test_a_database_that_goes_away_parks_nothing(town, work, monkeypatch):
    def gone(*args, **kwargs):
        raise escalation.OperationalError("server closed the connection")

    monkeypatch.setattr(escalation, "write_letters", gone)
    with pytest.raises(escalation.OperationalError):
        climb_due(at=moment("2026-11-20 18:00"))
    work.refresh_from_db()
    assert (work.parked, work.climbed) == ("", 0)
    assert not Climb.objects.exists()


def test_an_office_with_nobody_in_post_still_gets_its_letter(town):
    assignment(town, organisation=town.branch_two, at=HANDED_OUT, due_at=DUE)
    town.jin.appointments.get().relieve(by=town.admin, at=HANDED_OUT)
    climb_due(at=moment("2026-11-20 18:00"))
    assert Notice.objects.get().status == "issued"
    assert not Message.objects.filter(entry__subject_type="tasks.notice").exists()


def test_people_read_the_news_in_their_own_language(town, work):
    town.he.language = "en"
    town.he.save()
    climb_due(at=moment("2026-11-20 18:00"))
    assert Message.objects.filter(recipient=town.he).last().text == "Letter received: reminder letter 银食安办提〔2026〕1号"


def test_districts_number_their_letters_in_series_of_their_own(town):
    for organisation in [town.street_office, town.station, town.station]:
        assignment(town, issuer=town.branch, organisation=organisation, at=HANDED_OUT, due_at=DUE)
    assignment(town, at=HANDED_OUT, due_at=DUE)
    climb_due(at=moment("2026-11-20 18:00"))
    numbers = sorted(letter.number for letter in Notice.objects.all())
    assert numbers == ["兴食安办提〔2026〕1号", "兴食安办提〔2026〕2号", "兴食安办提〔2026〕3号", "银食安办提〔2026〕1号"]


def test_a_thousand_rows_cost_the_same_queries_as_one(town, django_assert_num_queries):
    def costs():
        with django_assert_num_queries(24):
            climb_due(at=moment("2026-11-20 18:00"))

    assignment(town, at=HANDED_OUT, due_at=DUE)
    costs()
    for _number in range(50):
        assignment(town, at=HANDED_OUT, due_at=DUE)
    costs()


def test_a_changed_rung_moves_the_open_work_but_climbs_nothing(town, work):
    Rung.objects.filter(work_kind="campaign", order=1).update(offset=-5)
    assert recompute_ladders(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at == moment("2026-11-18 18:00")
    assert recompute_ladders(at=timezone.now()) == 0
    assert not Notice.objects.exists()


def test_a_rung_that_moved_into_the_future_is_not_climbed_early(town, work):
    Rung.objects.filter(work_kind="campaign", order=1).update(offset=-1)
    climb_due(at=moment("2026-11-20 18:00"))
    work.refresh_from_db()
    assert (work.climbed, work.next_rung_at) == (0, moment("2026-11-24 18:00"))


def test_a_ladder_without_rungs_lets_the_work_rest(town, work):
    Rung.objects.update(is_active=False)
    climb_due(at=DUE + timedelta(days=9))
    work.refresh_from_db()
    assert work.next_rung_at is None
    assert not Entry.objects.filter(verb="climb").exists()


def test_two_hands_in_post_are_told_once_each(town, work):
    appoint(town.sun, "部门联络员", town.education, town.city)
    appoint(town.sun, "市级督导", town.education, town.city)
    climb_due(at=moment("2026-11-20 18:00"))
    assert Message.objects.filter(recipient=town.sun, channel="portal", entry__subject_type="tasks.notice").count() == 1
