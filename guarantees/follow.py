"""What of the guarantees goes along when a post is handed over or a place is merged into another."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from audit.models import Entry, entry_for
from grid.follow import Carried, follows_place, follows_post
from guarantees.assigning import assign_many, guarantors
from guarantees.models import LEVEL_OF_POST, Guarantee, Pledge
from workdays.calendar import end_of

SHOP = gettext_noop("Guaranteed shop")


@follows_post
def guarantees_follow(old, new, *, by, at):
    """The shops of a post go to its successor, whose visits are due when the predecessor's were: no clock restarts.

    Where the successor's post does not fit (another level, no right to make visits) they stay, and the nightly proof lists them.
    """
    today = timezone.localdate(at)
    if not guarantors(today).filter(pk=new.pk).exists():
        return []
    rows = (
        Guarantee.objects.held()
        .filter(appointment=old)
        .inside(new.place)
        .select_related("establishment__place")
        .select_for_update(of=("self",))
    )
    rows = [row for row in rows if LEVEL_OF_POST.get(row.establishment.guarantee_level) == new.place.level]
    for row in rows:
        row.until, row.status = max(row.since, today), Guarantee.RELIEVED
    Guarantee.objects.bulk_update(rows, ["until", "status"], batch_size=2000)
    ended = {"status": [Guarantee.HELD, Guarantee.RELIEVED], "appointment": [old.pk, new.pk]}
    Entry.objects.bulk_create((entry_for("replace", about=row, by=by, at=at, changes=ended) for row in rows), batch_size=2000)
    counts_from = {row.establishment_id: row.counts_from for row in rows}
    assign_many([(row.establishment_id, new.pk) for row in rows], by=by, at=at, counts_from=counts_from)
    return [carried(row) for row in rows]


def carried(row):
    """A guaranteed shop as the hand-over sheet lists it, with the day of its next visit."""
    shop = row.establishment
    return Carried(SHOP, shop.place.name, shop.address, row.due_on and end_of(row.due_on), shop.get_absolute_url())


@follows_place
def pledges_follow(old, new, *, by, at):
    """A pledge lies where its post lies. Guarantees lie at their shops, which stay what they are."""
    Pledge.objects.filter(place=old).update(place=new)
