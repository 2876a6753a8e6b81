"""Web, worker and beat are killed while five hundred letters are issued; started again, they leave no number, paper or message wrong."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from notifications.models import Message
from tasks.models import Assignment, Climb, IssuedPaper, Notice, Rung
from tests.house.test_worker import address_of_test_database
from tests.town import build_town

BY_SWEEP, BY_HAND = 400, 100
LONGEST = 400  # seconds; a hundredth of that on a quiet machine


class Portal:
    """Its three processes, each in a session of its own so that it can be killed with all its children."""

    def __init__(self, folder):
        self.folder, self.port, self.running = folder, free_port(), {}
        own = {"DATABASE_URL": address_of_test_database(), "REDIS_URL": settings.REDIS_URL, "DEMO": "1"}
        self.environment = os.environ | own | {"QUEUE": f"test-{uuid.uuid4()}", "MEDIA": str(folder)}
        self.environment.pop("DJANGO_DEBUG", None)

    def command(self, name):
        celery = ["celery", "-A", "tests.house.portal"]
        return {
            "web": ["gunicorn", "tests.house.portal:wsgi", "--bind", f"127.0.0.1:{self.port}", "--no-control-socket"],
            "worker": [*celery, "worker", "--concurrency", "2", "--without-mingle", "--without-gossip"],
            "beat": [*celery, "beat", "--pidfile="],
        }[name]

    def start(self, name):
        with (self.folder / f"{name}.log").open("ab") as log:
            out = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL}
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *self.command(name)], env=self.environment, cwd=settings.BASE_DIR, start_new_session=True, **out
            )

    def kill(self, name):
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def kill_all(self):
        for name, process in self.running.items():
            if process.poll() is None:
                self.kill(name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def town(transactional_db):
    """Work whose order is to go out now, and drafts for the leader to sign; same-day work, which keeps no quiet hours."""
    town = build_town()
    Rung.objects.exclude(work_kind="same_day", letter="dispatch").update(is_active=False)
    at = timezone.now()
    shared = {"kind": "same_day", "requirement": "当日整改。", "place": town.street, "created_at": at, "dispatched_at": at}
    work = Assignment.objects.bulk_create(
        Assignment(
            title=f"第{number}件",
            issuer=town.office,
            organisation=(town.education, town.station)[number % 2],
            status="under_way",
            due_at=at + timedelta(hours=9),
            next_rung_at=at if number < BY_SWEEP else None,
            **shared,
        )
        for number in range(BY_SWEEP + BY_HAND)
    )
    Notice.objects.bulk_create(
        Notice(
            kind="dispatch",
            assignment=row,
            issuer=town.office,
            addressee=row.organisation,
            place=row.place,
            title="交办单",
            body="请办理。",
        )
        for row in work[BY_SWEEP:]
    )
    return town


@pytest.fixture
def portal(town, tmp_path):
    portal = Portal(tmp_path)
    for name in ("web", "worker", "beat"):
        portal.start(name)
    yield portal
    portal.kill_all()


def issued(**fields):
    return Notice.objects.filter(serial__isnull=False, **fields).count()


def wait_for(what, log):
    until = time.monotonic() + LONGEST
    while not what():
        assert time.monotonic() < until, log.read_text()[-3000:] if log.exists() else "nothing was said"
        time.sleep(0.02)


def sign_all(port, person):
    """What the leader does: presses each draft, and once more where the portal did not answer."""
    browser = Client()
    browser.force_login(person)
    token = "t" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {"Cookie": cookies, "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
    for pk in list(Notice.objects.filter(status="draft").order_by("pk").values_list("pk", flat=True)):
        while not pressed(port, reverse("notice-sign", args=[pk]), headers):
            time.sleep(0.05)
    connection.close()


def pressed(port, path, headers):
    """Whether the portal answered: signed now (302), or signed by the press whose answer was lost (409)."""
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=30)
        asked.request("POST", path, "note=", headers)
        return asked.getresponse().status in (302, 409)
    except (OSError, HTTPException):
        return False


def test_whatever_is_killed_every_letter_has_one_number_one_paper_and_one_message_for_each_receiver(portal, town):
    leader = Thread(target=sign_all, args=(portal.port, town.leader), daemon=True)
    leader.start()
    by_sweep, by_hand = {"signed_by": None}, {"signed_by": town.leader}
    for victim, is_midway in [
        ("worker", lambda: issued(**by_sweep) >= 40),
        ("beat", lambda: issued(**by_sweep) >= 100),
        ("web", lambda: issued(**by_hand) >= 15),
        ("worker", lambda: IssuedPaper.objects.count() >= 40),
        ("web", lambda: issued(**by_hand) >= 50),
    ]:
        wait_for(is_midway, portal.folder / f"{victim}.log")
        portal.kill(victim)
        portal.start(victim)
    wait_for(lambda: issued() == BY_SWEEP + BY_HAND, portal.folder / "worker.log")
    wait_for(lambda: IssuedPaper.objects.count() == BY_SWEEP + BY_HAND, portal.folder / "worker.log")
    leader.join(LONGEST)
    portal.kill_all()

    letters = Notice.objects.filter(serial__isnull=False)
    assert sorted(letters.values_list("serial", flat=True)) == list(range(1, BY_SWEEP + BY_HAND + 1))
    assert set(letters.values_list("series", flat=True)) == {"银食安办交"}
    assert Climb.objects.count() == BY_SWEEP
    assert Counter(letters.values_list("assignment", flat=True)).most_common(1)[0][1] == 1
    of_letters = Entry.objects.filter(subject_type="tasks.notice", verb__in=["issue", "sign"])
    assert sorted(of_letters.values_list("subject_id", flat=True)) == sorted(str(pk) for pk in letters.values_list("pk", flat=True))
    told = Counter(Message.objects.filter(entry__in=of_letters).values_list("entry", "recipient", "channel"))
    assert set(told.values()) == {1}
    receivers = {town.education.pk: town.he.pk, town.station.pk: town.qian.pk}
    for entry, addressee in of_letters_with_addressee(of_letters):
        assert {person for told_of, person, _channel in told if told_of == entry} == {receivers[addressee]}
        assert {channel for told_of, _person, channel in told if told_of == entry} == {"portal", "email"}
    storage = FileSystemStorage(portal.folder)
    for paper in IssuedPaper.objects.all():
        assert hashlib.sha256(Path(storage.path(paper.file.name)).read_bytes()).hexdigest() == paper.sha256


def of_letters_with_addressee(entries):
    addressees = dict(Notice.objects.values_list("pk", "addressee"))
    return [(pk, addressees[int(subject)]) for pk, subject in entries.values_list("pk", "subject_id")]
