"""The nightly proof (横向到边、纵向到底、责任到人): every check once, every gap a line with the button that mends it.

Each app says in its own ``gaps.py`` what it asks, so that this module knows nobody above it. A check is one or two set-based
queries: it must stay quick with 60,000 shops.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from grid.models import ProofLine, ProofRun

BATCH = 2000


@dataclass(frozen=True)
class Found:
    """One gap: where it is, what it is about, a key that is the same tomorrow, and the figures its sentence says."""

    place_id: int
    key: str
    subject: str
    url: str
    mend_url: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """A check: what its gaps are called, how one of them reads, what the mending button says and what right it needs."""

    kind: str
    label: Any
    says: Any
    mend: Any
    needs: str
    check: Callable
    overlap: bool = False

    def sentence(self, facts):
        return str(self.says) % facts


GAPS = {}


def gap(kind, *, label, says, mend, needs, overlap=False):
    """Register ``function(on)``, which yields a `Found` for every gap of this kind on that day.

    `says` is a sentence over the facts of a gap, such as ``_("%(count)d cells; %(most)d are the limit")``.
    """

    def register(function):
        GAPS[kind] = Gap(kind, label, says, mend, needs, function, overlap)
        return function

    return register


@transaction.atomic
def prove(*, at, by=None, on=None):
    """Ask every check for the day of `at` (or another day, `on`) and keep what was found. Returns the run."""
    on, began = on or timezone.localdate(at), monotonic()
    before = ProofRun.objects.newest_first().first()
    since = known_since(before)
    found = [(kind, one) for kind, gap in GAPS.items() for one in gap.check(on)]
    counts = Counter(kind for kind, _one in found)
    took_ms = round(1000 * (monotonic() - began))
    run = ProofRun.objects.create(on=on, at=at, by=by, checks=len(GAPS), counts=dict(counts), took_ms=took_ms)
    ProofLine.objects.bulk_create((line(run, kind, one, since) for kind, one in found), batch_size=BATCH)
    return run


def known_since(run):
    """{(kind, key): the day since which it is found} of an earlier run."""
    if run is None:
        return {}
    return {(kind, key): first_on for kind, key, first_on in run.lines.values_list("kind", "key", "first_on")}


def line(run, kind, found, since):
    return ProofLine(
        run=run,
        kind=kind,
        key=found.key,
        place_id=found.place_id,
        subject=found.subject[:200],
        facts=found.facts,
        url=found.url,
        mend_url=found.mend_url,
        first_on=since.get((kind, found.key), run.on),
        fresh=(kind, found.key) not in since,
    )
