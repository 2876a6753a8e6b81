"""Checklists and work standards in versions: drafts are changed, what was published holds for ever, articles have their terms."""

from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from base.errors import Refused
from imports.models import Import
from imports.working import advance
from inspections.drafting import compare, draw_up, drop_item, move_item, rows_of, save_item
from inspections.models import Checklist, ChecklistItem, Clause, Finding, ResultWord, StandardFile, WorkStandard
from inspections.submission import submit_inspection
from tests.imports.books import book
from tests.inspections.records import picture, record, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(town):
    return draw_up(Checklist, town.catering, by=town.ma)


def test_a_draft_says_what_the_version_before_says_and_is_not_in_force(town, draft):
    assert (draft.version, draft.status, draft.effective_on) == (2, "draft", None)
    assert list(draft.items.values_list("code", "weight", "critical")) == list(
        town.checklist.items.values_list("code", "weight", "critical")
    )
    assert Checklist.objects.in_force(town.catering, timezone.localdate()) == town.checklist
    with pytest.raises(Refused):
        draw_up(Checklist, town.catering, by=town.ma)


def test_a_draft_is_changed_reordered_and_published_only_when_its_weights_add_up(town, draft):
    first, second, third = draft.items.all()
    move_item(third, 1, by=town.ma)
    drop_item(second, by=town.ma)
    assert list(draft.items.values_list("order", "code")) == [(1, "F11-03"), (2, "F11-01")]
    with pytest.raises(Refused, match="65"):
        draft.publish(by=town.ma, effective_on=timezone.localdate())
    save_item(ChecklistItem(checklist=draft, code="F11-09", text="留样", weight=35), by=town.ma)
    draft.publish(by=town.ma, effective_on=timezone.localdate())
    assert Checklist.objects.in_force(town.catering, timezone.localdate()) == draft
    with pytest.raises(Refused):
        drop_item(first, by=town.ma)
    assert [entry.verb for entry in draft.history()] == ["publish", "change", "change", "change", "create"]


def test_a_version_holds_from_its_day_only_and_never_before_another(town, draft):
    today = timezone.localdate()
    with pytest.raises(Refused):
        draft.publish(by=town.ma, effective_on=today - timedelta(days=1))
    draft.publish(by=town.ma, effective_on=today + timedelta(days=10))
    assert Checklist.objects.in_force(town.catering, today) == town.checklist
    assert Checklist.objects.in_force(town.catering, today + timedelta(days=10)) == draft
    later = draw_up(Checklist, town.catering, by=town.ma)
    with pytest.raises(Refused):
        later.publish(by=town.ma, effective_on=today + timedelta(days=9))


def test_an_inspection_keeps_its_version_when_that_is_replaced_and_retired(town, draft):
    inspection, _new = submit_inspection(record(town), by=town.zhao, at=timezone.now())
    draft.publish(by=town.ma, effective_on=timezone.localdate())
    town.checklist.retire(by=town.ma, note="已修订")
    inspection.refresh_from_db()
    assert inspection.checklist == town.checklist
    assert [answer.item.text for answer in inspection.answers.all()] == ["检查项1", "检查项2", "检查项3"]


def test_two_versions_are_compared_line_by_line(town, draft):
    first, second, _third = draft.items.all()
    first.weight, first.hint = 45, "看记录"
    save_item(first, by=town.ma)
    drop_item(second, by=town.ma)
    save_item(ChecklistItem(checklist=draft, code="F11-09", text="留样", weight=30), by=town.ma)
    lines = compare(rows_of(town.checklist), rows_of(draft), ["text", "weight", "hint"])
    assert {line.key: (line.kind, line.differs) for line in lines} == {
        "F11-01": ("changed", ["weight", "hint"]),
        "F11-03": ("same", []),
        "F11-09": ("added", []),
        "F11-02": ("removed", []),
    }


def test_the_pages_do_the_same(town, draft, client):
    client.force_login(town.ma)
    item = draft.items.get(code="F11-02")
    page = reverse("checklist-item-edit", args=[draft.pk, item.pk])
    content = {
        "code": "F11-02",
        "text": "生熟分开",
        "weight": 35,
        "photo_required": "on",
        "fail_reasons": "混放\n无标识\n",
        "hint": "",
        "text_en": "",
    }
    assert client.post(page, content | {"weight": 0}).status_code == 422
    assert client.post(page, content).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.photo_required, item.fail_reasons) == ("生熟分开", True, ["混放", "无标识"])
    assert client.post(reverse("checklist-item-move", args=[draft.pk, item.pk]), {"to": 1}).status_code == 302
    assert draft.items.first() == item
    compared = client.get(reverse("checklist-compare", args=[draft.pk, town.checklist.pk])).content.decode()
    assert "生熟分开" in compared
    assert "检查项2" in compared
    assert client.post(reverse("checklist-publish", args=[draft.pk]), {"effective_on": timezone.localdate()}).status_code == 302
    assert client.post(page, content).status_code == 409
    client.force_login(town.wang)
    assert client.get(page).status_code == 403


def test_a_work_standard_has_words_papers_and_photos_of_right_and_wrong(town, client):
    client.force_login(town.ma)
    client.post(reverse("workstandard-new"), {"format": town.catering.pk})
    standard = WorkStandard.objects.get()
    client.post(reverse("workstandard-edit", args=[standard.pk]), {"text": "一、进货查验"})
    add = reverse("workstandard-file-new", args=[standard.pk])
    assert client.post(add, {"kind": "right", "file": upload(b"%PDF-1.7\n%%EOF", "a.pdf")}).status_code == 422
    assert client.post(add, {"kind": "wrong", "caption": "生熟混放", "file": upload(picture())}).status_code == 302
    client.post(reverse("workstandard-publish", args=[standard.pk]), {"effective_on": timezone.localdate()})
    assert WorkStandard.objects.in_force(town.catering, timezone.localdate()) == standard
    client.force_login(town.liu)
    page = client.get(standard.get_absolute_url()).content.decode()
    assert "进货查验" in page
    assert "生熟混放" in page
    following = draw_up(WorkStandard, town.catering, by=town.ma)
    assert (following.text, following.files.count(), StandardFile.objects.count()) == ("一、进货查验", 1, 2)


