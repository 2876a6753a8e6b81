"""Many pieces of work handed over as one act, such as the findings of one visit."""

from audit.models import Entry, entry_for
from tasks.models import Assignment


def hand_over(work, *, by, at):
    """Write and dispatch new assignments of one kind and one due moment: what `dispatch` does for each, in a fixed number of queries.

    To be called inside a transaction. The news is the caller's to tell: one for the whole act says more than one for each piece.
    """
    first_rung_at = work[0].first_rung_at(at)
    for row in work:
        row.status, row.created_at, row.dispatched_at, row.next_rung_at = Assignment.DISPATCHED, at, at, first_rung_at
    Assignment.objects.bulk_create(work)
    dispatched = {"status": [Assignment.DRAFT, Assignment.DISPATCHED]}
    Entry.objects.bulk_create(entry_for("dispatch", about=row, by=by, at=at, changes=dispatched) for row in work)
