"""`make bench`: build the large town and one of a tenth of its size, measure both, print. BENCH_PART=10 takes a tenth of everything.

With --check (`make bench-check`) it fails when a budget of budgets.py is broken.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.db import connection  # noqa: E402  settings come first
from django.urls import get_resolver  # noqa: E402

from bench import boards, clock, data, guarantees, inspections, letters, looks, maps, ranking, register, work  # noqa: E402
from bench.budgets import budget_of  # noqa: E402
from bench.clock import growth  # noqa: E402
from yinchuan_foodsafety.serve import collect_static  # noqa: E402

HEAD = f"{'measure (milliseconds)':<58}{'median':>9}{'p95':>9}{'q':>4}{'pages':>8}{'plain':>9}{'ratio':>8}{'×10':>7}  "


def measures(size, people, due_days):
    """Every Line, in an order in which what is written by one does not stand in the way of the next."""
    yield from work.sweep_measures(size.due)  # first of all: its letters are looked at
    yield from looks.measures(people)
    yield from maps.measures(people)
    yield from boards.measures()
    yield from guarantees.measures(people, due_days)
    yield from ranking.measures(people)
    yield from looks.exports(people)
    yield from inspections.submission_measures(people)
    yield letters.pdf_measure()
    yield from register.import_measures(people, size.imported)


def run(size, show):
    """``{key: Line}`` of a town of `size`, each handed to `show` as it comes; the town is gone afterwards."""
    name, found = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False), {}
    try:
        with clock.said(f"building {size}"):
            people = data.build(size)
            due_days = guarantees.fill()
        for line in measures(size, people, due_days):
            found[line.key] = line
            show(line)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return found


def row(line, before):
    """One line of the report; the last figure is how many times longer it takes than in a town of a tenth of the size."""
    ours, plain, times = line.ours, line.plain, growth(line, before, "median")
    cells = [f"{ours.median:>9.1f}", f"{ours.p95:>9.1f}", f"{'' if ours.queries is None else ours.queries:>4}"]
    cells += [f"{'' if ours.pages is None else ours.pages:>8}", f"{plain.median:>9.1f}{line.ratio:>7.1f}×" if plain else " " * 17]
    return f"{line.key:<58}{''.join(cells)}{f'{times:.1f}×' if times else '':>7}  {line.about}".rstrip()


def main():
    assert get_resolver().url_patterns, "a server that has been up for a while knows the addresses"
    collect_static()
    size = data.Size().part(int(os.environ.get("BENCH_PART", "1")))
    before = run(size.part(10), lambda line: None)
    print(HEAD)
    lines = run(size, lambda line: print(row(line, before), flush=True))
    broken = [said for line in lines.values() for said in budget_of(line).broken(line, growth(line, before, "pages"))]
    print("\nOver budget:\n" + "\n".join(broken) if broken else "\nEvery budget is kept.")
    if "--check" in sys.argv:
        sys.exit(bool(broken))


if __name__ == "__main__":
    main()
