"""`make bench`: build the large town once in a database of its own, measure, print. BENCH_SMALL=1 takes a tenth of the size."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.db import connection  # noqa: E402  settings come first
from django.utils import timezone  # noqa: E402

from bench import clock, data, plain  # noqa: E402
from tasks.escalation import climb_due  # noqa: E402
from tasks.models import Assignment, Notice  # noqa: E402

SMALL = bool(os.environ.get("BENCH_SMALL"))
SIZE = {"establishments": 3_000, "assignments": 30_000} if SMALL else {"establishments": 30_000, "assignments": 300_000}
DUE = SIZE["assignments"] // 3


def first_page(user):
    """What the assignment list reads for its first page: the count of the open work in reach, and fifty rows with their names."""
    user.__dict__.pop("posts", None)
    rows = Assignment.objects.with_names().reachable(user, "view").open().order_by("due_at", "id")
    return rows.count(), list(rows[:50])


def list_measures(people):
    for level, user in people.items():
        path = user.posts[0].place.path
        ours = clock.measure(lambda user=user: first_page(user))
        yield clock.row(
            f"assignments, first page and count: {level}", ours, clock.measure(lambda path=path: plain.first_page(path)), "p95 50 ms, 3×"
        )


def sweep_measures():
    rung = data.first_rung()
    data.make_due(DUE)
    ours = clock.once(lambda: climb_due(at=timezone.now()))
    assert Notice.objects.count() == DUE, "every piece of due work got its letter"
    data.make_due(DUE)
    theirs = clock.once(lambda: plain.sweep(timezone.now(), rung, 9))
    yield clock.row(f"sweep of {DUE:,} due assignments", ours, theirs, "10 s, 8×")


def main():
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with clock.said(f"building {SIZE['establishments']:,} establishments and {SIZE['assignments']:,} assignments in {name}"):
            people = data.build(**SIZE)
        print(clock.HEAD)
        for line in [*list_measures(people), *sweep_measures()]:
            print(line, flush=True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


main()
