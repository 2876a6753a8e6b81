"""Work passed on: broken down to other offices, delegated, chased, and the steps on its way."""

import io
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from base.files import OFFICE
from notifications.models import Message
from tasks.models import Assignment, Evidence, Milestone
from tests.inspections.records import picture
from tests.town import appoint, assignment

DAY = timedelta(days=1)


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


def percent(row):
    return Assignment.objects.with_percent().get(pk=row.pk).percent


def finish(row, by, reviewer):
    row.refresh_from_db()
    row.accept(by=by)
    row.submit(by=by, report="已办结", percent=90)
    row.close(by=reviewer)


def office(word, length=100):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(word, "x" * length)
    return file.getvalue()


# Broken down ----------------------------------------------------------------------------------------------------------


def test_work_goes_down_layer_by_layer_and_the_whole_closes_last(town):
    whole = assignment(town, organisation=town.branch, creation_task=town.creation_task)
    parts = whole.break_down(
        by=town.wang, organisations=[town.station, town.street_office], requirement="逐户落实", due_at=whole.due_at - DAY
    )
    assert [(part.issuer, part.status, part.creation_task, part.place) for part in parts] == [
        (town.branch, "dispatched", town.creation_task, town.street)
    ] * 2
    assert Message.objects.filter(recipient=town.qian, url=parts[0].get_absolute_url()).exists()
    assert percent(whole) == 0
    finish(parts[0], town.qian, town.wang)
    assert (percent(whole), percent(parts[0]), percent(parts[1])) == (50, 100, 0)
    whole.accept(by=town.wang)
    whole.submit(by=town.wang, report="已汇总")
    with pytest.raises(Refused):
        whole.close(by=town.ma)
    finish(parts[1], town.li, town.wang)
    whole.close(by=town.ma)
    assert percent(whole) == 100


def test_the_percent_counts_leaves_however_deep_and_leaves_out_what_was_cancelled(town):
    whole = assignment(town, organisation=town.branch)
    first = assignment(town, organisation=town.station, issuer=town.branch, parent=whole, by=town.wang)
    second = assignment(town, organisation=town.street_office, issuer=town.branch, parent=whole, by=town.wang)
    deep = [assignment(town, organisation=town.street_office, issuer=town.station, parent=first, by=town.qian) for _n in range(3)]
    Assignment.objects.filter(pk=deep[0].pk).update(status="closed", closed_at=timezone.now())
    assert (percent(whole), percent(first)) == (25, 33)
    second.cancel(by=town.wang, note="重复")
    assert percent(whole) == 33
    task_leaves = {row.pk for row in Assignment.objects.leaves()}
    assert task_leaves == {row.pk for row in deep}


def test_a_close_with_open_parts_is_409_on_the_page_and_in_the_api(town, as_):
    whole = assignment(town, organisation=town.branch)
    whole.break_down(by=town.wang, organisations=[town.station], requirement="落实", due_at=whole.due_at)
    whole.accept(by=town.wang)
    whole.submit(by=town.wang, report="已汇总")
    assert as_("ma").post(reverse("assignment-close", args=[whole.pk]), {"note": ""}).status_code == 409
    assert as_("ma").post(reverse("api:assignment-close", args=[whole.pk]), {}).status_code == 409


def test_a_part_is_due_no_later_than_the_whole_and_nothing_is_made_of_a_refusal(town, as_):
    whole = assignment(town, organisation=town.branch)
    with pytest.raises(Refused):
        whole.break_down(by=town.wang, organisations=[town.station], requirement="落实", due_at=whole.due_at + DAY)
    assert not whole.children.exists()
    far = {"organisations": [town.education.pk], "requirement": "落实", "due_at": "2999-01-01T10:00"}
    assert as_("wang").post(reverse("assignment-break_down", args=[whole.pk]), far).status_code == 422
    assert as_("he").get(reverse("assignment-break_down", args=[whole.pk])).status_code == 404


