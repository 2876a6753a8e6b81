"""The pages of the campaign's work, as the cast sees them."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from notifications.models import Message
from tasks.models import Assignment, CreationTask, Notice
from tests.tasks.test_assignment import PDF
from tests.town import NEXT_SPRING, assignment, moment

SOON = timezone.now() + timedelta(days=14)


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


def listed(response):
    return {row.record for row in response.context["table"].page.object_list} if response.context["count"] else set()


def form_data(town, **changes):
    values = {
        "issuer": town.office.pk,
        "title": "校园食堂排查",
        "requirement": "逐校排查。",
        "organisation": town.branch.pk,
        "place": town.xingqing.pk,
        "due_at": SOON.strftime("%Y-%m-%dT%H:%M"),
        "dispatch": "on",
    }
    return values | changes


# Lists ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_queries_for_one_row_and_five(town, as_, count, django_assert_num_queries):
    for _number in range(count):
        assignment(town, organisation=town.branch, creation_task=town.creation_task)
    client = as_("ma")
    with django_assert_num_queries(QUERIES["assignment-list"]):
        client.get(reverse("assignment-list"))


@pytest.mark.parametrize("count", [1, 5])
def test_the_catalogue_costs_the_same_queries_for_one_row_and_five(town, as_, count, django_assert_num_queries):
    for no in range(2, count + 1):
        CreationTask.objects.create(campaign=town.campaign, no=no, title=f"任务{no}", weight=8, item_type="basic", lead=town.education)
    client = as_("ma")
    with django_assert_num_queries(QUERIES["creationtask-list"]):
        client.get(reverse("creationtask-list"))


@pytest.mark.parametrize("count", [1, 5])
def test_the_register_costs_the_same_queries_for_one_row_and_five(town, as_, count, django_assert_num_queries):
    letters(town, count)
    client = as_("ma")
    with django_assert_num_queries(QUERIES["notice-list"]):
        client.get(reverse("notice-list"))


QUERIES = {"assignment-list": 13, "creationtask-list": 14, "notice-list": 10}


def letters(town, count):
    from tasks.escalation import climb_due

    for number in range(count):
        assignment(town, title=f"第{number}件", at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=moment("2026-11-17 18:00"))


def test_another_districts_work_does_not_exist_for_a_district(town, as_):
    mine = assignment(town, organisation=town.station)
    other = assignment(town, organisation=town.branch_two)
    client = as_("wang")
    assert listed(client.get(reverse("assignment-list"))) == {mine}
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(mine.get_absolute_url()).status_code == 200


def test_the_views_and_their_counts(town, as_):
    waiting = assignment(town)
    closed = assignment(town, title="已完成的")
    Assignment.objects.filter(pk=closed.pk).update(status="closed")
    late = assignment(town, organisation=town.branch, at=moment("2026-10-12 09:00"), due_at=moment("2026-10-20 18:00"))
    client = as_("he")
    assert listed(client.get(reverse("assignment-list"), {"waiting": "true"})) == {waiting}
    client = as_("ma")
    assert listed(client.get(reverse("assignment-list"))) == {waiting, late}
    assert listed(client.get(reverse("assignment-list"), {"status": "open", "overdue": "true"})) == {late}
    assert listed(client.get(reverse("assignment-list"), {"handed_out": "true"})) == {waiting, late}
    assert listed(client.get(reverse("assignment-list"), {"status": "all"})) == {waiting, late, closed}
    tabs = client.get(reverse("assignment-views")).context["tabs"]
    assert {tab["name"]: tab["count"] for tab in tabs} == {
        "open": 2, "waiting": 0, "handed_out": 2, "overdue": 1, "closed": 1, "all": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"text": "明厨"}, {"a"}),
        ({"place": "xingqing"}, {"b"}),
        ({"organisation": "branch"}, {"b"}),
        ({"kind": "same_day"}, {"b"}),
        ({"due_until": "2026-12-01"}, {"a"}),
        ({"due_since": "2026-12-02"}, {"b"}),
        ({"status": "under_way"}, set()),
    ],
)
def test_filters(town, as_, filters, found):
    rows = {
        "a": assignment(town, due_at=moment("2026-12-01 18:00")),
        "b": assignment(town, title="夜市摊点", organisation=town.branch, kind="same_day", due_at=moment("2026-12-15 18:00")),
    }
    filters = {key: getattr(town, value).pk if hasattr(town, value) else value for key, value in filters.items()}
    response = as_("ma").get(reverse("assignment-list"), filters)
    assert listed(response) == {rows[name] for name in found}


def test_the_export_holds_what_is_filtered_and_runs_no_formula(town, as_):
    assignment(town, title="=HYPERLINK(1)")
    assignment(town, organisation=town.branch, title="别的")
    response = as_("ma").get(reverse("assignment-list"), {"place": town.city.pk, "text": "=HYP", "export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1),")
    xlsx = as_("ma").get(reverse("assignment-list"), {"export": "xlsx"})
    assert b"".join(xlsx.streaming_content).startswith(b"PK")


def test_the_catalogue_is_filtered_by_the_progress_of_its_work(town, as_):
    client = as_("ma")
    assert listed(client.get(reverse("creationtask-list"), {"progress": "todo"})) == {town.creation_task}
    assignment(town, creation_task=town.creation_task)
    assert listed(client.get(reverse("creationtask-list"), {"progress": "doing", "category": "否决项底线"})) == {town.creation_task}
    assert not listed(client.get(reverse("creationtask-list"), {"progress": "todo"}))
    page = client.get(town.creation_task.get_absolute_url())
    assert "学校食堂明厨亮灶100%" in page.content.decode()
    assert page.context["assign_url"].endswith(f"?creation_task={town.creation_task.pk}")


# Verbs ----------------------------------------------------------------------------------------------------------------


def test_a_verb_out_of_reach_is_404_without_the_right_403_refused_409_unusable_422(town, as_):
    work = assignment(town)
    submit = reverse("assignment-submit", args=[work.pk])
    assert as_("wang").post(submit, {"report": "x"}).status_code == 404
    assert as_("ma").post(submit, {"report": "x"}).status_code == 403
    refused = as_("he").post(submit, {"report": "x"})
    assert refused.status_code == 409
    assert "待签收" in refused.content.decode()
    work.accept(by=town.he)
    assert as_("he").post(submit, {"report": ""}).status_code == 422
    assert as_("he").post(submit, {"report": "已办结"}).status_code == 302
    work.refresh_from_db()
    assert work.status == "submitted"


def test_evidence_that_lies_about_its_type_is_refused_and_what_is_kept_is_seen_by_those_who_see_the_work(town, as_, client):
    work = assignment(town)
    work.accept(by=town.he)
    submit = reverse("assignment-submit", args=[work.pk])
    lie = SimpleUploadedFile("photo.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    assert as_("he").post(submit, {"report": "见附件", "files": [lie]}).status_code == 422
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    files = [SimpleUploadedFile("台账.pdf", PDF), SimpleUploadedFile("现场.png", picture.getvalue())]
    assert as_("he").post(submit, {"report": "见附件", "files": files}).status_code == 302
    pdf, png = work.reports.get().files.order_by("id")
    url = reverse("evidence-file", args=[pdf.pk])
    assert as_("ma").get(url)["Content-Disposition"].startswith("attachment")
    assert as_("ma").get(reverse("evidence-file", args=[png.pk]))["Content-Disposition"].startswith("inline")
    assert as_("wang").get(url).status_code == 404
    assert "现场.png" in as_("ma").get(work.get_absolute_url()).content.decode()


def test_many_are_closed_at_once_and_one_that_refuses_holds_up_nobody(town, as_):
    rows = [assignment(town, title=f"第{number}件") for number in range(3)]
    for row in rows[:2]:
        row.accept(by=town.he)
        row.submit(by=town.he, report="已办结")
    chosen = {"pk": [row.pk for row in rows]}
    client = as_("ma")
    assert client.post(reverse("assignment-bulk-close"), chosen).status_code == 200
    done = client.post(reverse("assignment-bulk-close"), chosen | {"confirmed": "yes"}, follow=True)
    assert sorted(Assignment.objects.values_list("status", flat=True)) == ["closed", "closed", "dispatched"]
    assert "第2件" in done.content.decode()


def test_pressing_at_once_needs_no_form(town, as_):
    work = assignment(town)
    client = as_("he")
    assert f'action="{reverse("assignment-accept", args=[work.pk])}"' in client.get(work.get_absolute_url()).content.decode()
    client.post(reverse("assignment-accept", args=[work.pk]))
    work.refresh_from_db()
    assert work.status == "under_way"


# Forms ----------------------------------------------------------------------------------------------------------------


def test_new_work_is_dispatched_at_once(town, as_):
    response = as_("ma").post(reverse("assignment-new"), form_data(town))
    made = Assignment.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.status, made.issuer, made.organisation, made.place) == ("dispatched", town.office, town.branch, town.xingqing)
    assert made.next_rung_at
    assert [entry.verb for entry in made.history()] == ["dispatch", "create"]


def test_a_person_in_charge_gets_the_news_alone(town, as_):
    as_("ma").post(reverse("assignment-new"), form_data(town, owner=town.wang.pk))
    made = Assignment.objects.get()
    assert made.owner == town.wang
    assert {message.recipient for message in Message.objects.filter(url=made.get_absolute_url())} == {town.wang}


def test_left_as_a_draft_it_is_seen_by_its_office_only(town, as_):
    as_("ma").post(reverse("assignment-new"), form_data(town, organisation=town.education.pk, place="", dispatch=""))
    draft = Assignment.objects.get()
    assert (draft.status, draft.place) == ("draft", town.city)
    assert as_("he").get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("who", "changes", "field", "words"),
    [
        ("ma", {"due_at": "2026-01-05T18:00"}, "due_at", "已经过去"),
        ("ma", {"place": "jinfeng"}, "place", "不在兴庆区分局的辖区内"),
        ("wang", {"issuer": "branch", "organisation": "branch_two", "place": "jinfeng"}, "organisation", ""),
        ("wang", {"issuer": "branch", "place": "jinfeng"}, "place", ""),
        ("wang", {"issuer": "office"}, "issuer", ""),
        ("ma", {"title": ""}, "title", ""),
        ("ma", {"owner": "he"}, "owner", "何丽在兴庆区分局没有"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(town, as_, who, changes, field, words):
    changes = {key: getattr(town, value).pk if hasattr(town, value) else value for key, value in changes.items()}
    response = as_(who).post(reverse("assignment-new"), form_data(town, **changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in str(response.context["form"].errors[field])
    assert not Assignment.objects.exists()


def test_the_form_of_a_creation_task_is_filled_in(town, as_):
    CreationTask.objects.update(due_on=f"{NEXT_SPRING[:4]}-12-31")
    form = as_("ma").get(reverse("assignment-new"), {"creation_task": town.creation_task.pk}).context["form"]
    assert form.initial["title"] == "校园食品安全"
    assert form.initial["organisation"] == town.education.pk
    assert form.initial["due_at"] == moment(f"{NEXT_SPRING[:4]}-12-31 18:00")


def test_work_in_hand_is_broken_down(town, as_):
    work = assignment(town, organisation=town.branch)
    url = reverse("assignment-break_down", args=[work.pk])
    form = as_("wang").get(url).context["form"]
    assert form.initial["requirement"] == work.requirement
    data = {"organisations": [town.station.pk], "requirement": "逐店核对。", "due_at": f"{timezone.localtime(work.due_at):%Y-%m-%dT%H:%M}"}
    assert as_("wang").post(url, data).status_code == 302
    part = work.children.get()
    assert (part.issuer, part.organisation, part.status) == (town.branch, town.station, "dispatched")
    assert as_("wang").get(work.get_absolute_url()).context["children_count"] == 1


def test_only_who_has_the_work_in_hand_makes_parts_of_it_by_page_and_api(town, as_):
    work = assignment(town, organisation=town.education)
    data = form_data(town, organisation=town.branch.pk, parent=work.pk)
    assert as_("ma").post(reverse("assignment-new"), data).status_code == 422
    assert as_("ma").post(reverse("api:assignment-list"), data).status_code == 422
    own = assignment(town, organisation=town.branch, kind="same_day")
    data = form_data(town, issuer=town.branch.pk, organisation=town.station.pk, place="", parent=own.pk)
    assert as_("wang").post(reverse("assignment-new"), data).status_code == 422
    assert not Assignment.objects.exclude(parent=None).exists()


def test_who_must_do_the_work_does_not_move_its_deadline(town, as_):
    work = assignment(town, organisation=town.branch)
    url = reverse("assignment-edit", args=[work.pk])
    assert as_("wang").get(url).status_code == 403
    data = {"title": "新题目", "requirement": "新要求", "due_at": f"{NEXT_SPRING}T18:00"}
    assert as_("ma").post(url, data).status_code == 302
    work.refresh_from_db()
    assert (work.title, work.due_at) == ("新题目", moment(f"{NEXT_SPRING} 18:00"))
    Assignment.objects.update(status="closed")
    assert as_("ma").get(url).status_code == 409


def test_what_a_due_moment_means_is_shown_at_once(town, as_):
    words = as_("ma").get(reverse("assignment-due"), {"due_at": "2030-01-05T18:00"}).content.decode()
    assert "个工作日" in words
    assert "2030" in words
    assert "已经过去" in as_("ma").get(reverse("assignment-due"), {"due_at": "2026-01-05T18:00"}).content.decode()
    assert as_("ma").get(reverse("assignment-due"), {"due_at": "soon"}).status_code == 200
    assert "十年以后" in as_("ma").get(reverse("assignment-due"), {"due_at": "9999-12-31T23:59:59Z"}).content.decode()


def test_the_page_of_one_row_shows_the_ladder_ahead(town, as_):
    work = assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2027-11-10 18:00"))
    page = as_("he").get(work.get_absolute_url())
    assert [step["label"] for step in page.context["ladder"]] == ["提醒函", "催办单", "督办通知", "约谈通知", "通报"]
    assert Notice.objects.count() == 0


# The administrator ----------------------------------------------------------------------------------------------------


def test_what_the_ladder_could_not_climb_has_a_view_of_its_own(town, as_):
    work = assignment(town)
    assignment(town, title="别的")
    Assignment.objects.filter(pk=work.pk).update(parked="ValueError: no such words")
    page = as_("admin").get(reverse("assignment-list"), {"status": "open", "parked": "true"})
    assert listed(page) == {work}
    assert [tab["name"] for tab in page.context["tabs"] if tab["active"]] == ["parked"]
    assert "no such words" in as_("admin").get(work.get_absolute_url()).content.decode()
