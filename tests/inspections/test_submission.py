"""The contract of POST /api/v1/inspections/: one record per id, whole or not at all, findings handed over the same day."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from audit.models import Entry
from establishments.models import Establishment
from grid.access import grant
from grid.models import Appointment, Organisation
from inspections.models import Answer, Checklist, ChecklistItem, Finding, Inspection
from inspections.submission import submit_inspection
from notifications.models import Message
from tasks.escalation import climb_due
from tasks.models import Assignment, Notice
from tests.inspections.records import record
from tests.town import appoint, moment
from workdays.calendar import end_of

pytestmark = pytest.mark.django_db


def client(person):
    person.__dict__.pop("posts", None)
    api = APIClient()
    api.force_authenticate(person)
    return api


def send(person, content):
    return client(person).post("/api/v1/inspections/", content, format="json")


def written():
    return tuple(model.objects.count() for model in (Inspection, Answer, Finding, Assignment, Entry, Message))


def test_a_new_record_is_kept_whole(town):
    answer = send(town.zhao, record(town, note=" 一切正常 "))
    assert answer.status_code == 201
    row = Inspection.objects.get()
    assert answer.json()["id"] == str(row.pk)
    assert (row.officer, row.second_officer, row.organisation) == (town.zhao, town.qian, town.street_office)
    assert (row.place, row.checklist, row.score, row.result, row.note) == (town.shop.place, town.checklist, 100, "passed", "一切正常")
    assert [item.value for item in row.answers.all()] == ["pass"] * 3
    assert [entry.verb for entry in row.history()] == ["create"]
    assert not Finding.objects.exists()


def test_findings_are_handed_to_the_shop_at_once_and_are_due_at_midnight(town):
    at = moment("2026-11-23 15:00")
    content = record(town, values=("fail", "fail", "pass"), started_at=at.isoformat(), finished_at=at.isoformat())
    inspection, is_new = submit_inspection(content, by=town.zhao, at=at)
    assert is_new
    assert (inspection.result, str(inspection.score)) == ("failed", "25.0")
    first, second = Finding.objects.order_by("item__order")
    work = first.assignment
    assert (work.kind, work.status, work.organisation, work.issuer) == ("same_day", "dispatched", town.noodles, town.street_office)
    assert (work.place, work.due_at, work.dispatched_at) == (town.shop.place, moment("2026-11-24 00:00"), at)
    assert work.next_rung_at == at  # the order goes out at once
    assert [entry.verb for entry in work.history()] == ["dispatch"]
    assert work.title.startswith("宁味轩小吃店：")
    assert second.assignment != work
    told = Message.objects.filter(channel="portal")
    assert [(row.recipient, row.url) for row in told] == [(town.liu, inspection.get_absolute_url())]


def test_what_is_found_in_the_evening_is_not_urged_at_six_but_supervised_at_midnight(town):
    at = moment("2026-11-23 20:00")
    content = record(town, values=("pass", "pass", "fail"), started_at=at.isoformat(), finished_at=at.isoformat())
    submit_inspection(content, by=town.zhao, at=at)
    climb_due(at=at)
    assert Notice.objects.get().kind == "dispatch"
    assert Assignment.objects.get().next_rung_at == moment("2026-11-24 00:00")


def test_without_an_account_the_station_gets_the_finding(town):
    Appointment.objects.get(user=town.liu).relieve(by=town.admin)
    assert send(town.zhao, record(town, values=("pass", "fail", "pass"))).status_code == 201
    assert Assignment.objects.get().organisation == town.station
    assert list(Message.objects.filter(channel="portal").values_list("recipient", flat=True)) == [town.qian.pk]


def test_a_post_that_has_ended_does_not_keep_the_finding_from_the_station(town):
    Appointment.objects.filter(user=town.liu).update(until=timezone.localdate())
    assert send(town.zhao, record(town, values=("pass", "fail", "pass"))).status_code == 201
    assert Assignment.objects.get().organisation == town.station


def test_without_a_station_the_district_branch_gets_it(town):
    content = record(town, values=("pass", "fail", "pass"), establishment=town.far_shop.pk)
    assert send(town.jin, content).status_code == 201
    assert Assignment.objects.get().organisation == town.branch_two


def test_where_nobody_answers_for_the_area_the_record_is_refused_in_words(town):
    Establishment.objects.filter(pk=town.far_shop.pk).update(organisation=None)
    Organisation.objects.filter(pk__in=[town.branch_two.pk, town.bureau.pk]).update(kind="department")
    before = written()
    answer = send(town.jin, record(town, values=("pass", "fail", "pass"), establishment=town.far_shop.pk))
    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert written() == before


# The same again ------------------------------------------------------------------------------------------------------


def test_the_same_again_is_the_same_answer(town):
    content = record(town, values=("pass", "fail", "pass"))
    first = send(town.zhao, content)
    before = written()
    again = send(town.zhao, content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert written() == before


def test_the_same_written_otherwise_is_the_same(town):
    content = record(town, values=("pass", "fail", "pass"))
    other = copy.deepcopy(content)
    other["answers"].reverse()
    other["started_at"] = moment("2026-01-01").fromisoformat(content["started_at"]).astimezone(timezone.get_default_timezone()).isoformat()
    other["id"] = content["id"].upper()
    assert send(town.zhao, content).status_code == 201
    assert send(town.zhao, other).status_code == 200


def test_the_same_again_is_known_even_when_it_would_not_be_taken_in_anew(town):
    content = record(town)
    send(town.zhao, content)
    Appointment.objects.get(user=town.qian).relieve(by=town.admin)
    assert send(town.zhao, content).status_code == 200


@pytest.mark.parametrize("change", [{"note": "另一句"}, {"kind": "special"}, {"latitude": 38.4713}])
def test_the_same_id_with_other_content_is_refused(town, change):
    content = record(town)
    send(town.zhao, content)
    before = written()
    answer = send(town.zhao, content | change)
    assert (answer.status_code, list(answer.json())) == (409, ["detail"])
    assert written() == before


def test_another_officer_cannot_take_over_a_record(town):
    content = record(town)
    send(town.zhao, content)
    assert send(town.li, content).status_code == 409


# Unusable ------------------------------------------------------------------------------------------------------------


def later(**distance):
    return (timezone.now() + timedelta(**distance)).isoformat()


def without(content, key):
    del content[key]


def other_version(town, effective_on="2099-01-01"):
    new = Checklist.objects.create(format=town.catering, version=2, effective_on=effective_on)
    return ChecklistItem.objects.create(checklist=new, code="F11-01", order=1, text="新的一项", weight=100)


UNUSABLE = {
    "second officer is the first": (lambda t, c: c.update(second_officer=t.zhao.pk), "second_officer"),
    "second officer holds no post": (lambda t, c: c.update(second_officer=t.sun.pk), "second_officer"),
    "second officer may not inspect": (lambda t, c: c.update(second_officer=t.liu.pk), "second_officer"),
    "second officer does not exist": (lambda t, c: c.update(second_officer=10**12), "second_officer"),
    "no second officer": (lambda t, c: without(c, "second_officer"), "second_officer"),
    "begins in the future": (lambda t, c: c.update(started_at=later(minutes=6), finished_at=later(minutes=7)), "started_at"),
    "ends in the future": (lambda t, c: c.update(finished_at=later(minutes=6)), "finished_at"),
    "ends before it begins": (lambda t, c: c.update(finished_at=later(days=-1)), "finished_at"),
    "no moment": (lambda t, c: c.update(finished_at="yesterday"), "finished_at"),
    "half a location": (lambda t, c: c.update(longitude=None), "latitude"),
    "a location beyond the earth": (lambda t, c: c.update(latitude=138), "latitude"),
    "no number": (lambda t, c: c.update(latitude="nan", longitude="nan"), "latitude"),
    "an item is not answered": (lambda t, c: c["answers"].pop(), "answers"),
    "an item is answered twice": (lambda t, c: c["answers"].append(c["answers"][0]), "answers"),
    "an item of another version": (lambda t, c: c["answers"][0].update(item=other_version(t).pk), "answers"),
    "an item of no version": (lambda t, c: c["answers"][0].update(item="many"), "answers"),
    "another word than pass or fail": (lambda t, c: c["answers"][0].update(value="perhaps"), "answers"),
    "answers are no list": (lambda t, c: c.update(answers="all fine"), "answers"),
    "an answer is no object": (lambda t, c: c.update(answers=["pass", "pass", "pass"]), "answers"),
    "nothing applies": (lambda t, c: c.update(answers=[row | {"value": "na"} for row in c["answers"]], findings=[]), "answers"),
    "a failed item without a finding": (lambda t, c: c.update(findings=[]), "findings"),
    "a finding without words": (lambda t, c: c["findings"][0].update(description="  "), "findings"),
    "a finding without severity": (lambda t, c: without(c["findings"][0], "severity"), "findings"),
    "a finding at an item that passed": (lambda t, c: c["findings"][0].update(item=t.items[0].pk), "findings"),
    "two findings at one item": (lambda t, c: c["findings"].append(c["findings"][0]), "findings"),
    "a photo without a name": (lambda t, c: c["findings"][0].update(photos=["photo.jpg"]), "findings"),
    "a photo named twice": (lambda t, c: c.update(photos=["a" * 64, "a" * 64]), "photos"),
    "another format's checklist": (lambda t, c: c.update(checklist=other_format(t).pk), "checklist"),
    "no such checklist": (lambda t, c: c.update(checklist=10**18), "checklist"),
    "an id that is none": (lambda t, c: c.update(id="1"), "id"),
    "a number beyond numbers": (lambda t, c: c.update(establishment=10**30), "establishment"),
    "another kind": (lambda t, c: c.update(kind="covert operation"), "kind"),
    "a null character": (lambda t, c: c.update(note="a\0b"), "note"),
}


def other_format(town):
    return Checklist.objects.create(format=town.grocery, version=1, effective_on="2026-01-01")


@pytest.mark.parametrize("case", UNUSABLE, ids=str)
def test_unusable_content_is_answered_with_field_and_reason_and_nothing_is_written(town, case):
    spoil, field = UNUSABLE[case]
    content = record(town, values=("pass", "fail", "pass"))
    spoil(town, content)
    before = written()
    answer = send(town.zhao, content)
    assert answer.status_code == 422
    reasons = answer.json()
    assert field in reasons
    assert all(isinstance(reason, str) and reason for reason in reasons[field])
    assert written() == before


@pytest.mark.parametrize("content", [[], "text", None, 7])
def test_content_that_is_no_record_at_all(town, content):
    assert send(town.zhao, content).status_code == 422


def test_only_json_is_read(town):
    assert client(town.zhao).post("/api/v1/inspections/", {"answers[0]item": "1"}, format="multipart").status_code == 415


def test_each_reason_names_its_item(town):
    content = record(town)
    content["answers"].pop()
    assert send(town.zhao, content).json() == {"answers": ["F11-03: 该项尚未作答。"]}


# Versions ------------------------------------------------------------------------------------------------------------


def test_a_version_that_has_been_replaced_is_not_taken_any_more(town):
    other_version(town, "2026-01-02")
    assert list(send(town.zhao, record(town)).json()) == ["checklist"]


def test_on_the_day_a_version_is_replaced_both_are_taken(town):
    yesterday = timezone.localdate() - timedelta(days=1)
    other_version(town, yesterday)
    at = end_of(yesterday) - timedelta(hours=12)
    content = record(town, started_at=at.isoformat(), finished_at=at.isoformat())
    assert send(town.zhao, content).status_code == 201


# Who may -------------------------------------------------------------------------------------------------------------


def test_a_shop_of_another_cell_does_not_exist(town):
    before = written()
    assert send(town.zhou, record(town)).status_code == 404
    assert send(town.zhao, record(town, establishment=town.far_shop.pk)).status_code == 404
    assert send(town.zhao, record(town, establishment=10**15)).status_code == 404
    assert written() == before


@pytest.mark.parametrize("name", ["chen", "liu", "leader", "admin", "he", "sun"])
def test_whoever_may_not_inspect_is_forbidden(town, name):
    before = written()
    assert send(getattr(town, name), record(town)).status_code == 403
    assert written() == before


def test_a_stranger_is_told_to_sign_in(town):
    assert APIClient().post("/api/v1/inspections/", record(town), format="json").status_code == 401


def test_an_officer_lent_for_one_shop_inspects_it_for_the_own_office(town):
    for codename in ("view_establishment", "inspect_establishment"):
        grant(town.shop, codename, town.jin, until=timezone.now() + timedelta(days=1), by=town.admin)
    assert send(town.jin, record(town)).status_code == 201
    assert Inspection.objects.get().organisation == town.branch_two


def test_the_nearest_post_says_for_whom_the_officer_inspects(town):
    appoint(town.wang, "监管所人员", town.station, town.street)
    send(town.wang, record(town))
    assert Inspection.objects.get().organisation == town.station


# What it costs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failed", [1, 3])
def test_a_submission_costs_the_same_however_much_was_found(town, failed, django_assert_num_queries):
    content = record(town, values=("fail",) * failed + ("pass",) * (3 - failed))
    officer = type(town.zhao).objects.get(pk=town.zhao.pk)
    with django_assert_num_queries(24):
        submit_inspection(content, by=officer, at=timezone.now())
