"""`make bench`: build the large town once in a database of its own, measure, print. BENCH_SMALL=1 takes a tenth of the size."""

import os
import subprocess
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.db import connection  # noqa: E402  settings come first
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import boards, clock, data, guarantees, inspections, letters, maps, plain, register  # noqa: E402
from notifications.quiet import after_night  # noqa: E402
from tasks.escalation import climb_due  # noqa: E402
from tasks.models import Assignment, Notice  # noqa: E402

SMALL = bool(os.environ.get("BENCH_SMALL"))
SIZE = {"establishments": 6_000, "assignments": 30_000} if SMALL else {"establishments": 60_000, "assignments": 300_000}
INSPECTIONS = 100_000 if SMALL else 1_000_000
IMPORTED = 5_000 if SMALL else 50_000
DUE = SIZE["assignments"] // 3


def first_page(user):
    """What the assignment list reads for its first page: the count of the open work in reach, and fifty rows with their names."""
    user.__dict__.pop("posts", None)
    rows = Assignment.objects.with_names().reachable(user, "view").open().order_by("due_at", "id")
    return rows.count(), list(rows[:50])


def list_measures(people):
    for level, user in people.items():
        (count, rows), (plain_count, plain_rows) = first_page(user), plain.first_page(level, user)
        assert (count, [row.pk for row in rows]) == (plain_count, [row[0] for row in plain_rows]), "both read the same rows"
        ours = clock.measure(lambda user=user: first_page(user))
        theirs = clock.measure(lambda level=level, user=user: plain.first_page(level, user))
        yield clock.row(f"assignments, first page and count: {level}", ours, theirs, "p95 50 ms, 3×")


def sweep_measures():
    rung = data.first_rung()
    data.make_due(DUE)
    alone = clock.once(lambda: climb_due(at=after_night(timezone.now())))
    assert Notice.objects.count() == DUE, "every piece of due work got its letter"
    data.make_due(DUE)
    shared, shares = sweep_shared(workers=2)
    assert Notice.objects.count() == 2 * DUE == DUE + sum(shares), "and each got just one"
    data.make_due(DUE)
    theirs = clock.once(lambda: plain.sweep(timezone.now(), rung, 9))
    yield clock.row(f"sweep of {DUE:,} due assignments, one worker", alone, theirs, "8×")
    yield clock.row(f"  … two workers, {' + '.join(f'{share:,}' for share in sorted(shares))}", shared, theirs, "10 s, 8×")


def sweep_shared(workers):
    """(how long it took, what each did) when as many workers as the portal has sweep at once; they start together, warm."""
    command = [sys.executable, "-m", "bench.lane", connection.settings_dict["NAME"]]
    lanes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    for lane in lanes:
        assert lane.stdout.readline() == "ready\n"
    shares = []

    def sweep():
        for lane in lanes:
            lane.stdin.write("go\n")
            lane.stdin.flush()
        shares.extend(int(lane.communicate()[0]) for lane in lanes)

    return clock.once(sweep), shares


def main():
    assert get_resolver().url_patterns, "a server that has been up for a while knows the addresses"
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with clock.said(f"building {SIZE['establishments']:,} establishments and {SIZE['assignments']:,} assignments in {name}"):
            people = data.build(**SIZE)
        print(clock.HEAD)
        for measures in (
            list_measures(people),
            register.list_measures(people),
            maps.measures(people),
            guarantees.measures(people),
            sweep_measures(),
            letters.measures(people),
            register.import_measures(people, IMPORTED),
            boards.measures(people, INSPECTIONS),
            inspections.list_measures(people, INSPECTIONS if SMALL else 1_000_000),
            inspections.submission_measures(people),
        ):
            for line in measures:
                print(line, flush=True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


main()
