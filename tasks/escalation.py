"""What happens on the ladder: one sweep moves every due assignment up, writes its letters and tells the people concerned.

Safe to run twice, by many workers at once and after days of silence: a row is claimed under its lock, a rung is climbed
once per cycle by a unique key, numbers are taken in the transaction that uses them. A killed worker leaves nothing half done.
"""

import logging
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from base.bulk import NOTHING_ON_CONFLICT, insert, update
from grid.models import Organisation
from notifications.quiet import is_quiet
from tasks.issuing import write_letters
from tasks.ladder import chases_of, next_chase, next_rung
from tasks.models import DAY_AND_NIGHT, Assignment, Climb, LetterTemplate, Rung
from tasks.recipients import Concern, signing_office
from workdays.calendar import Calendar

logger = logging.getLogger(__name__)

BATCH_ROWS = 2000
Row = namedtuple(
    "Row", "id kind title issuer_id organisation_id owner_id place_id due_at dispatched_at climbed cycle creation_task__no next_rung_at"
)


@dataclass(frozen=True)
class Sweep:
    """What one run knows: its moment, the calendar, the ladders and the letters' words as they stood when it began."""

    at: datetime
    calendar: Calendar
    ladders: dict
    receipts: dict
    templates: dict
    steps: dict = field(default_factory=dict)
    offices: dict = field(default_factory=dict)
    chases: dict = field(default_factory=dict)
    signing: dict = field(default_factory=dict)

    @classmethod
    def begin(cls, at):
        ladders = defaultdict(list)
        for rung in Rung.objects.steps():
            ladders[rung.work_kind].append(rung)
        templates = {(row.letter, row.work_kind): row for row in LetterTemplate.objects.all()}
        return cls(at, Calendar.current(), ladders, Rung.objects.receipts(), templates)

    def next_step(self, kind, climbed, due_at, dispatched_at):
        """(rung, moment) or None, as ladder.next_rung says; work of one batch mostly shares its moments."""
        key = (kind, climbed, due_at, dispatched_at)
        if key not in self.steps:
            self.steps[key] = next_rung(self.ladders[kind], climbed, due_at, dispatched_at, self.calendar)
        return self.steps[key]

    def chase_at(self, rung):
        """When a letter of `rung` that is issued now is first spoken of again while nobody acknowledges it."""
        if rung.pk not in self.chases:
            self.chases[rung.pk] = next_chase(chases_of(rung, self.receipts.get(rung.work_kind)), self.at, self.at)
        return self.chases[rung.pk]

    def office(self, id):
        """The organisation with this id, with all that its letters need, read once per run."""
        if id not in self.offices:
            self.offices[id] = Organisation.objects.select_related("parent__parent__parent").get(pk=id)
        return self.offices[id]

    def signer(self, id):
        """In whose name a draft of this office lies on the desk: its own, as far as somebody signs for it."""
        if id not in self.signing:
            self.signing[id] = signing_office(self.office(id), timezone.localdate(self.at))
        return self.signing[id]


class Step(NamedTuple):
    """One assignment going up one rung: what its letter is, and when the next rung comes."""

    row: Row
    rung: Rung
    next_at: datetime | None

    @property
    def concern(self):
        return Concern(self.row.organisation_id, self.row.owner_id, self.row.issuer_id, self.row.place_id)


def climb_due(*, at):
    """Move every due assignment up, rung by rung; returns how many steps were made or settled."""
    sweep, climbed = Sweep.begin(at), 0
    while settled := climb_batch(sweep):
        climbed += settled
    return climbed


def climb_batch(sweep):
    """Claim and climb one batch in one transaction; if any row of it fails, the rows go up apart and the culprit is parked."""
    batch = []
    try:
        with transaction.atomic():
            batch = claim(due(sweep.at)[:BATCH_ROWS])
            climb(batch, sweep)
    except (OperationalError, InterfaceError):
        raise  # the database's fault, not a row's: the next run tries again
    except Exception:
        if not batch:
            raise
        logger.exception("a batch of %d did not climb, its rows are tried apart", len(batch))
        climb_apart([row.id for row in batch], sweep)
    return len(batch)