# Articles of law -----------------------------------------------------------------------------------------------------


@pytest.fixture
def clause(town):
    clause = Clause.objects.create(law="食品安全法", article="第五十五条")
    clause.texts.create(text="旧的条文", since=date(2015, 10, 1), until=date(2026, 3, 1))
    clause.texts.create(text="新的条文", since=date(2026, 3, 1))
    ChecklistItem.objects.filter(pk=town.items[1].pk).update(clause=clause)
    return clause


@pytest.mark.parametrize(("day", "words"), [("2015-09-30", None), ("2015-10-01", "旧"), ("2026-02-28", "旧"), ("2026-03-01", "新")])
def test_an_article_says_what_it_said_that_day(clause, day, words):
    found = clause.text_on(date.fromisoformat(day))
    assert found is None if words is None else found.text.startswith(words)


def test_a_finding_cites_the_words_in_force_on_its_day_for_ever(town, clause, client):
    submit_inspection(record(town, values=("pass", "fail", "pass")), by=town.zhao, at=timezone.now())
    finding = Finding.objects.get()
    assert finding.cited.text == "新的条文"
    assert "《食品安全法》第五十五条" in finding.assignment.requirement
    client.force_login(town.ma)
    new = {"text": "更新的条文", "since": timezone.localdate() + timedelta(days=1)}
    assert client.post(reverse("clause-text-new", args=[clause.pk]), new | {"since": "2016-01-01"}).status_code == 422
    assert client.post(reverse("clause-text-new", args=[clause.pk]), new).status_code == 302
    assert clause.texts.get(text="新的条文").until == new["since"]
    assert "新的条文" in client.get(finding.get_absolute_url()).content.decode()


# Excel ---------------------------------------------------------------------------------------------------------------


def test_a_checklist_goes_out_to_excel_and_comes_back_unchanged(town, clause, client):
    client.force_login(town.ma)
    answer = client.get(reverse("checklist-export", args=[town.checklist.pk]))
    content = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(SimpleUploadedFile("x.xlsx", content)).active
    assert [cell.value for cell in sheet[3]][1:7] == ["F11-02", "检查项2", "35", "否", "否", "《食品安全法》第五十五条"]
    row = Import.hand_in(upload(content, "检查表.xlsx"), "checklists", by=town.ma)
    advance(row.pk)
    row.refresh_from_db()
    assert row.status == "checked", row.fault
    assert Checklist.objects.count() == 1


def test_an_imported_checklist_becomes_a_draft(town):
    headings = ["业态", "编号", "检查内容", "分值", "重点项", "检查依据"]
    lines = [
        ["小餐饮", "F11-02", "生熟分开存放", 35, "否", ""],
        ["小餐饮", "F11-04", "留样48小时", 20, "是", ""],
        ["小餐饮", "坏编号", "x", 1, "", ""],
    ]
    lines.append(["小餐饮", "F11-05", "索证", 5, "否", "《没有的法》第一条"])
    row = Import.hand_in(book(lines, headings, name="检查表.xlsx"), "checklists", by=town.ma)
    advance(row.pk)
    row.refresh_from_db()
    row.confirm(by=town.ma)
    advance(row.pk)
    draft = Checklist.objects.get(status="draft")
    assert list(draft.items.values_list("code", "text")) == [
        ("F11-01", "检查项1"), ("F11-02", "生熟分开存放"), ("F11-03", "检查项3"), ("F11-04", "留样48小时"),
    ]  # fmt: skip
    assert Checklist.objects.in_force(town.catering, timezone.localdate()) == town.checklist


# Words for results ---------------------------------------------------------------------------------------------------


def test_a_record_keeps_the_words_of_its_day(town):
    first, _new = submit_inspection(record(town), by=town.zhao, at=timezone.now())
    ResultWord.objects.create(result="passed", words="基本符合", since=timezone.localdate())
    second, _new = submit_inspection(record(town), by=town.zhao, at=timezone.now())
    first.refresh_from_db()
    assert (first.words, second.words) == ("符合", "基本符合")


def test_a_draft_is_seen_by_those_who_may_work_on_it_alone(town, draft, client):
    standard = draw_up(WorkStandard, town.catering, by=town.ma, text="一、进货查验")
    file = StandardFile.of(SimpleUploadedFile("正确.jpg", picture(), "image/jpeg"), by=town.ma, standard=standard, kind="right")
    file.save()
    addresses = [
        draft.get_absolute_url(),
        reverse("checklist-export", args=[draft.pk]),
        reverse("checklist-compare", args=[draft.pk, town.checklist.pk]),
        reverse("api:checklist-detail", args=[draft.pk]),
        standard.get_absolute_url(),
        reverse("standardfile-file", args=[file.pk]),
    ]
    for who, seen in ((town.ma, 200), (town.zhao, 404), (town.liu, 404), (town.leader, 404)):
        client.force_login(who)
        assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, seen), who
    assert set(Checklist.objects.reachable(town.zhao, "view")) == {town.checklist}
    assert list(client.get(town.checklist.get_absolute_url()).context["others"]) == []
    standard.publish(by=town.ma, effective_on=timezone.localdate())
    client.force_login(town.zhao)
    assert client.get(reverse("standardfile-file", args=[file.pk])).status_code == 200
