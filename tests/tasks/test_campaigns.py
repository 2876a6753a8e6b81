"""Campaigns and their catalogue: edited in pages, brought in and given out as Excel, drawn as a tree."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.importing import check, tally
from tasks.importing import CreationTaskImport
from tasks.models import Assignment, Campaign, CreationTask
from tests.town import assignment

NUMBER, TITLE, STANDARD, SUPPORTS = 0, 2, 3, 8  # places of the columns


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


def workbook_of(client):
    answer = client.get(reverse("import-template", args=["creation_tasks"]), {"filled": "1"})
    return io.BytesIO(b"".join(answer.streaming_content))


def outcome(file, by):
    table = check(file, CreationTaskImport(by))
    return {word: count for word, count in tally(table.lines).items() if count}


def test_the_whole_sample_goes_out_and_comes_back_unchanged(town, as_):
    CreationTask.objects.all().delete()
    call_command("load_creation_tasks", verbosity=0, stdout=io.StringIO())
    file = workbook_of(as_("ma"))
    assert outcome(file, town.ma) == {"unchanged": 112}


def test_the_bureaus_own_list_changes_what_stands_and_adds_what_is_new(town, as_):
    book = openpyxl.load_workbook(workbook_of(as_("ma")))
    sheet = book.worksheets[0]
    sheet.cell(2, STANDARD + 1).value = "学校食堂明厨亮灶100%，陪餐制度100%"
    fresh = [cell.value for cell in sheet[2]]
    fresh[NUMBER] = "2"
    fresh[SUPPORTS] = "市市场监管局、没有的局"
    for place, value in enumerate(fresh, start=1):
        sheet.cell(3, place).value = value
        sheet.cell(4, place).value = value
    sheet.cell(4, NUMBER + 1).value = "3"
    sheet.cell(4, SUPPORTS + 1).value = "市市场监管局"
    file = io.BytesIO()
    book.save(file)
    counts = outcome(file, town.ma)
    assert counts == {"changed": 1, "refused": 1, "added": 1}
    bring_in(file, town.ma)
    town.creation_task.refresh_from_db()
    assert town.creation_task.standard.endswith("陪餐制度100%")
    assert [row.short_name for row in CreationTask.objects.get(no=3).supports.all()] == ["市市场监管局"]
    assert town.creation_task.history()[0].changes["standard"]
    assert outcome(file, town.ma) == {"unchanged": 2, "refused": 1}


def test_the_own_list_takes_the_place_of_the_sample_and_what_was_given_out_stays(town, as_):
    CreationTask.objects.all().delete()
    call_command("load_creation_tasks", verbosity=0, stdout=io.StringIO())
    assert CreationTask.objects.filter(is_sample=True).count() == 112
    assignment(town, creation_task=CreationTask.objects.get(no=5))
    assert "112 项任务为示例" in as_("ma").get(reverse("creationtask-list")).content.decode()
    file = cut(workbook_of(as_("ma")), {"1": "本单位自定的任务", "2": None})
    bring_in(file, town.ma)
    assert list(CreationTask.objects.values_list("no", "is_sample")) == [(1, False), (2, False), (5, True)]
    assert Entry.objects.filter(verb="delete", subject_type="tasks.creationtask", actor=town.ma).count() == 109


def test_a_list_with_refused_lines_takes_no_sample_away(town, as_):
    CreationTask.objects.all().delete()
    call_command("load_creation_tasks", verbosity=0, stdout=io.StringIO())
    file = cut(workbook_of(as_("ma")), {"1": "本单位自定的任务", "2": ""})
    bring_in(file, town.ma)
    assert (CreationTask.objects.count(), CreationTask.objects.filter(is_sample=False).count()) == (112, 1)


def cut(file, titles):
    """The workbook with the lines of these numbers alone, under these titles; None leaves the title as it is."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for row in range(sheet.max_row, 1, -1):
        number = str(sheet.cell(row, NUMBER + 1).value)
        if number not in titles:
            sheet.delete_rows(row)
        elif titles[number] is not None:
            sheet.cell(row, TITLE + 1).value = titles[number]
    cut_file = io.BytesIO()
    book.save(cut_file)
    return cut_file


def bring_in(file, by):
    importer = CreationTaskImport(by)
    lines = [line for line in check(file, importer).lines if line.outcome in ("added", "changed")]
    importer.write(lines, at=timezone.now(), report=lambda done: None)


def test_a_task_is_written_and_edited_in_pages_with_its_history(town, as_):
    data = {
        "campaign": town.campaign.pk, "no": 2, "category": "基础工作", "title": "小摊点备案", "standard": "备案率80%", "evidence": "台账",
        "weight": 8, "item_type": "basic", "lead": town.bureau.pk, "supports": [town.education.pk], "due_on": "2026-12-31",
    }  # fmt: skip
    assert as_("ma").post(reverse("creationtask-new"), data).status_code == 302
    task = CreationTask.objects.get(no=2)
    assert list(task.supports.all()) == [town.education]
    data |= {"weight": 9, "supports": []}
    assert as_("ma").post(reverse("creationtask-edit", args=[task.pk]), data).status_code == 302
    changes = {name for entry in task.history() for name in entry.changes}
    assert changes == {"weight", "supports"}
    assert as_("he").get(reverse("creationtask-edit", args=[task.pk])).status_code == 403


