"""What happened in the town, for numbers to count."""

from datetime import timedelta

from django.utils import timezone

from inspections.models import Finding, Inspection
from tasks.models import Assignment

# What became of the three things an inspection found: the status of the work, and in how many hours it is due.
OLD = [("closed", 2), ("closed", -2), ("under_way", 24 * 30)]
NEW = [("closed", 2), ("submitted", 3), ("dispatched", -1)]


def inspected(town, shop, at, fates=OLD):
    """An inspection that found three things, and what became of them."""
    made = Inspection.objects.create(
        establishment=shop,
        place=shop.place,
        organisation=town.station,
        checklist=town.checklist,
        officer=town.zhao,
        second_officer=town.qian,
        started_at=at,
        finished_at=at,
        result="rectify",
        score=60,
        content_hash="",
    )
    for item, (status, due_in) in zip(town.items, fates, strict=True):
        due_at = timezone.now() + timedelta(hours=due_in)
        work = Assignment.objects.create(
            kind="same_day",
            title=item.text,
            requirement="",
            issuer=town.street_office,
            organisation=town.station,
            place=shop.place,
            status=status,
            dispatched_at=at,
            due_at=due_at,
            submitted_at=None if status in ("dispatched", "under_way") else max(at, due_at - timedelta(hours=due_in)),
            closed_at=max(at, due_at - timedelta(hours=due_in)) if status == "closed" else None,
        )
        Finding.objects.create(inspection=made, item=item, place=shop.place, description=item.text, found_at=at, assignment=work)
    return made
