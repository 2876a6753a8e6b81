"""A report says what the records say, is chased when it is missing, and says the same for ever once it is submitted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from base.errors import Refused
from notifications.models import Message
from supervision.drafting import content_now
from supervision.models import DailyBulletin, DailyReport
from supervision.opening import chase_due, open_reports
from tests.supervision.scene import group_of, inspected, planned, report_of, staffed
from tests.town import moment

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() + timedelta(days=2)  # within the term, and no clock of today plays into it


def at(clock, day=DAY):
    return moment(f"{day} {clock}")


def told(person):
    return list(Message.objects.filter(recipient=person, channel="portal", text__contains="日报告").order_by("id"))


def test_a_report_is_opened_for_every_group_that_works_and_once(town):
    staffed(town)
    off = group_of(town, place=town.jinfeng, name="金凤区督查组")
    off.since = DAY + timedelta(days=1)
    off.save()
    assert open_reports(at=at("08:00")) == 1
    assert open_reports(at=at("08:01")) == 0
    assert DailyReport.objects.get().due_at == at("20:00")


def test_a_missing_report_is_chased_at_20_and_at_21_and_no_more(town):
    group = staffed(town)
    open_reports(at=at("08:00"))
    assert chase_due(at=at("19:59")) == 0
    assert chase_due(at=at("20:00")) == 1
    assert chase_due(at=at("20:01")) == 0
    assert [len(told(person)) for person in (town.jin, town.ma)] == [1, 0]
    assert chase_due(at=at("21:00")) == 1
    assert chase_due(at=at("23:00")) == 0
    report = group.reports.get()
    assert (report.chased, report.next_chase_at) == (2, None)
    assert [len(told(person)) for person in (town.jin, town.ma)] == [2, 1]
    assert [entry.verb for entry in report.history()] == ["chase", "chase", "create"]


def test_after_a_silence_it_is_chased_once_for_both_hours(town):
    group = staffed(town)
    open_reports(at=at("08:00"))
    assert chase_due(at=at("22:10")) == 1
    assert chase_due(at=at("22:11")) == 0
    assert group.reports.get().chased == 2


def test_a_submitted_report_is_not_chased_and_one_sent_back_is_again(town):
    group = staffed(town)
    report = report_of(group)
    report.submit(by=town.jin)
    DailyReport.objects.update(due_at=at("20:00"), day=DAY)
    assert chase_due(at=at("20:30")) == 0
    report.refresh_from_db()
    report.send_back(by=town.ma, note="缺少典型问题", at=at("20:30"))
    assert chase_due(at=at("20:59")) == 0
    assert chase_due(at=at("21:00")) == 1


def test_the_draft_follows_the_records_and_the_submitted_does_not(town):
    group = staffed(town)
    planned(group, shop=town.shop_two)
    report = report_of(group)
    assert content_now(report)["figures"] == {"planned": 1, "points": 0, "shops": 0, "problems": 0, "rectified": 0}
    finding = inspected(town).findings.get()
    content = content_now(report)
    assert content["figures"] == {"planned": 1, "points": 1, "shops": 1, "problems": 1, "rectified": 0}
    assert content["by_district"] == [{"district": "兴庆区", "planned": 1, "points": 1, "shops": 1, "problems": 1, "rectified": 0}]
    assert content["by_format"] == [["小餐饮", 1]]
    assert [row["finding"] for row in content["key"]] == [finding.pk]
    finding.assignment.accept(by=town.liu)
    finding.assignment.submit(by=town.liu, report="已整改")
    assert content_now(report)["figures"]["rectified"] == 1
    report.redraft(by=town.jin, summary="今日督查顺利。", tomorrow="明日查学校食堂。", key_findings=[finding])
    report.submit(by=town.jin)
    frozen = DailyReport.objects.get(pk=report.pk).content
    inspected(town, values=("fail", "fail", "fail"))
    report.refresh_from_db()
    assert content_now(report) == frozen
    assert frozen["summary"] == "今日督查顺利。"
    assert frozen["figures"]["problems"] == 1


def test_what_was_dropped_since_is_no_problem_of_the_day(town):
    group = staffed(town)
    report = report_of(group)
    finding = inspected(town).findings.get()
    assert content_now(report)["figures"]["problems"] == 1
    finding.dispute(by=town.liu, note="现场已有标识").uphold(by=town.jin, note="属实")
    assert content_now(report)["figures"]["problems"] == 0


def test_only_the_leader_of_this_very_group_edits_and_submits(town):
    group, other = staffed(town), group_of(town, place=town.city, kind="general", name="综合督查组")
    other.join(by=town.ma, user=town.he, leads=True)
    report = report_of(group)
    for person, right in ((town.jin, True), (town.sun, False), (town.he, False), (town.ma, False)):
        person.__dict__.pop("posts", None)
        assert DailyReport.objects.reachable(person, "submit").filter(pk=report.pk).exists() is right
    assert DailyReport.objects.reachable(town.he).filter(pk=report.pk).exists()
    assert not DailyReport.objects.reachable(town.wang).exists()


def test_the_last_report_of_the_day_drafts_the_bulletin(town):
    first = staffed(town)
    second = group_of(town, place=town.jinfeng, name="金凤区督查组")
    reports = [report_of(first), report_of(second)]
    reports[0].submit(by=town.jin)
    assert not DailyBulletin.objects.exists()
    reports[1].submit(by=town.jin)
    assert DailyBulletin.objects.get().status == DailyBulletin.DRAFT


def test_tomorrow_is_not_reported_today(town):
    group = staffed(town)
    report = report_of(group, at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused):
        report.submit(by=town.jin)