def test_a_campaign_is_started_and_does_not_end_before_it_starts(town, as_):
    data = {"name": "首次创建", "kind": "certification", "place": town.city.pk, "office": town.office.pk, "since": "2026-01-01"}
    assert as_("ma").post(reverse("campaign-new"), data | {"until": "2025-01-01"}).status_code == 422
    assert as_("ma").post(reverse("campaign-new"), data | {"until": "2027-01-01"}).status_code == 302
    assert Campaign.objects.get(kind="certification").until == date(2027, 1, 1)


@pytest.mark.parametrize("count", [1, 5])
def test_the_tree_costs_the_same_queries_for_one_branch_and_five(town, as_, count, django_assert_num_queries):
    for number in range(count):
        whole = assignment(town, organisation=town.branch, creation_task=town.creation_task)
        assignment(town, organisation=town.station, issuer=town.branch, parent=whole, creation_task=town.creation_task, by=town.wang)
        if number:
            CreationTask.objects.create(
                campaign=town.campaign, no=number + 1, category=f"类{number}", title="任务", standard="标准", evidence="台账", weight=1,
                item_type="basic", lead=town.education,
            )  # fmt: skip
    client = as_("ma")
    with django_assert_num_queries(12):
        client.get(town.campaign.get_absolute_url())


def test_the_tree_counts_the_leaves_that_are_closed(town, as_):
    whole = assignment(town, organisation=town.branch, creation_task=town.creation_task)
    parts = [
        assignment(town, organisation=town.station, issuer=town.branch, parent=whole, creation_task=town.creation_task, by=town.wang)
        for _n in range(4)
    ]
    Assignment.objects.filter(pk=parts[0].pk).update(status="closed", closed_at=timezone.now())
    page = as_("ma").get(town.campaign.get_absolute_url())
    assert page.context["percent"] == 25
    (clause,) = page.context["clauses"]
    assert (clause["leaves"], clause["closed"], clause["tasks"][0]["works"]) == (4, 1, [whole])
    assert [part.pk for part in clause["tasks"][0]["works"][0].parts] == [part.pk for part in parts]


# Handed out -----------------------------------------------------------------------------------------------------------


def test_the_campaign_office_hands_the_catalogue_out_in_one_press(town, as_):
    town.creation_task.supports.add(town.bureau, town.education)
    url = reverse("campaign-assign", args=[town.campaign.pk])
    shown = as_("ma").get(url)
    assert [(task, doers) for task, doers, _due in shown.context["lines"]] == [(town.creation_task, [town.bureau])]
    assert not Assignment.objects.exists()
    assert as_("ma").post(url).status_code == 302
    whole = Assignment.objects.get(parent=None)
    assert (whole.organisation, whole.issuer, whole.status) == (town.education, town.office, "dispatched")
    assert [part.organisation for part in whole.children.all()] == [town.bureau]
    assert as_("ma").post(url).status_code == 409
    assert Assignment.objects.count() == 2


def test_one_task_is_handed_out_from_its_own_page_and_by_the_api(town, as_):
    other = CreationTask.objects.create(
        campaign=town.campaign, no=2, category="党政同责", title="另一项", standard="标准", evidence="台账",
        weight=5, item_type="basic", lead=town.education,
    )  # fmt: skip
    page = as_("ma").get(town.creation_task.get_absolute_url())
    assert page.context["assign_url"] == reverse("creationtask-assign", args=[town.creation_task.pk])
    assert as_("ma").post(page.context["assign_url"]).status_code == 302
    assert as_("ma").get(town.creation_task.get_absolute_url()).context["assign_url"].startswith(reverse("assignment-new"))
    assert not other.assignments.exists()
    answer = as_("ma").post(reverse("api:creationtask-assign", args=[other.pk]))
    assert (answer.status_code, [row["organisation"] for row in answer.json()]) == (201, [town.education.pk])
    assert as_("ma").post(reverse("api:campaign-assign", args=[town.campaign.pk])).status_code == 409


def test_nobody_else_hands_the_catalogue_out(town, as_):
    for who in ("wang", "he", "leader", "admin"):
        assert as_(who).get(reverse("campaign-assign", args=[town.campaign.pk])).status_code == 403
        assert as_(who).post(reverse("creationtask-assign", args=[town.creation_task.pk])).status_code == 403
        assert as_(who).post(reverse("api:campaign-assign", args=[town.campaign.pk])).status_code == 403
    assert not Assignment.objects.exists()