def test_a_lead_department_breaks_its_work_down_and_closes_the_parts_itself(town, as_):
    town.creation_task.supports.add(town.bureau)
    whole = assignment(town, creation_task=town.creation_task)
    page = as_("he").get(reverse("assignment-break_down", args=[whole.pk]))
    offered = set(page.context["form"].fields["organisations"].queryset)
    assert offered == {town.bureau, town.branch, town.branch_two}  # a department commands no other
    data = {"organisations": [town.branch.pk], "requirement": "落实本区", "due_at": whole.due_at.strftime("%Y-%m-%dT%H:%M")}
    assert as_("he").post(reverse("assignment-break_down", args=[whole.pk]), data).status_code == 302
    part = whole.children.get()
    assert (part.issuer, part.organisation, part.status) == (town.education, town.branch, "dispatched")
    part.accept(by=town.wang)
    part.submit(by=town.wang, report="已办结")
    assert Message.objects.filter(recipient=town.he, url=part.get_absolute_url(), entry__verb="submit").exists()
    assert list(as_("he").get(reverse("assignment-list"), {"waiting": "true"}).context["table"].data.data)[0] in (part, whole)
    assert as_("he").post(reverse("assignment-close", args=[part.pk]), {"note": "同意"}).status_code == 302
    part.refresh_from_db()
    assert part.status == "closed"


def test_who_has_the_whole_in_hand_sees_the_parts_that_others_got_and_nothing_else(town, as_):
    whole = assignment(town, creation_task=town.creation_task)
    part = assignment(town, organisation=town.bureau, parent=whole, by=town.ma)
    strange = assignment(town, organisation=town.bureau)
    unsent = Assignment.objects.create(
        title="草稿", requirement="草稿", issuer=town.office, organisation=town.bureau, place=town.city, due_at=whole.due_at, parent=whole
    )
    assert set(Assignment.objects.reachable(town.he, "view")) == {whole, part}
    assert as_("he").get(part.get_absolute_url()).status_code == 200
    assert {as_("he").get(row.get_absolute_url()).status_code for row in (strange, unsent)} == {404}
    assert as_("he").post(reverse("assignment-close", args=[part.pk]), {"note": ""}).status_code == 403


# Delegated, chased ----------------------------------------------------------------------------------------------------


def test_the_office_puts_work_into_the_hands_of_one_of_its_people(town, as_):
    work = assignment(town)
    colleague = town.sun
    appoint(colleague, "部门联络员", town.education, town.city)
    answer = as_("he").post(reverse("assignment-delegate", args=[work.pk]), {"owner": colleague.pk, "note": "请牵头"})
    assert answer.status_code == 302
    work.refresh_from_db()
    assert work.owner == colleague
    assert Message.objects.filter(recipient=colleague, url=work.get_absolute_url()).exists()
    assert as_("he").post(reverse("assignment-delegate", args=[work.pk]), {"owner": town.wang.pk}).status_code == 422
    with pytest.raises(Refused):
        work.delegate(by=town.he, owner=town.wang)


def test_chasing_tells_everybody_responsible_once_a_day_and_no_more(town, as_):
    rows = [assignment(town) for _number in range(3)]
    data = {"pk": [row.pk for row in rows], "note": "", "confirmed": "1"}
    assert as_("ma").post(reverse("assignment-bulk-chase"), data).status_code == 302
    assert Message.objects.filter(recipient=town.he, entry__verb="chase", channel="portal").count() == 3
    as_("ma").post(reverse("assignment-bulk-chase"), data)
    assert Entry.objects.filter(verb="chase").count() == 3
    Assignment.objects.update(chased_at=timezone.now() - DAY)
    rows[0].refresh_from_db()
    rows[0].chase(by=town.ma)
    assert as_("zhao").get(reverse("assignment-bulk-chase")).status_code == 403


# Milestones -----------------------------------------------------------------------------------------------------------


def test_a_step_is_set_attained_with_evidence_and_shown_on_the_bar(town, as_):
    work = assignment(town)
    data = {"assignment": work.pk, "title": "完成自查", "due_on": timezone.localdate() + DAY}
    assert as_("he").post(reverse("milestone-new"), data).status_code == 302
    step = work.milestones.get()
    assert list(as_("he").get(work.get_absolute_url()).context["milestones"]) == [step]
    files = {"note": "自查完毕", "files": [SimpleUploadedFile("自查.jpg", picture(), "image/jpeg")]}
    assert as_("he").post(reverse("milestone-attain", args=[step.pk]), files).status_code == 302
    step.refresh_from_db()
    assert (step.status, step.attained_by, step.state) == ("attained", town.he, "done")
    assert as_("ma").get(reverse("milestonefile-preview", args=[step.files.get().pk])).headers["Content-Type"] == "image/jpeg"
    assert as_("sun").get(reverse("milestonefile-file", args=[step.files.get().pk])).status_code == 404


