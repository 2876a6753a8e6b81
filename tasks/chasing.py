"""Letters that nobody acknowledges are spoken of again: to their receivers every so many hours, and once the receipt is overdue.

No number is taken for that: it is the same letter. What an outage passed over is said once. Safe to run twice and by many workers.
"""

from collections import namedtuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from base.bulk import insert, new_ids, update
from notifications.models import News, tell_many
from notifications.quiet import is_quiet
from tasks.ladder import chases_of, due_chases, next_chase
from tasks.models import DAY_AND_NIGHT, LetterKind, Notice, Receiver, Rung
from tasks.numbering import letter_number
from tasks.recipients import Concern, people_for

BATCH_ROWS = 500
Row = namedtuple(
    "Row",
    "id kind series year serial issued_at chase_at chased_at rung_id addressee_id issuer_id place_id assignment__owner_id assignment__kind",
)
WORDS = {"chase": _("Please acknowledge: %(about)s"), "lapse": _("Not acknowledged in time: %(about)s")}


def chase_unacknowledged(*, at):
    """Speak again of every letter whose moment for that has come; returns of how many."""
    spoken = 0
    while batch := chase_batch(at):
        spoken += batch
    return spoken


@transaction.atomic
def chase_batch(at):
    rungs, receipts = Rung.objects.in_bulk(), Rung.objects.receipts()
    rows = [Row._make(row) for row in due(at).values_list(*Row._fields)[:BATCH_ROWS]]
    chases = {row.id: chases_of(rungs.get(row.rung_id), receipts.get(row.assignment__kind)) for row in rows}
    speak([(row, chase.why) for row in rows for chase in due_chases(chases[row.id], *since(row), at)], rungs, receipts, at)
    moments = [next_chase(chases[row.id], row.issued_at, at) for row in rows]
    update(Notice, [row.id for row in rows], {"chase_at": moments, "chased_at": [at] * len(rows)})
    return len(rows)


def due(at):
    rows = Notice.objects.filter(status=Notice.ISSUED, chase_at__lte=at)
    awake = rows.filter(assignment__kind__in=DAY_AND_NIGHT) if is_quiet(at) else rows
    return awake.order_by("chase_at", "id").select_for_update(skip_locked=True, of=("self",))


def since(row):
    return row.issued_at, row.chased_at or row.issued_at


def speak(said, rungs, receipts, at):
    """Write the history and the news of `said`, (letter, why) pairs."""
    ids = new_ids(Entry, len(said))
    verbs, subjects = [why for _row, why in said], [str(row.id) for row, _why in said]
    insert(Entry, {"id": ids, "verb": verbs, "subject_type": Notice._meta.label_lower, "subject_id": subjects, "at": at})
    lines = [(concern(row), receivers(row, why, rungs, receipts)) for row, why in said]
    news = [
        News(person, entry, f"entry:{entry}", words(row, why, person.language), reverse("notice-detail", args=[row.id]), urgent(row))
        for (row, why), entry, people in zip(said, ids, people_for(lines, timezone.localdate(at)), strict=True)
        for person in people
    ]
    tell_many(news, at=at)


def concern(row):
    return Concern(row.addressee_id, row.assignment__owner_id, row.issuer_id, row.place_id)


def receivers(row, why, rungs, receipts):
    if why == "lapse":
        return [*receipts[row.assignment__kind].recipients, *receipts[row.assignment__kind].copies]
    return rungs[row.rung_id].recipients if row.rung_id in rungs else [Receiver.RESPONSIBLE]


def urgent(row):
    return row.assignment__kind in DAY_AND_NIGHT


def words(row, why, language):
    with translation.override(language):
        return str(WORDS[why]) % {"about": f"{LetterKind(row.kind).label} {letter_number(row.series, row.year, row.serial)}"}


@transaction.atomic
def recount_chases():
    """Set the next moment of every unacknowledged letter anew after a rung changed; returns how many moved."""
    rungs, receipts, moved = Rung.objects.in_bulk(), Rung.objects.receipts(), {}
    rows = Notice.objects.filter(status=Notice.ISSUED).select_for_update(of=("self",)).order_by("id")
    for row in map(Row._make, rows.values_list(*Row._fields)):
        moment = next_chase(chases_of(rungs.get(row.rung_id), receipts.get(row.assignment__kind)), *since(row))
        if moment != row.chase_at:
            moved[row.id] = moment
    update(Notice, list(moved), {"chase_at": list(moved.values())})
    return len(moved)