def due(at):
    """The rows whose moment has come, also after an outage; in the quiet hours only work that presses day and night."""
    rows = Assignment.objects.filter(status__in=Assignment.CLIMBS, next_rung_at__lte=at, parked="")
    awake = rows.filter(kind__in=DAY_AND_NIGHT) if is_quiet(at) else rows
    return awake.order_by("next_rung_at", "id")


def claim(rows):
    """Lock what no other worker holds and read what the letters need."""
    return [Row._make(row) for row in rows.select_for_update(skip_locked=True, of=("self",)).values_list(*Row._fields)]


def climb_apart(ids, sweep):
    """Halve until the failing row is alone, then park it with its error; all others climb."""
    try:
        with transaction.atomic():
            climb(claim(due(sweep.at).filter(pk__in=ids)), sweep)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(ids) == 1:
            Assignment.objects.filter(pk=ids[0]).update(parked=f"{type(error).__name__}: {error}"[:2000])
            return
        middle = len(ids) // 2
        climb_apart(ids[:middle], sweep)
        climb_apart(ids[middle:], sweep)


def climb(batch, sweep):
    """One rung up for every row of a claimed batch: climbs, next moments, letters with numbers, history and news.

    The numbers come as late as can be: until the commit they hold up every other worker that writes in the same series.
    """
    steps = [step for row in batch if (step := step_of(row, sweep))]
    fresh = climbed_for_the_first_time(steps, sweep)
    settle(batch, steps, sweep)
    write_letters(fresh, sweep)


def settle(batch, steps, sweep):
    """Where each row of the batch stands now, and when it is looked at again."""
    moved = {step.row.id: (step.rung.order, step.next_at) for step in steps}
    settled = [(row.id, *(moved.get(row.id) or unmoved(row, sweep))) for row in batch]
    ids, climbed, next_at = (list(column) for column in zip(*settled, strict=True)) if settled else ([], [], [])
    update(Assignment, ids, {"climbed": climbed, "next_rung_at": next_at})


def step_of(row, sweep):
    """The step `row` makes now, or None where its rung has moved into the future or there is none."""
    found = sweep.next_step(row.kind, row.climbed, row.due_at, row.dispatched_at)
    if found is None or found[1] > sweep.at:
        return None
    rung = found[0]
    following = sweep.next_step(row.kind, rung.order, row.due_at, row.dispatched_at)
    return Step(row, rung, following and following[1])


def unmoved(row, sweep):
    found = sweep.next_step(row.kind, row.climbed, row.due_at, row.dispatched_at)
    return row.climbed, found and found[1]


def climbed_for_the_first_time(steps, sweep):
    columns = {
        "assignment_id": [step.row.id for step in steps],
        "rung_id": [step.rung.id for step in steps],
        "cycle": [step.row.cycle for step in steps],
        "at": sweep.at,
    }
    fresh = set(insert(Climb, columns, on_conflict=NOTHING_ON_CONFLICT, returning="assignment_id"))
    return [step for step in steps if step.row.id in fresh]


def recompute_ladders(*, at):
    """Set every open assignment's next moment anew after the calendar, a rung or a due moment changed; returns how many moved.

    Nothing is climbed here: a moment that now lies in the past is the next sweep's.
    """
    sweep, moved, last = Sweep.begin(at), 0, 0
    while rows := recompute_batch(sweep, last):
        moved, last = moved + rows[1], rows[0]
    return moved


def recompute_batch(sweep, after_id):
    """(last id, how many moved) of the batch of open assignments after `after_id`; None at the end."""
    with transaction.atomic():
        open_rows = Assignment.objects.filter(status__in=Assignment.CLIMBS, parked="", pk__gt=after_id).order_by("pk")
        rows = [Row._make(row) for row in open_rows.select_for_update(of=("self",)).values_list(*Row._fields)[:BATCH_ROWS]]
        found = {row.id: unmoved(row, sweep)[1] for row in rows}
        moved = [row.id for row in rows if row.next_rung_at != found[row.id]]
        update(Assignment, moved, {"next_rung_at": [found[id] for id in moved]})
    return (rows[-1].id, len(moved)) if rows else None
