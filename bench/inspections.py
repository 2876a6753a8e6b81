"""Inspections at their full size: submissions a second beside a bare view that inserts the same rows, and the list over a million records."""

import json
import threading
import time
import uuid
from datetime import timedelta

from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from audit.models import Entry
from bench import clock
from bench.clock import Line
from establishments.models import Establishment
from inspections.models import Answer, Checklist, ChecklistItem, Inspection

ANSWERS = 40
COUNT = "SELECT count(*) FROM inspections_inspection inspection JOIN grid_place place ON place.id = inspection.place_id WHERE {seen}"
FIRST_PAGE = """
    SELECT inspection.*, place.*, cell.*, shop.*, format.*, office.*, officer.name, second.name,
        (SELECT count(*) FROM inspections_finding finding WHERE finding.inspection_id = inspection.id) AS findings
    FROM inspections_inspection inspection
    JOIN grid_place place ON place.id = inspection.place_id
    LEFT JOIN grid_place cell ON cell.id = place.parent_id
    JOIN establishments_establishment shop ON shop.id = inspection.establishment_id
    JOIN establishments_format format ON format.id = shop.format_id
    JOIN grid_organisation office ON office.id = inspection.organisation_id
    JOIN accounts_user officer ON officer.id = inspection.officer_id
    JOIN accounts_user second ON second.id = inspection.second_officer_id
    WHERE {seen} ORDER BY inspection.finished_at DESC, inspection.id DESC LIMIT 50"""


# Submissions ---------------------------------------------------------------------------------------------------------


def checklist_of(shop):
    """One with as many items as are answered, in force above all others of the shop's format."""
    made, _fresh = Checklist.objects.get_or_create(format=shop.format, version=99, defaults={"effective_on": "2026-01-01"})
    if not made.items.exists():
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=made, code=f"F99-{number:02}", order=number, text="检查项", weight=100 // ANSWERS)
            for number in range(1, ANSWERS + 1)
        )
    return made


def content_of(shop, checklist, second, items):
    at = timezone.now() - timedelta(minutes=1)
    return {
        "id": str(uuid.uuid4()),
        "establishment": shop.pk,
        "checklist": checklist.pk,
        "kind": "routine",
        "second_officer": second.pk,
        "started_at": (at - timedelta(minutes=30)).isoformat(),
        "finished_at": at.isoformat(),
        "latitude": 38.47,
        "longitude": 106.27,
        "answers": [{"item": item, "value": "pass"} for item in items],
    }


def bare(request, shop, officer, second, organisation):
    """What a view costs that believes everything: parse, insert record, answers and history, answer."""
    data = json.loads(request.body)
    row = Inspection(
        id=data["id"], establishment_id=shop.pk, place_id=shop.place_id, checklist_id=data["checklist"], officer=officer,
        second_officer=second, organisation_id=organisation, started_at=data["started_at"], finished_at=data["finished_at"],
        result="passed", score=100, content_hash="",
    )  # fmt: skip
    row.save(force_insert=True)
    Answer.objects.bulk_create(Answer(inspection=row, item_id=answer["item"], value=answer["value"]) for answer in data["answers"])
    Entry.objects.create(actor=officer, verb="create", subject_type="inspections.inspection", subject_id=data["id"])
    return HttpResponse(status=201)


def rate(work, connections, seconds):
    """How often `work` is done in a second by as many threads, each with a connection of its own."""
    until, counts = time.perf_counter() + seconds, [0] * connections

    def lane(number):
        work()  # its connection is opened and its caches are warm
        while time.perf_counter() < until:
            work()
            counts[number] += 1
        connection.close()

    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(connections)]
    began = time.perf_counter()
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def submission_measures(people, seconds=8):
    officer, second = people["city"], people["district"]
    shop = Establishment.objects.select_related("place", "format").inside(second.posts[0].place).first()
    checklist = checklist_of(shop)
    items = list(checklist.items.values_list("pk", flat=True))
    token, organisation = Token.objects.get_or_create(user=officer)[0].key, officer.posts[0].organisation_id
    factory = RequestFactory()

    here = threading.local()  # a client makes its middleware when it is new, as a server does when it starts

    def ours():
        if not hasattr(here, "client"):
            here.client = APIClient(SERVER_NAME="localhost")
            here.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        answer = here.client.post("/api/v1/inspections/", content_of(shop, checklist, second, items), format="json")
        assert answer.status_code == 201, answer.content

    def theirs():
        body = json.dumps(content_of(shop, checklist, second, items))
        bare(factory.post("/bare/", body, content_type="application/json"), shop, officer, second, organisation)

    for connections in (1, 8):
        mine, plain = rate(ours, connections, seconds), rate(theirs, connections, seconds)
        words = f"{mine:.0f} a second with {ANSWERS} answers, bare view {plain:.0f}"
        yield Line(f"submissions, {connections} at once", clock.rated(mine), clock.rated(plain), about=words)


# The list ------------------------------------------------------------------------------------------------------------


def first_page(user):
    """What the list of inspections reads for its first page: the count, and fifty rows with their names."""
    rows = Inspection.objects.with_names().reachable(user, "view").with_findings_count()
    return rows.count(), list(rows.order_by("-finished_at", "-id")[:50])


def plain_first_page(user):
    path = user.posts[0].place.path
    seen = "true" if path.count("/") == 1 else "place.path LIKE %(inside)s"
    values = {"inside": f"{path}%"}
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(seen=seen), values)
        count = cursor.fetchone()[0]
        cursor.execute(FIRST_PAGE.format(seen=seen), values)
        return count, cursor.fetchall()
