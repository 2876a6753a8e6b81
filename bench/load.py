"""`make load`: the portal as it is served, two processes of four threads, under the day's mix of 200 people; see day.py.

LOAD_SECONDS=600 and LOAD_PEOPLE=200 say how long and how many; BENCH_PART=1 takes the whole large town instead of its tenth.
Prints requests a second, the times of each page, errors, and the memory of each process at the beginning and at the end.
"""

import csv
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  settings come first
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import connection  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

from bench import clock, data, guarantees  # noqa: E402
from establishments.models import Establishment  # noqa: E402
from inspections.models import Checklist  # noqa: E402
from tasks.models import Assignment  # noqa: E402
from yinchuan_foodsafety.serve import collect_static  # noqa: E402

SECONDS, PEOPLE = int(os.environ.get("LOAD_SECONDS", "600")), int(os.environ.get("LOAD_PEOPLE", "200"))
PORT = os.environ.get("PORT", "8000")
KEPT = Path("var/load")
BIN = Path(sys.executable).parent


def choose_people(looking):
    """The officers of cells with shops, one of a station for every ten of them, and the four who look from above."""
    users = get_user_model().objects
    officers = users.filter(username__startswith="officer", appointments__place__children__establishment__status="open").distinct()
    stations = users.filter(username__startswith="station", appointments__place__level="township")
    return [*looking.values(), *stations.order_by("pk")[: PEOPLE // 10], *officers.order_by("pk")[:PEOPLE]][:PEOPLE]


def described(person, checklists):
    """What day.py needs to know of a person; None for one without a shop."""
    shop = Establishment.objects.reachable(person, "inspect").standing().order_by("pk").first()
    work = Assignment.objects.reachable(person, "view").order_by("pk").first()
    if shop is None:
        return None
    in_field = all(post.place.level == "cell" for post in person.posts)
    return {
        "username": person.username,
        "token": Token.objects.get_or_create(user=person)[0].key,
        "desk": "/field/" if in_field else "/",
        "assignment": work and work.get_absolute_url(),
        "establishment": shop.get_absolute_url(),
        "shop": shop.pk,
        "checklist": checklists[shop.format_id],
    }


def write_people(looking):
    people, second = choose_people(looking), looking["district"]
    get_user_model().objects.filter(pk__in=[person.pk for person in people]).update(password=make_password(data.PASSWORD))
    lists = {row.format_id: row for row in Checklist.objects.published().order_by("version")}  # the newest of each format
    checklists = {format_id: row.pk for format_id, row in lists.items()}
    town = {
        "password": data.PASSWORD,
        "people": [told for person in people if person != second and (told := described(person, checklists))],
        "items": {row.pk: list(row.items.values_list("pk", flat=True)) for row in lists.values()},
        "record": {"kind": "routine", "second_officer": second.pk, "latitude": 38.47, "longitude": 106.27},
    }
    file = KEPT / "people.json"
    file.write_text(json.dumps(town))
    return file


def serve(database):
    """gunicorn as `make demo` starts it."""
    command = [
        BIN / "gunicorn",
        "bench.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--workers",
        "2",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
    ]
    log = (KEPT / "web.log").open("w")
    web = subprocess.Popen(
        [*command, "--no-control-socket", "--preload"], env=os.environ | {"BENCH_DATABASE": database}, stdout=log, stderr=log
    )
    for _turn in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sign-in/")  # not /healthz: no worker stands behind it
            return web
        except OSError:
            time.sleep(0.5)
    web.kill()
    raise SystemExit(f"The server did not start; {KEPT / 'web.log'} says why.")


def attack(people):
    command = [BIN / "locust", "-f", "bench/day.py", "--headless", "--users", str(PEOPLE), "--spawn-rate", "5", "--run-time", f"{SECONDS}s"]
    command += ["--host", f"http://127.0.0.1:{PORT}", "--csv", KEPT / "day", "--only-summary", "--loglevel", "ERROR"]
    with (KEPT / "locust.log").open("w") as log:
        return subprocess.run(command, env=os.environ | {"BENCH_PEOPLE": str(people)}, stdout=log, stderr=log).returncode


class Memory(threading.Thread):
    """Reads, every five seconds, how many MB of its own each process of the server holds."""

    def __init__(self, web):
        super().__init__(daemon=True)
        self.web, self.ended, self.read = web, threading.Event(), {}

    def run(self):
        while not self.ended.wait(5):
            for name, pid in self.processes():
                self.read.setdefault(name, []).append(own_memory(pid))

    def processes(self):
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()
        return [("web, first", self.web.pid), *((f"web, worker {number}", int(pid)) for number, pid in enumerate(children, 1))]


def own_memory(pid):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def report(memory):
    """Print what was found; returns how many requests failed."""
    with (KEPT / "day_stats.csv").open() as file:
        rows = list(csv.DictReader(file))
    print(f"{'page':<28}{'requests':>10}{'a second':>10}{'median':>9}{'p95':>9}{'p99':>9}{'errors':>8}")
    for row in rows:
        times = f"{float(row['Requests/s']):>10.1f}{row['50%']:>9}{row['95%']:>9}{row['99%']:>9}"
        print(f"{row['Name']:<28}{row['Request Count']:>10}{times}{row['Failure Count']:>8}")
    for name, read in memory.read.items():
        half = len(read) // 2
        print(f"{name}: {read[0]:.0f} MB at first, {read[half]:.0f} MB half way, {read[-1]:.0f} MB at last, {max(read):.0f} MB at most")
    return int(rows[-1]["Failure Count"])


def main():
    KEPT.mkdir(parents=True, exist_ok=True)
    collect_static()
    size = data.Size().part(int(os.environ.get("BENCH_PART", "10")))
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with clock.said(f"building {size}"):
            looking = data.build(size)
            guarantees.fill()
            people = write_people(looking)
        web = serve(name)
        memory = Memory(web)
        memory.start()
        try:
            with clock.said(f"{PEOPLE} people for {SECONDS} s"):
                attack(people)
        finally:
            memory.ended.set()
            web.terminate()
            web.wait()
        sys.exit(bool(report(memory)))
    finally:
        connection.close()
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
