"""When a rung or the calendar changes, the open work's next letters move: tried first, then done by the worker.

What is asked for is a `Recount` row, so that a restart loses none.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.words import until
from tasks.chasing import recount_chases
from tasks.escalation import recompute_ladders
from tasks.ladder import next_rung
from tasks.models import WORK_KINDS, Assignment, Recount, Rung
from workdays.calendar import Calendar

EXAMPLES = 10


@dataclass(frozen=True)
class Trial:
    """What a changed ladder would do to the open work: how many next letters move, how many of them go out at once."""

    moved: int
    at_once: int
    examples: list  # (assignment, its next moment now, its next moment then), soonest first; moments may be None


def try_ladder(rung, *, at):
    """The `Trial` of a ladder in which `rung`, saved or not, stands as it is in hand."""
    others = Rung.objects.steps().filter(work_kind=rung.work_kind).exclude(pk=rung.pk)
    return try_out({rung.work_kind: [*others, *([rung] if rung.is_step() else [])]}, Calendar.current(), at=at)


def try_calendar(calendar, *, at):
    """The `Trial` of the ladders as they stand under another calendar."""
    return try_out({kind: Rung.objects.ladder(kind) for kind in WORK_KINDS}, calendar, at=at)


def try_out(ladders, calendar, *, at):
    """The `Trial` of the open work on these ladders, {kind of work: rungs}, under this calendar."""
    known = {}

    def moment(kind, *key):
        if (kind, *key) not in known:
            found = next_rung(ladders[kind], *key, calendar)
            known[kind, *key] = found and found[1]
        return known[kind, *key]

    rows = Assignment.objects.filter(status__in=Assignment.CLIMBS, kind__in=ladders, parked="")
    moves = [
        (id, before, then)
        for id, before, *key in rows.values_list("id", "next_rung_at", "kind", "climbed", "due_at", "dispatched_at").iterator()
        if (then := moment(*key)) != before
    ]
    return Trial(len(moves), sum(then is not None and then <= at for _id, _before, then in moves), examples(moves))


def trial_words(trial):
    """A sentence that says what will move, with the first examples; empty where nothing does."""
    if not trial.moved:
        return ""
    first = str(_("; ")).join(
        _("%(work)s: %(before)s → %(then)s")
        % {"work": work.title, "before": until(before) if before else "–", "then": until(then) if then else "–"}
        for work, before, then in trial.examples[:3]
    )
    words = ngettext(
        "The next letter of %(count)d open assignment moves, %(at_once)d of them goes out at once (%(first)s).",
        "The next letters of %(count)d open assignments move, %(at_once)d of them go out at once (%(first)s).",
        trial.moved,
    )
    return words % {"count": trial.moved, "at_once": trial.at_once, "first": first}


def examples(moves):
    coming, ending = [move for move in moves if move[2]], [move for move in moves if not move[2]]
    first = (sorted(coming, key=lambda move: move[2]) + ending)[:EXAMPLES]
    rows = Assignment.objects.with_names().in_bulk([id for id, _before, _then in first])
    return [(rows[id], before, then) for id, before, then in first]


def recount_asked(*, at):
    """Do every recount that was asked for; returns how many letters moved."""
    moved = 0
    while (done := recount_next(at=at)) is not None:
        moved += done
    return moved


@transaction.atomic
def recount_next(*, at):
    asked = Recount.objects.select_for_update(skip_locked=True).filter(done_at=None).order_by("id").first()
    if asked is None:
        return None
    asked.moved, asked.done_at = recompute_ladders(at=at), at
    recount_chases()
    asked.save()
    return asked.moved
