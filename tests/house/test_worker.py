"""Beat's bell, Redis, a real worker, the database: the whole way once."""

import os
import subprocess
import sys
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from notifications.models import Heartbeat
from yinchuan_foodsafety.celery import app


def address_of_test_database():
    here = connection.settings_dict
    if given := os.environ.get("DATABASE_URL"):
        return urlunsplit(urlsplit(given)._replace(path=f"/{here['NAME']}"))
    return f"postgres://{here['USER']}@/{here['NAME']}?host={here['HOST']}"


@pytest.fixture
def worker(tmp_path, transactional_db):
    """The queue that a Celery worker in a process of its own listens to, on the test's database."""
    queue = f"test-{uuid.uuid4()}"
    environment = os.environ | {"DATABASE_URL": address_of_test_database(), "REDIS_URL": settings.REDIS_URL, "DEMO": "1"}
    command = ["celery", "-A", "yinchuan_foodsafety", "worker", "--pool", "solo", "--queues", queue, "--without-mingle", "--without-gossip"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log, cwd=settings.BASE_DIR)
        yield queue
        process.terminate()
        process.wait(120)


def test_a_worker_runs_what_beat_rings_for(worker):
    job = settings.CELERY_BEAT_SCHEDULE["heartbeat"]["task"]
    app.send_task(job, queue=worker)
    until = time.monotonic() + 120
    while not Heartbeat.objects.exists():
        assert time.monotonic() < until, "no heartbeat after two minutes"
        time.sleep(0.1)


def test_every_bell_has_its_job():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
