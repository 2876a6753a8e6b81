"""The API against inputs nobody thought of: never a fault, and never an answer that its own description leaves out."""

import itertools

import pytest
import schemathesis
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.browser.pages import busy_town
from yinchuan_foodsafety.wsgi import application

POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PER_OPERATION = 4
# The same inputs in every run: a test that fails now and then teaches people to press again.
STEADY = settings(
    max_examples=PER_OPERATION,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_connection(db, monkeypatch):
    """Requests leave the test's transaction open."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["admin", "wang", "zhao"])
def test_no_input_is_a_fault_and_every_answer_is_described(one_connection, client, who):
    town = busy_town()
    person = town.people[who]
    words = {"username": person.username, "password": "yinchuan-2026"}
    token = client.post("/api/v1/token/", words, content_type="application/json").json()["token"]
    headers = {"Authorization": f"Token {token}", "Accept-Encoding": "identity"}  # what calls the portal here does not unpack
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application, headers=headers)
    for found in schema.get_all_operations():
        press(found.ok(), headers, client)


def press(operation, headers, client):
    """A few generated requests of one operation, as described and otherwise, every second one about a row that is there."""
    known = itertools.cycle(rows_of(operation, headers, client) or [1])
    turn = itertools.count()

    @STEADY
    @given(case=operation.as_strategy(generation_mode=POSITIVE) | operation.as_strategy(generation_mode=NEGATIVE))
    def send(case):
        if next(turn) % 2 and "id" in case.path_parameters:
            case.path_parameters["id"] = next(known)
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()


def rows_of(operation, headers, client):
    if "{id}" not in operation.path:
        return []
    answer = client.get(operation.path.partition("{id}")[0], headers=headers).json()
    return [row["id"] for row in answer["results"]]
