"""A finding's life: terms, hand-over the same day, the after photo, another pair of eyes, objections, orders, repetition."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from base.errors import Refused
from inspections.correcting import correct_inspection
from inspections.models import ChecklistItem, Dispute, Finding, Inspection, RectificationOrder, Version, WeakPoint
from inspections.papers import issue_order, order_pdf, record_pdf
from inspections.photos import add_photo
from inspections.submission import submit_inspection
from inspections.weakness import last_days, weak_points
from notifications.models import Message
from tasks.models import Assignment
from tests.inspections.records import picture, record, sha256, upload
from tests.town import moment

pytestmark = pytest.mark.django_db


def find(town, *, values=("pass", "fail", "pass"), photo=None, by=None, at=None, **finding):
    content = record(town, values=values)
    if at:
        content |= {"started_at": at.isoformat(), "finished_at": at.isoformat()}
    for row in content["findings"]:
        row |= finding | ({"photos": [sha256(photo)]} if photo else {})
    inspection, _new = submit_inspection(content, by=by or town.zhao, at=at or timezone.now())
    if photo:
        add_photo(inspection, upload(photo), by=by or town.zhao)
    return inspection


def put_right(work, town, files=()):
    work.accept(by=town.liu)
    work.submit(by=town.liu, report="已整改", files=files)


# Terms and the day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "kind", "due"), [(0, "same_day", "2026-11-24"), (3, "in_term", "2026-11-27"), (30, "in_term", "2026-12-24")]
)
def test_the_term_is_the_officers_choice(town, term, kind, due):
    work = find(town, term=term, at=moment("2026-11-23 15:00")).findings.get().assignment
    assert (work.kind, work.due_at) == (kind, moment(f"{due} 00:00"))


def test_findings_of_one_visit_may_have_terms_of_their_own(town):
    content = record(town, values=("pass", "fail", "fail"))
    content["findings"][1]["term"] = 7
    inspection, _new = submit_inspection(content, by=town.zhao, at=timezone.now())
    assert list(inspection.findings.order_by("item__order").values_list("assignment__kind", flat=True)) == ["same_day", "in_term"]
    assert Message.objects.filter(channel="portal").count() == 1


def test_what_is_handed_over_on_a_later_day_says_why(town):
    found, sent = moment("2026-11-23 23:50"), moment("2026-11-24 00:10")
    content = record(town, values=("pass", "fail", "pass"), started_at=found.isoformat(), finished_at=found.isoformat())
    with pytest.raises(Exception) as refused:
        submit_inspection(content, by=town.zhao, at=sent)
    assert list(refused.value.fields) == ["late_reason"]
    inspection, _new = submit_inspection(content | {"late_reason": "山区没有信号"}, by=town.zhao, at=sent)
    assert inspection.findings.get().assignment.due_at == moment("2026-11-25 00:00")
    nothing = record(town, started_at=found.isoformat(), finished_at=found.isoformat())
    assert submit_inspection(nothing, by=town.zhao, at=sent)[1]


# Put right and rechecked ---------------------------------------------------------------------------------------------


def test_where_a_photo_shows_it_wrong_a_photo_must_show_it_right(town):
    work = find(town, photo=picture("red")).findings.get().assignment
    work.accept(by=town.liu)
    for files in ((), [upload(b"%PDF-1.7\n%%EOF", "a.pdf", "application/pdf")]):
        with pytest.raises(Refused):
            work.submit(by=town.liu, report="已整改", files=files)
        work.refresh_from_db()
        assert (work.status, work.reports.count()) == ("under_way", 0)
    work.submit(by=town.liu, report="已整改", files=[upload(picture("green"))])
    assert work.status == "submitted"


def test_without_a_photo_before_none_is_asked_after_unless_the_item_asks(town):
    put_right(find(town).findings.get().assignment, town)
    ChecklistItem.objects.filter(pk=town.items[2].pk).update(photo_required=True)
    content = record(town, values=("pass", "pass", "fail"))
    with pytest.raises(Exception) as refused:
        submit_inspection(content, by=town.zhao, at=timezone.now())
    assert refused.value.at_items == {town.items[2].pk: {"photos": ["该项须附照片。"]}}


def test_nobody_rechecks_the_own_work_and_what_is_critical_is_rechecked_by_another_than_its_finder(town):
    critical = find(town, values=("fail", "pass", "pass")).findings.get().assignment
    put_right(critical, town)
    with pytest.raises(Refused, match="发现人以外"):
        critical.close(by=town.zhao)
    critical.refresh_from_db()
    assert critical.status == "submitted"
    critical.close(by=town.li)
    plain = find(town).findings.get().assignment
    plain.accept(by=town.li)
    plain.submit(by=town.li, report="代为整改")
    with pytest.raises(Refused, match="整改人"):
        plain.close(by=town.li)
    plain.close(by=town.zhao)


def test_a_finding_found_again_says_so_across_versions_and_not_when_it_was_dropped(town):
    first = find(town).findings.get()
    assert (first.nth, find(town).findings.get().nth) == (1, 2)
    first.assignment.cancel(by=town.zhao, note="误判")
    assert find(town).findings.get().nth == 2
    assert find(town, values=("pass", "pass", "fail")).findings.get().nth == 1


# Objections ----------------------------------------------------------------------------------------------------------


def test_an_objection_is_decided_by_who_found_it_and_upheld_drops_the_finding(town):
    finding = find(town).findings.get()
    raised = finding.dispute(by=town.liu, note="现场已有标识")
    assert finding.why_not_dispute()
    with pytest.raises(Refused):
        finding.dispute(by=town.liu, note="再次")
    assert Dispute.objects.reachable(town.zhao, "uphold").get() == raised
    assert not Dispute.objects.reachable(town.qian, "uphold").exists()
    raised.uphold(by=town.li, note="属实")
    finding.assignment.refresh_from_db()
    assert (finding.assignment.status, raised.status) == ("void", "upheld")


def test_a_rejected_objection_leaves_the_finding_and_its_deadline(town, client):
    finding = find(town).findings.get()
    due_at = finding.assignment.due_at
    client.force_login(town.liu)
    page = reverse("finding-dispute", args=[finding.pk])
    assert client.post(page, {"note": ""}).status_code == 422
    assert client.post(page, {"note": "现场已有标识"}).status_code == 302
    Dispute.objects.get().reject(by=town.zhao, note="照片显示没有")
    finding.assignment.refresh_from_db()
    assert (finding.assignment.status, finding.assignment.due_at) == ("dispatched", due_at)
    client.force_login(town.zhao)
    assert client.post(page, {"note": "x"}).status_code == 403


# Papers --------------------------------------------------------------------------------------------------------------


def test_an_order_has_its_number_and_prints_the_same_to_the_byte(town, client):
    inspection = find(town, values=("fail", "fail", "pass"))
    order = issue_order(inspection, by=town.zhao)
    assert order.issuer == town.station  # a township's office orders nothing
    assert order.number == f"兴食安办责改〔{timezone.localdate().year}〕1号"
    assert [row["words"] for row in order.content["findings"]] == ["F11-01 不符合要求", "F11-02 不符合要求"]
    printed = order_pdf(order)
    town.shop.principal = "换了人"
    town.shop.save()
    assert order_pdf(RectificationOrder.objects.get()) == printed
    with pytest.raises(Refused):
        issue_order(inspection, by=town.zhao)
    assert issue_order(find(town), by=town.zhao).serial == 2
    client.force_login(town.liu)
    assert client.get(reverse("rectificationorder-pdf", args=[order.pk]))["Content-Type"] == "application/pdf"


def test_the_record_prints_with_its_signature_and_photos(town):
    drawn = picture("white", size=(90, 36), form="PNG")
    signed = {"signing": "signed", "signer": "刘老板", "signature": sha256(drawn), "recusal": "none", "told": True}
    content = record(town, values=("pass", "fail", "pass")) | signed
    inspection, _new = submit_inspection(content, by=town.zhao, at=timezone.now())
    assert inspection.completed_at is None
    add_photo(inspection, upload(drawn, "signature.png", "image/png"), by=town.zhao)
    add_photo(inspection, upload(picture("blue")), by=town.zhao)
    row = Inspection.objects.with_names().with_everything().get()
    assert row.completed_at
    assert record_pdf(row).startswith(b"%PDF")


# Corrections ---------------------------------------------------------------------------------------------------------


def answers_of(inspection, **changes):
    rows = {answer.item_id: (answer.value, answer.note) for answer in inspection.answers.all()}
    return rows | {int(key): value for key, value in changes.items()}


def test_a_correction_keeps_the_version_before_and_settles_the_findings(town, client):
    inspection = find(town)
    one, two, three = (item.pk for item in town.items)
    dropped = inspection.findings.get()
    answers = answers_of(inspection) | {two: ("pass", ""), three: ("fail", "")}
    new = [{"item": three, "severity": "general", "description": "记录不全", "photos": [], "term": 0}]
    correct_inspection(inspection, answers, by=town.zhao, reason="项目填错", findings=new)
    inspection.refresh_from_db()
    dropped.assignment.refresh_from_db()
    assert (str(inspection.score), inspection.result, dropped.assignment.status) == ("75.0", "rectify", "void")
    assert inspection.findings.get(item=three).assignment.status == "dispatched"
    before = Version.objects.get()
    assert (before.number, before.content["score"], before.reason) == (1, "65.0", "项目填错")
    client.force_login(town.wang)
    page = client.get(reverse("inspection-version", args=[inspection.pk, 1])).content.decode()
    assert "65.0" in page
    assert "75.0" in page
    assert "记录不全" in page


def test_a_correction_needs_a_reason_an_officer_and_a_difference(town, client):
    inspection = find(town)
    page = reverse("inspection-correct", args=[inspection.pk])
    client.force_login(town.wang)
    assert client.get(page).status_code == 403
    client.force_login(town.qian)
    content = {f"i{item.pk}-value": value for item, value in zip(town.items, ("pass", "fail", "pass"), strict=True)}
    content |= {"kind": "routine", "note": ""}
    assert client.post(page, content).status_code == 422
    assert client.post(page, content | {"reason": "看错"}).status_code == 409
    assert not Version.objects.exists()
    content[f"i{town.items[2].pk}-value"] = "fail"
    assert client.post(page, content | {"reason": "看错"}).status_code == 422
    content[f"i{town.items[2].pk}-description"] = "台账缺页"
    assert client.post(page, content | {"reason": "看错"}).status_code == 302
    assert Finding.objects.filter(description="台账缺页").exists()


def test_what_is_already_put_right_cannot_be_corrected_away(town):
    inspection = find(town)
    put_right(inspection.findings.get().assignment, town)
    with pytest.raises(Refused):
        correct_inspection(inspection, answers_of(inspection) | {town.items[1].pk: ("pass", "")}, by=town.zhao, reason="填错")
    assert not Version.objects.exists()
    assert inspection.answers.get(item=town.items[1]).value == "fail"


# Weak points ---------------------------------------------------------------------------------------------------------


def test_a_weak_point_stands_out_against_the_average_and_becomes_a_measure(town, client):
    for _turn in range(3):
        find(town, values=("pass", "fail", "fail"))
    for _turn in range(3):
        submit_inspection(record(town, establishment=town.far_shop.pk, officer_two=town.ma), by=town.jin, at=timezone.now())
    lines = weak_points(town.city, last_days(timezone.localdate()))
    area = lines["area"][0]
    assert (area.name, area.inspections, area.findings, str(area.rate), str(area.average)) == ("兴庆区", 3, 6, "200.0", "100.0")
    assert [line.is_weak for line in lines["area"]] == [True, False]
    assert {line.key: line.findings for line in lines["item"]} == {"F11-02": 3, "F11-03": 3}
    client.force_login(town.ma)
    assert "转为整治措施" in client.get(reverse("weakness")).content.decode()
    url = f"{reverse('weakpoint-new')}?place={town.city.pk}&dimension=area&key={town.xingqing.pk}"
    content = {
        "issuer": town.office.pk, "title": "薄弱环节整治", "requirement": "集中整治", "organisation": town.branch.pk,
        "place": town.xingqing.pk, "due_at": timezone.now() + timedelta(days=20), "dispatch": "on",
    }  # fmt: skip
    assert client.get(url).status_code == 200
    answer = client.post(url, content)
    assert answer.status_code == 302, answer.context["form"].errors
    point = WeakPoint.objects.get()
    assert (point.place, point.findings, str(point.rate), point.assignment.status) == (town.xingqing, 6, "200.0", "dispatched")
    assert "近30天" in client.get(point.get_absolute_url()).content.decode()
    assert Assignment.objects.get(title="薄弱环节整治").organisation == town.branch
