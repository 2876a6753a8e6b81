"""An assignment's life: who may press what, what is refused, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from notifications.models import Message
from tasks.escalation import climb_due
from tasks.models import Assignment, Notice
from tests.town import assignment, moment

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@pytest.fixture
def work(town):
    return assignment(town)


def press(row, verb, by):
    week = timedelta(days=7)
    words = {
        "submit": {"report": "已办结"},
        "send_back": {"note": "材料不全"},
        "cancel": {"note": "重复交办"},
        "extend": {"until": row.due_at + week, "note": "设备未到"},
        "hold": {"until": timezone.localdate() + week, "note": "等待文件"},
        "break_down": {"organisations": [], "requirement": "分头落实", "due_at": row.due_at},
        "delegate": {"owner": None},
    }
    getattr(row, verb)(by=by, **words.get(verb, {}))


LIFE = [("accept", "he"), ("submit", "he"), ("send_back", "ma"), ("submit", "he"), ("close", "ma")]


def test_a_whole_life_is_recorded_and_told(town, work):
    for verb, who in LIFE:
        press(work, verb, town.people[who])
    assert work.status == Assignment.CLOSED
    assert [entry.verb for entry in work.history()] == ["close", "submit", "send_back", "submit", "accept", "dispatch"]
    assert [report.text for report in work.reports.all()] == ["已办结", "已办结"]
    told = Message.objects.filter(channel="portal", url=work.get_absolute_url()).order_by("id")
    assert [(news.recipient.username, news.text.split("：")[0]) for news in told] == [
        ("he", "新交办"), ("ma", "待审核"), ("he", "已退回"), ("ma", "待审核"), ("he", "已销号"),
    ]  # fmt: skip


@pytest.mark.parametrize("status", list(Assignment.STATUSES))
@pytest.mark.parametrize("verb", list(Assignment.MOVES))
def test_a_verb_works_from_its_sources_and_is_refused_elsewhere_with_nothing_changed(town, work, verb, status):
    held_at, parked = timezone.now() if status == Assignment.HELD else None, "模板有误" if verb == "retry" else ""
    Assignment.objects.update(status=status, held_at=held_at, parked=parked)
    entries = Entry.objects.count()
    work.refresh_from_db()
    if status in Assignment.MOVES[verb].sources:
        press(work, verb, town.ma)
        assert work.status == (Assignment.MOVES[verb].to or status)
    else:
        with pytest.raises(Refused):
            press(work, verb, town.ma)
        assert Assignment.objects.get().status == status
        assert Entry.objects.count() == entries


def test_second_submit_is_refused_even_from_a_stale_copy(town, work):
    work.accept(by=town.he)
    stale = Assignment.objects.get(pk=work.pk)
    work.submit(by=town.he, report="已办结")
    with pytest.raises(Refused, match="待审核"):
        stale.submit(by=town.he, report="又办结")
    assert work.reports.count() == 1


def test_a_whole_does_not_close_before_its_parts(town, work):
    part = assignment(town, organisation=town.branch, parent=work)
    work.accept(by=town.he)
    work.submit(by=town.he, report="已办结")
    with pytest.raises(Refused, match="尚未全部销号"):
        work.close(by=town.ma)
    part.cancel(by=town.ma, note="并入整体")
    work.close(by=town.ma)


def test_a_moved_deadline_moves_the_ladder_unparks_and_is_told(town):
    work = assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"))
    Assignment.objects.update(parked="ValueError")
    work.revise(by=town.ma, title=work.title, requirement=work.requirement, due_at=moment("2026-12-02 18:00"))
    work.refresh_from_db()
    assert (work.next_rung_at, work.parked) == (moment("2026-11-27 18:00"), "")
    assert work.history()[0].changes["due_at"]
    assert Message.objects.filter(recipient=town.he, text__startswith="办结期限已调整").exists()


def test_work_under_review_is_not_changed(town, work):
    Assignment.objects.update(status="submitted")
    with pytest.raises(Refused):
        work.revise(by=town.ma, title="别的", requirement="别的", due_at=timezone.now() + timedelta(days=9))
    assert Assignment.objects.get().title == "学校食堂明厨亮灶"


def test_evidence_is_kept_by_what_it_is(town, work):
    work.accept(by=town.he)
    work.submit(by=town.he, report="见附件", files=[SimpleUploadedFile("台账.pdf", PDF)])
    file = work.reports.get().files.get()
    assert (file.mime_type, file.name, len(file.sha256)) == ("application/pdf", "台账.pdf", 64)


def with_a_draft_on_the_desk(town):
    """Work overdue for long: a supervision notice waits for the leader's signature."""
    work = assignment(town, at=moment("2026-03-02 09:30"), due_at=moment("2026-03-20 18:00"))
    climb_due(at=moment("2026-03-25 18:00"))
    return work, Notice.objects.get(assignment=work, status="draft")


def test_a_draft_is_dropped_when_its_work_is_closed(town):
    work, draft = with_a_draft_on_the_desk(town)
    work.accept(by=town.he)
    work.submit(by=town.he, report="已办结")
    work.close(by=town.ma)
    draft.refresh_from_db()
    assert (draft.status, draft.history().first().verb, draft.history().first().actor) == ("void", "drop", town.ma)
    assert not Notice.objects.to_sign(town.leader).exists()


def test_a_returned_draft_is_dropped_when_its_work_is_cancelled_and_what_was_issued_stays(town):
    work, draft = with_a_draft_on_the_desk(town)
    draft.send_back(by=town.leader, note="请写明依据。")
    issued = set(Notice.objects.filter(assignment=work, status="issued"))
    work.cancel(by=town.ma, note="任务取消")
    draft.refresh_from_db()
    assert draft.status == "void"
    assert set(Notice.objects.filter(assignment=work, status="issued")) == issued != set()


def test_work_at_shops_is_narrowed_to_a_format(town, client):
    at_shop = assignment(town, organisation=town.noodles, place=town.shop.place, title="面馆整改")
    assignment(town, organisation=town.station, place=town.shop_two.place, title="便利店整改")
    client.force_login(town.ma)
    answer = client.get("/assignments/", {"format": town.catering.pk})
    assert [row.record for row in answer.context["table"].rows] == [at_shop]
    assert client.get("/api/v1/assignments/", {"format": town.catering.pk}).json()["count"] == 1
