"""Six identical submissions at once, round after round, each on a connection of its own: one record, nobody is turned away."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from audit.models import Entry
from inspections.models import Answer, Finding, Inspection
from tasks.models import Assignment
from tests.inspections.records import picture, record, sha256, upload
from tests.town import build_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = int(os.environ.get("ROUNDS", "200"))
AT_ONCE = 6


@pytest.fixture
def pool():
    """Six threads that keep their connections from round to round, as the web server's do."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads
        list(threads.map(lambda _number: meet(Barrier(1), connection.close), range(AT_ONCE)))


def meet(barrier, act):
    barrier.wait()
    return act()


def at_once(pool, act):
    """What `act` gives each of six callers who begin at the same moment."""
    barrier = Barrier(AT_ONCE)
    return [future.result() for future in [pool.submit(meet, barrier, act) for _number in range(AT_ONCE)]]


def client(person):
    api = APIClient()
    api.force_authenticate(person)
    return api


def test_identical_submissions_at_once_are_one_record(pool):
    town = build_town()

    def send(content):
        return client(type(town.zhao).objects.get(pk=town.zhao.pk)).post("/api/v1/inspections/", content, format="json")

    for number in range(ROUNDS):
        content = record(town, values=("pass", "fail", "pass"), note=f"第{number}轮")
        answers = at_once(pool, lambda content=content: send(content))
        assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
        assert {answer.json()["id"] for answer in answers} == {content["id"]}
        assert len({answer.content for answer in answers}) == 1
    counts = [model.objects.count() for model in (Inspection, Answer, Finding, Assignment)]
    assert counts == [ROUNDS, 3 * ROUNDS, ROUNDS, ROUNDS]
    assert Entry.objects.filter(subject_type="inspections.inspection").count() == ROUNDS


def test_two_contents_under_one_id_at_once_leave_one_record(pool):
    town = build_town()
    content = record(town)

    def send(note):
        officer = type(town.zhao).objects.get(pk=town.zhao.pk)
        return client(officer).post("/api/v1/inspections/", content | {"note": note}, format="json").status_code

    notes = iter(["一", "二"] * (AT_ONCE // 2))
    codes = at_once(pool, lambda: send(next(notes)))
    assert sorted(codes) == [200, 200, 201, 409, 409, 409]
    assert Inspection.objects.count() == 1


def test_the_same_photo_at_once_is_one_photo(pool):
    town = build_town()
    shot = picture()
    inspection = client(town.zhao).post("/api/v1/inspections/", record(town), format="json").json()["id"]

    def send():
        officer = type(town.zhao).objects.get(pk=town.zhao.pk)
        content = {"inspection": inspection, "file": upload(shot), "sha256": sha256(shot)}
        return client(officer).post("/api/v1/photos/", content, format="multipart").status_code

    assert sorted(at_once(pool, send)) == [200] * (AT_ONCE - 1) + [201]
    assert Inspection.objects.get().photos.count() == 1
