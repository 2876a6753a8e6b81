"""The day's mix, for locust: an office looks at its work and its lists, an officer hands in inspections, everybody looks again.

Whom it signs in, and what each may inspect, stands in the file that BENCH_PEOPLE names (see load.py).
"""

import json
import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from locust import HttpUser, between, task

TOWN = json.loads(Path(os.environ["BENCH_PEOPLE"]).read_text())
people = cycle(TOWN["people"])


class Person(HttpUser):
    """Somebody who opens another page every five to fifteen seconds."""

    wait_time = between(5, 15)

    def on_start(self):
        self.me = next(people)
        self.client.get("/sign-in/", name="sign-in: page")
        words = {"username": self.me["username"], "password": TOWN["password"], "csrfmiddlewaretoken": self.client.cookies["csrftoken"]}
        answer = self.client.post("/sign-in/", words, name="sign-in", allow_redirects=False)
        assert answer.status_code == 302, answer.status_code

    def look(self, url, name):
        self.client.get(url, name=name)

    @task(10)
    def desk(self):
        self.look(self.me["desk"], "workbench or field")

    @task(6)
    def assignments(self):
        self.look("/assignments/", "assignments")

    @task(6)
    def one_assignment(self):
        if self.me["assignment"]:
            self.look(self.me["assignment"], "one assignment")

    @task(4)
    def establishments(self):
        self.look("/establishments/", "establishments")

    @task(4)
    def one_establishment(self):
        self.look(self.me["establishment"], "one establishment")

    @task(3)
    def findings(self):
        self.look("/findings/", "findings")

    @task(3)
    def inspections(self):
        self.look("/inspections/", "inspections")

    @task(2)
    def notices(self):
        self.look("/notices/", "notices")

    @task(1)
    def board(self):
        self.look("/board/", "board")

    @task(5)
    def inspect(self):
        """One record with all its answers, as the phone sends it."""
        ended = datetime.fromtimestamp(time.time(), UTC) - timedelta(minutes=1)
        record = TOWN["record"] | {"id": str(uuid.uuid4()), "establishment": self.me["shop"], "checklist": self.me["checklist"]}
        record |= {"started_at": (ended - timedelta(minutes=30)).isoformat(), "finished_at": ended.isoformat()}
        record["answers"] = [{"item": item, "value": "pass"} for item in TOWN["items"][str(self.me["checklist"])]]
        self.client.post(
            "/api/v1/inspections/", json=record, headers={"Authorization": f"Token {self.me['token']}"}, name="submit an inspection"
        )
