"""Six identical visits at once, each on a connection of its own: one record, nobody is turned away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from audit.models import Entry
from guarantees.models import GuaranteeVisit, VisitAnswer, VisitProblem
from tasks.models import Assignment
from tests.guarantees.visits import guaranteed, items_of, visit
from tests.town import build_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS, AT_ONCE = 20, 6


@pytest.fixture
def pool():
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads
        barrier = Barrier(AT_ONCE)
        list(threads.map(lambda _number: (barrier.wait(), connection.close()), range(AT_ONCE)))


def test_identical_visits_at_once_are_one_record(pool):
    town = build_town()
    guarantee = guaranteed(town)

    def send(content, barrier):
        api = APIClient()
        api.force_authenticate(type(town.chen).objects.get(pk=town.chen.pk))
        barrier.wait()
        return api.post("/api/v1/guarantee-visits/", content, format="json")

    for number in range(ROUNDS):
        content, barrier = visit(guarantee, no=[1], note=f"第{number}轮"), Barrier(AT_ONCE)
        answers = [future.result() for future in [pool.submit(send, content, barrier) for _one in range(AT_ONCE)]]
        assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
        assert len({answer.content for answer in answers}) == 1
    counts = [model.objects.count() for model in (GuaranteeVisit, VisitAnswer, VisitProblem, Assignment)]
    assert counts == [ROUNDS, len(items_of(town.shop)) * ROUNDS, ROUNDS, ROUNDS]
    assert Entry.objects.filter(subject_type="guarantees.guaranteevisit").count() == ROUNDS
