"""Counter, list, export and API say one number, also while inspections are handed in, and after the recount."""

import csv
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dashboards.counters import Counters
from dashboards.counting import recount
from dashboards.figures import FIGURES, Days
from inspections.submission import submit_inspection
from tests.dashboards.scene import NEW, inspected
from tests.inspections.records import record
from tests.town import build_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
READERS = ("ma", "wang", "zhao", "jin")


@pytest.fixture
def lively():
    """A town with findings in every state, and somebody who hands in one inspection after the other until told to stop."""
    town = build_town()
    for shop in (town.shop, town.shop_two, town.far_shop):
        inspected(town, shop, timezone.now() - timedelta(minutes=1), NEW)
    return town


@contextmanager
def inspections_coming_in(town):
    stop, taken = Event(), []

    def hand_in():
        officer = type(town.zhao).objects.get(pk=town.zhao.pk)
        while not stop.is_set():
            taken.append(submit_inspection(record(town, values=("pass", "fail", "pass")), by=officer, at=timezone.now()))
            stop.wait(0.1)  # several between any two questions, and the reader gets its turn
        connection.close()

    thread = Thread(target=hand_in)
    thread.start()
    try:
        yield taken
    finally:
        stop.set()
        thread.join()


def at_one_moment():
    """Within it every question is answered as of its first: what others write meanwhile is not seen."""
    cursor = connection.cursor()
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def said_to(client):
    """What each figure says in the API, in its list, in the export of that, and as rows of the API."""
    for figure in client.get("/api/v1/figures/").json():
        page = client.get(figure["list"]).context["count"]
        exported = b"".join(client.get(f"{figure['list']}&export=csv").streaming_content).decode()
        lines = len(list(csv.reader(exported.splitlines(keepends=True)))) - 1
        yield figure["name"], {figure["value"], page, lines, client.get(figure["rows"]).json()["count"]}


def test_every_number_is_one_while_inspections_come_in_and_after_the_recount(lively, client):
    with inspections_coming_in(lively) as taken:
        for username in READERS:
            client.force_login(lively.people[username])
            with transaction.atomic():
                at_one_moment()
                assert [(name, said) for name, said in said_to(client) if len(said) > 1] == []
    assert taken
    recount(at=timezone.now())
    kept = Counters(lively.ma, lively.city, [], Days())
    assert set(kept.names) == kept.kept
    assert kept.of(lively.city)["inspected_today"].value == FIGURES["inspected_today"].rows(lively.ma, lively.city, kept.now).count()
    client.force_login(lively.wang)
    assert [(name, said) for name, said in said_to(client) if len(said) > 1] == []
