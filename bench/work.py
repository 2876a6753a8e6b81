"""Assignments: the first page of the list, and the sweep of a night's due work by one worker and by two."""

import subprocess
import sys

from django.db import connection
from django.utils import timezone

from bench import clock, data, plain
from bench.clock import Line
from notifications.quiet import after_night
from tasks.escalation import climb_due
from tasks.models import Assignment, Notice


def first_page(user):
    """What the assignment list reads for its first page: the count of the open work in reach, and fifty rows with their names."""
    rows = Assignment.objects.with_names().reachable(user, "view").open().order_by("due_at", "id")
    return rows.count(), list(rows[:50])


def sweep_measures(due):
    rung, before = data.first_rung(), Notice.objects.count()
    data.make_due(due)
    alone = clock.once(lambda: climb_due(at=after_night(timezone.now())))
    assert Notice.objects.count() == before + due, "every piece of due work got its letter"
    data.make_due(due)
    shared, shares = sweep_shared(workers=2)
    assert Notice.objects.count() == before + 2 * due == before + due + sum(shares), "and each got just one"
    data.make_due(due)
    theirs = clock.once(lambda: plain.sweep(timezone.now(), rung, 9))
    yield Line("sweep of due work, one worker", alone, theirs, about=f"{due:,} assignments")
    yield Line("sweep of due work, two workers", shared, theirs, about=" + ".join(f"{share:,}" for share in sorted(shares)))


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
