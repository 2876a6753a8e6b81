"""The formats load once, change when their file does, and a bad row writes nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Entry
from establishments.models import Format
from inspections.formats import SAMPLE
from inspections.models import Checklist, ChecklistItem, Inspection
from tests.town import moment

pytestmark = pytest.mark.django_db


def load(path=SAMPLE):
    said = StringIO()
    call_command("load_formats", file=str(path), stdout=said)
    return said.getvalue()


@pytest.fixture
def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


@pytest.fixture
def written(tmp_path):
    def write(rows):
        path = tmp_path / "formats.json"
        path.write_text(rows if isinstance(rows, str) else json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def test_the_sample_loads_twenty_formats_and_their_items():
    assert "formats: 20 added, 0 changed, 0 unchanged\nchecklists: 20 added" in load()
    assert (Format.objects.count(), Checklist.objects.count(), ChecklistItem.objects.count()) == (20, 20, 178)
    item = ChecklistItem.objects.get(code="F11-01")
    assert (item.order, item.critical, item.checklist.version, item.checklist.format.name) == (1, True, 1, "小餐饮")


def test_a_second_load_changes_nothing_and_records_nothing():
    load()
    before = Entry.objects.count()
    assert "formats: 0 added, 0 changed, 20 unchanged\nchecklists: 0 added, 0 changed, 20 unchanged" in load()
    assert (Entry.objects.count(), ChecklistItem.objects.count()) == (before, 178)


def test_a_changed_name_changes_its_format_alone(sample, written):
    load()
    sample[0]["name_zh"] = "食品生产单位"
    assert "formats: 0 added, 1 changed, 19 unchanged\nchecklists: 0 added, 0 changed, 20 unchanged" in load(written(sample))
    assert Format.objects.get(code="F01").name == "食品生产单位"


def test_a_checklist_nobody_used_is_corrected_in_place(sample, written):
    load()
    sample[10]["checklist"][0]["text_zh"] = "改过的一项"
    assert "checklists: 0 added, 1 changed, 19 unchanged" in load(written(sample))
    assert list(Checklist.objects.filter(format__code="F11").values_list("version", flat=True)) == [1]
    assert ChecklistItem.objects.get(code="F11-01").text == "改过的一项"


def test_a_checklist_that_was_used_stays_for_ever_and_a_next_version_is_made(town, sample, written):
    load()
    old = town.checklist
    old.refresh_from_db()
    Inspection.objects.create(
        checklist=old,
        establishment=town.shop,
        place=town.shop.place,
        organisation=town.station,
        officer=town.qian,
        second_officer=town.zhao,
        started_at=moment("2026-11-02 10:00"),
        finished_at=moment("2026-11-02 10:30"),
        result="passed",
        score=100,
        content_hash="0" * 64,
    )
    before = list(old.items.values())
    sample[10]["checklist"][0]["text_zh"] = "改过的一项"
    load(written(sample))
    assert list(old.items.values()) == before
    new = Checklist.objects.in_force(town.catering, timezone.localdate())
    assert (new.version, new.items.count(), new.items.first().text) == (2, 10, "改过的一项")


def spoil(rows, **values):
    rows[1]["checklist"][4] |= values


BAD = [
    (lambda rows: spoil(rows, weight="10"), "row 2, checklist row 5, column weight: a whole number is expected"),
    (lambda rows: spoil(rows, weight=11), "row 2, column weight: the weights of F02 add up to"),
    (lambda rows: spoil(rows, weight=True), "row 2, checklist row 5, column weight: a whole number is expected"),
    (lambda rows: spoil(rows, critical="yes"), "row 2, checklist row 5, column critical: true or false is expected"),
    (lambda rows: spoil(rows, text_zh=" "), "row 2, checklist row 5, column text_zh: empty"),
    (lambda rows: spoil(rows, text_en=None), "row 2, checklist row 5, column text_en: missing"),
    (lambda rows: spoil(rows, code="F03-05"), "row 2, checklist row 5, column code: F03-05 does not belong to F02"),
    (lambda rows: spoil(rows, code="F02-01"), "row 2, checklist row 5, column code: F02-01 stands here twice"),
    (lambda rows: rows[3].update(code="F01"), "row 4, column code: F01 stands here twice"),
    (lambda rows: rows[3].update(code="catering"), "row 4, column code: “catering” is not a code such as F11"),
    (lambda rows: rows[3].update(name_zh="店" * 41), "row 4, column name_zh: longer than 40 characters"),
    (lambda rows: rows[3].update(checklist=[]), "row 4, column checklist: empty"),
    (lambda rows: rows.__setitem__(2, "F03"), "row 3, column -: an object with named columns is expected"),
]


@pytest.mark.parametrize(("spoils", "sentence"), BAD)
def test_a_bad_row_is_named_and_nothing_is_written(sample, written, spoils, sentence):
    spoils(sample)
    with pytest.raises(CommandError, match="Nothing was loaded") as refusal:
        load(written(sample))
    assert "formats.json: " in str(refusal.value)
    assert sentence in str(refusal.value)
    assert (Format.objects.count(), Checklist.objects.count()) == (0, 0)


@pytest.mark.parametrize(("text", "sentence"), [("{", "cannot be read as JSON"), ("[]", "a list of formats"), ("{}", "a list of formats")])
def test_a_broken_file_is_named(written, text, sentence):
    with pytest.raises(CommandError, match=sentence):
        load(written(text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="there is no such file"):
        load(tmp_path / "nowhere.json")