def test_a_step_is_not_set_by_others_nor_after_its_work(town, as_):
    work = assignment(town)
    today = timezone.localdate()
    assert as_("wang").post(reverse("milestone-new"), {"assignment": work.pk, "title": "步骤", "due_on": today}).status_code == 422
    late = {"assignment": work.pk, "title": "步骤", "due_on": today + timedelta(days=99)}
    assert as_("he").post(reverse("milestone-new"), late).status_code == 422
    assert not Milestone.objects.exists()


def test_overdue_steps_are_listed(town, as_, django_assert_num_queries):
    work = assignment(town, at=timezone.now() - 9 * DAY)
    common = {"issuer": work.issuer, "organisation": work.organisation, "place": work.place}
    late = work.milestones.create(title="迟", due_on=timezone.localdate() - DAY, **common)
    work.milestones.create(title="未到", due_on=timezone.localdate() + DAY, **common)
    page = as_("ma").get(reverse("milestone-list"), {"overdue": "true"})
    assert [row.record for row in page.context["table"].page.object_list] == [late]
    assert as_("ma").get(reverse("api:milestone-list"), {"overdue": "true"}).json()["count"] == 1
    for number in range(5):
        work.milestones.create(title=f"步骤{number}", due_on=timezone.localdate(), **common)
    with django_assert_num_queries(18):
        as_("ma").get(reverse("milestone-list"))


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_report_says_how_far_the_standard_is_reached_and_brings_office_papers(town, as_):
    work = assignment(town)
    work.accept(by=town.he)
    papers = [SimpleUploadedFile(f"台账{word[:2]}", office(word), "application/x") for word in ("word/document.xml", "xl/workbook.xml")]
    data = {"report": "基本完成", "percent": "80", "files": papers}
    assert as_("he").post(reverse("assignment-submit", args=[work.pk]), data).status_code == 302
    report = work.reports.get()
    assert (report.percent, {file.mime_type for file in report.files.all()}) == (80, set(list(OFFICE)[:2]))
    page = as_("ma").get(reverse("assignment-close", args=[work.pk]))
    assert page.context["report"] == report
    answer = as_("ma").get(reverse("evidence-file", args=[report.files.first().pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert as_("ma").get(reverse("evidence-preview", args=[report.files.first().pk])).status_code == 404


@pytest.mark.parametrize("percent", ["-1", "101", "很多"])
def test_a_percent_is_between_nothing_and_all(town, as_, percent):
    work = assignment(town)
    work.accept(by=town.he)
    assert as_("he").post(reverse("assignment-submit", args=[work.pk]), {"report": "x", "percent": percent}).status_code == 422


@pytest.mark.parametrize("content", [office("word/vbaProject.bin"), office("other.xml"), b"PK\x03\x04broken", b"MZ\x90\x00" * 50])
def test_what_is_no_office_paper_or_carries_macros_is_refused(town, as_, content):
    work = assignment(town)
    work.accept(by=town.he)
    data = {"report": "x", "percent": "100", "files": [SimpleUploadedFile("台账.docx", content)]}
    assert as_("he").post(reverse("assignment-submit", args=[work.pk]), data).status_code == 422
    assert not Evidence.objects.exists()


def test_a_pdf_shows_its_first_page_and_a_broken_one_shows_nothing(town, as_):
    work = assignment(town)
    work.accept(by=town.he)
    work.submit(
        by=town.he, report="x", files=[SimpleUploadedFile("a.pdf", one_page_pdf()), SimpleUploadedFile("b.pdf", b"%PDF-1.4\nbroken")]
    )
    first, second = work.reports.get().files.order_by("id")
    answer = as_("ma").get(reverse("evidence-preview", args=[first.pk]))
    assert (answer.status_code, answer.content[:2]) == (200, b"\xff\xd8")
    assert as_("ma").get(reverse("evidence-preview", args=[second.pk])).status_code == 404


def one_page_pdf():
    paper, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    paper.new_page(210, 297)
    paper.save(file)
    return file.getvalue()
