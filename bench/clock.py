"""What one piece of work costs: time, queries, and the pages PostgreSQL reads for it, which are the same on every machine."""

import json
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS = ("SELECT", "WITH", "(SELECT")


@dataclass(frozen=True)
class Timing:
    """Milliseconds of repeated runs; the queries of one run and the pages they read, where these were asked for."""

    runs: tuple[float, ...]
    queries: int | None = None
    pages: int | None = None

    @property
    def median(self):
        return statistics.median(self.runs)

    @property
    def p95(self):
        return sorted(self.runs)[max(0, round(len(self.runs) * 0.95) - 1)]


@dataclass(frozen=True)
class Line:
    """One measure: its name, which is the same at every size, whom it was made for, ours beside the least possible work."""

    name: str
    ours: Timing
    plain: Timing | None = None
    who: str = ""
    about: str = ""

    @property
    def key(self):
        return f"{self.name}: {self.who}" if self.who else self.name

    @property
    def ratio(self):
        return self.ours.median / self.plain.median if self.plain else None


def growth(line, before, what):
    """How many times the `what` of the same line in `before`, ``{key: Line}`` of a smaller town, this one takes; None where unknown."""
    tenth = before.get(line.key)
    small, large = (getattr(one.ours, what) if one else None for one in (tenth, line))
    return large / small if small and large else None


def measure(work, times=40, warm=5):
    """Run `work` `warm` times unmeasured and `times` times measured, and once more to see what it asks."""
    for _turn in range(warm):
        work()
    runs = tuple(_milliseconds(work) for _turn in range(times))
    return Timing(runs, *asked(work))


def once(work):
    """One single run, for work that can only be done once."""
    return Timing((_milliseconds(work),))


def rated(per_second):
    """The time each took, where so many were done in a second."""
    return Timing((1000 / per_second,))


def asked(work):
    """(queries, pages) of one run of `work`."""
    with CaptureQueriesContext(connection) as captured:
        work()
    queries = [query["sql"] for query in captured.captured_queries]
    return len(queries), sum(pages_of(sql) for sql in queries if sql.startswith(READS))


def pages_of(sql):
    """How many pages of 8 kB PostgreSQL looks at to answer this query."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@contextmanager
def said(words):
    """Say on the terminal what takes time, and how long it took."""
    print(f"{words} …", end=" ", flush=True)
    start = time.perf_counter()
    yield
    print(f"{time.perf_counter() - start:.1f} s", flush=True)
