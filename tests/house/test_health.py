"""/healthz, request ids and the page of a lost database."""

import logging
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from notifications.models import Heartbeat
from yinchuan_foodsafety.health import _is_lost


@pytest.fixture
def heart(db):
    return Heartbeat.objects.create(job="beat", at=timezone.now())


@contextmanager
def database_gone():
    lost = OperationalError("server closed the connection")
    lost.__cause__ = psycopg2.OperationalError()
    with mock.patch.object(connection, "cursor", side_effect=lost):
        yield


def test_healthy_when_every_part_is_well(client, heart):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_an_old_heartbeat_is_named(client, heart):
    now = timezone.now()
    Heartbeat.objects.update(at=now - timedelta(seconds=600))
    with mock.patch("yinchuan_foodsafety.health.timezone.now", return_value=now):  # however long the request takes
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["heartbeat"]
    assert "600 s" in answer.json()["heartbeat"]


def test_redis_gone_is_named(client, heart, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["redis"])


def test_database_gone_is_named(client, heart):
    with database_gone():
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert set(answer.json()["failing"]) == {"database", "heartbeat"}


@pytest.mark.parametrize("path", ["/", "/api/v1/schema/"])
def test_database_gone_is_a_503_page(path, town):
    client = Client(raise_request_exception=False)
    client.force_login(town.ma)
    with database_gone():
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


def test_a_deadlock_is_not_a_lost_database():
    deadlock = OperationalError("deadlock detected")
    deadlock.__cause__ = type("Deadlock", (Exception,), {"pgcode": "40P01"})()
    assert not _is_lost(deadlock)
    assert _is_lost(DatabaseError())


def test_request_id_is_taken_and_given_back(client, heart, caplog):
    caplog.set_level(logging.INFO, logger="requests")
    assert client.get("/healthz", headers={"X-Request-ID": "click-20261123"})["X-Request-ID"] == "click-20261123"
    assert [record.path for record in caplog.records if record.name == "requests"] == ["/healthz"]


def test_a_forged_request_id_is_replaced(client, heart):
    assert client.get("/healthz", headers={"X-Request-ID": 'x","level":"forged'})["X-Request-ID"].isalnum()
