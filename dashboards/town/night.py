"""What a town started by night shows: in the quiet hours ordinary letters wait for the morning, and only same-day work is pressed on.

Late checks then find something, and the orders (交办单) go out within the first minutes, so that somebody watching sees the system act.
"""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from establishments.models import Establishment
from inspections.models import Answer, Checklist, Finding
from inspections.submission import may_inspect, submit_inspection
from notifications.quiet import is_quiet

SECONDS = (45, 75, 105)  # from now to the end of each check
FOUND = "夜间检查时发现，须当场整改。"


def play(rng):
    """Three checks by the grid officer of the cast that end in the next minutes, if it is night; nothing by day."""
    now = timezone.now()
    if not is_quiet(now):
        return
    officer = get_user_model().objects.get(username="zhao")
    colleague = may_inspect(now).filter(appointments__organisation=officer.post.organisation).exclude(pk=officer.pk).order_by("pk").first()
    shops = Establishment.objects.reachable(officer, "inspect").filter(status=Establishment.OPEN).order_by("pk")[: len(SECONDS)]
    for shop, seconds in zip(shops, SECONDS, strict=False):
        at = now + timedelta(seconds=seconds)
        submit_inspection(late_check(shop, colleague, rng, at), by=officer, at=at)


def late_check(shop, colleague, rng, at):
    """The record of a check that ends at `at` with the first item failed, as a phone would send it."""
    checklist = Checklist.objects.in_force(shop.format, timezone.localdate(at))
    first, *others = checklist.items.all()
    return {
        "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "establishment": shop.pk,
        "checklist": checklist.pk,
        "second_officer": colleague.pk,
        "recusal": "none",
        "told": True,
        "signing": "paper",
        "started_at": (at - timedelta(minutes=20)).isoformat(),
        "finished_at": at.isoformat(),
        "answers": [{"item": first.pk, "value": Answer.FAIL}, *({"item": item.pk, "value": Answer.PASS} for item in others)],
        "findings": [{"item": first.pk, "severity": Finding.GENERAL, "description": FOUND}],
    }
