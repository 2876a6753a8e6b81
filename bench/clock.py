"""Timing: medians, 95th percentiles, and the queries that were asked."""

import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Timing:
    """Milliseconds of repeated runs, and the number of queries of one."""

    runs: tuple[float, ...]
    queries: int

    @property
    def median(self):
        return statistics.median(self.runs)

    @property
    def p95(self):
        return sorted(self.runs)[max(0, round(len(self.runs) * 0.95) - 1)]


def measure(work, times=40, warm=5):
    """Run `work` `warm` times unmeasured and `times` times measured."""
    for _turn in range(warm):
        work()
    runs = tuple(_milliseconds(work) for _turn in range(times))
    with CaptureQueriesContext(connection) as asked:
        work()
    return Timing(runs, len(asked))


def once(work):
    """One single run, for work that can only be done once."""
    return Timing((_milliseconds(work),), 0)


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
    print(f"{time.perf_counter() - start:.1f} s")


def row(name, ours, plain, target):
    """One line of the report: median, p95, queries, the plain work's median and the ratio of the two."""
    ratio = ours.median / plain.median
    return f"{name:<44}{ours.median:>10.1f}{ours.p95:>10.1f}{ours.queries:>5}{plain.median:>12.1f}{ratio:>8.1f}×   {target}"


HEAD = f"{'measure (milliseconds)':<44}{'median':>10}{'p95':>10}{'q':>5}{'plain SQL':>12}{'ratio':>9}   target"
