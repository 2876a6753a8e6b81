"""The catalogue's file: what a good one writes, and how a bad one is refused."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Entry
from grid.models import Organisation, Place
from tasks.assigning import assign_creation_tasks
from tasks.catalogue import SAMPLE
from tasks.models import Assignment, Campaign, CreationTask
from tests.town import appoint


def load(file=None):
    out = StringIO()
    call_command("load_creation_tasks", *(["--file", str(file)] if file else []), stdout=out)
    return out.getvalue()


@pytest.fixture
def city(db):
    city = Place.objects.create(level="city", name="银川市", code="6401")
    for code, name in [("640104", "兴庆区"), ("640106", "金凤区")]:
        Place.objects.create(level="district", name=name, code=code, parent=city)
    return city


@pytest.fixture
def own_list(tmp_path):
    """Writes a file of the sample's first three rows, changed as asked."""

    def write(**changes):
        rows = json.loads(SAMPLE.read_text())[:3]
        rows[1] |= changes
        rows[1] = {key: value for key, value in rows[1].items() if value is not ...}
        path = tmp_path / "own.json"
        path.write_text(json.dumps(rows))
        return path

    return write


def test_the_sample_gives_112_tasks_a_campaign_and_their_departments(city):
    assert "112 added, 0 changed, 0 unchanged" in load()
    campaign = Campaign.objects.get()
    assert (campaign.kind, campaign.office.letter_code, campaign.place) == ("review", "银食安办", city)
    tasks = CreationTask.objects.all()
    assert len(tasks) == 112
    assert len({task.category for task in tasks}) == 12
    assert all(campaign.since < task.due_on < campaign.until for task in tasks)
    assert Organisation.objects.get(short_name="市教育局").name == "银川市教育局"
    assert set(CreationTask.objects.get(no=1).supports.filter(kind="government").values_list("name", flat=True)) == {
        "兴庆区人民政府",
        "金凤区人民政府",
    }


def test_a_second_load_changes_nothing(city):
    load()
    entries = Entry.objects.count()
    assert "0 added, 0 changed, 112 unchanged; 0 organisations added" in load()
    assert Entry.objects.count() == entries


def test_the_offices_own_list_changes_what_differs(city, own_list):
    load(own_list())
    assert "0 added, 1 changed, 2 unchanged" in load(own_list(title_zh="新的题目", due_on="2026-12-31"))
    changed = CreationTask.objects.get(no=2)
    assert (changed.title, changed.due_on.isoformat()) == ("新的题目", "2026-12-31")
    assert changed.history()[0].changes["title"][1] == "新的题目"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight": "ten"}, "row 2, column weight: a whole number is expected"),
        ({"weight": True}, "row 2, column weight: a whole number is expected"),
        ({"title_zh": ...}, "row 2, column title_zh: missing"),
        ({"title_zh": " "}, "row 2, column title_zh: empty"),
        ({"title_zh": "长" * 201}, "row 2, column title_zh: longer than 200 characters"),
        ({"no": 1}, "row 2, column no: 1 stands here twice"),
        ({"item_type": "maybe"}, "row 2, column item_type: “maybe” is not one of"),
        ({"lead_department_zh": "各责任单位"}, "row 2, column lead_department_zh: “各责任单位” is not one organisation"),
        ({"support_departments_zh": [7]}, "row 2, column support_departments_zh: each department must be a name"),
        ({"due_on": "soon"}, "row 2, column due_on: “soon” is not a date"),
    ],
)
def test_a_bad_row_stops_the_load_and_nothing_is_written(city, own_list, changes, words):
    with pytest.raises(CommandError, match=words):
        load(own_list(**changes))
    assert not CreationTask.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("text", "words"), [(None, "there is no such file"), ("{", "cannot be read as JSON"), ("[]", "a list of tasks")])
def test_a_missing_or_broken_file_is_named(city, tmp_path, text, words):
    path = tmp_path / "bureau.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match=f"bureau.json: .*{words}"):
        load(path)


def test_without_the_places_it_says_what_to_run_first(db):
    with pytest.raises(CommandError, match="load_places"):
        load()


def test_every_task_goes_to_its_lead_its_supporters_and_the_districts_branches_once(town):
    load()
    campaign = Campaign.objects.get()
    campaign.creation_tasks.exclude(no__in=[1, 2, 15]).exclude(assignments__isnull=False).delete()
    made = assign_creation_tasks(campaign, by=town.ma, at=timezone.now())
    assert len(made) == campaign.creation_tasks.count()
    whole = Assignment.objects.get(creation_task__no=1, parent=None)
    assert whole.organisation == town.office
    assert whole.status == "dispatched"
    assert whole.next_rung_at
    supports = {office.name for office in whole.creation_task.supports.exclude(kind="government")}
    assert supports == {"银川市市场监督管理局", "银川市卫生健康委员会", "银川市公安局"}
    assert {part.organisation.name for part in whole.children.all()} == supports | {town.branch.name, town.branch_two.name}
    police = whole.children.get(organisation__name="银川市公安局")
    assert police.requirement.startswith("配合银川市食品安全委员会办公室落实创建任务第1项")
    assert assign_creation_tasks(campaign, by=town.ma, at=timezone.now()) == []


def test_a_task_whose_day_has_passed_gets_ten_working_days(town):
    town.creation_task.due_on = timezone.localdate() - timedelta(days=30)
    town.creation_task.save()
    appoint(town.sun, "部门联络员", town.education, town.city)
    (made,) = assign_creation_tasks(town.campaign, by=town.ma, at=timezone.now())
    assert made.due_at > timezone.now() + timedelta(days=9)
    assert town.sun.messages.count() == 2


def test_supporters_that_are_nobody_in_particular_are_named_with_their_tasks(city, own_list):
    said = load(own_list(support_departments_zh=["市教育局", "各责任单位"]))
    number = json.loads(SAMPLE.read_text())[1]["no"]
    line = next(line for line in said.splitlines() if "各责任单位" in line)
    assert "left out of the supporting departments of tasks" in line
    assert str(number) in line.rpartition("tasks ")[2].strip(".").split(", ")
    assert [str(one) for one in CreationTask.objects.get(no=number).supports.all()] == ["市教育局"]
