"""The rungs that were still missing: what campaign work meets after five working days, the order of the same day, overdue receipts.

A ladder that an administrator has given such a rung already keeps it as it is.
"""

from datetime import time

from django.db import migrations
from django.db.models import F, Max

# (kind of work, letter, counted in, offset, clock, needs a signature, copies to)
RUNGS = [
    ("campaign", "interview", "workdays", 5, None, True, ["city"]),
    ("campaign", "circular", "workdays", 5, None, True, ["city", "district"]),
    ("same_day", "circular", "wall_clock", 1, time(12), True, ["district"]),
]
HOURS_TO_ACKNOWLEDGE = 24
FIRST_RECEIPT = 90  # far above the steps, so that these can grow


def seed(apps, schema_editor):
    Rung, Assignment = apps.get_model("tasks", "Rung"), apps.get_model("tasks", "Assignment")
    order_at_once(Rung, Assignment)
    for kind, letter, counted, offset, clock, signed, copies in RUNGS:
        if not Rung.objects.filter(work_kind=kind, letter=letter).exists():
            when = {"offset_kind": counted, "offset": offset, "clock": clock}
            add(Rung, kind, next_order(Rung, kind), letter=letter, needs_signature=signed, copies=copies, **when)
    for kind in ("campaign", "same_day", "passed_on"):
        if not Rung.objects.filter(work_kind=kind, offset_kind="receipt").exists():
            order = max(next_order(Rung, kind), FIRST_RECEIPT)
            add(Rung, kind, order, letter="", offset_kind="receipt", offset=HOURS_TO_ACKNOWLEDGE, recipients=["head", "reviewer"])


def order_at_once(Rung, Assignment):
    """The order comes before all that stands there, so everything moves up by one; work on its way has got its order already."""
    same_day = Rung.objects.filter(work_kind="same_day")
    if same_day.filter(letter="dispatch").exists():
        return
    for rung in same_day.order_by("-order"):
        Rung.objects.filter(pk=rung.pk).update(order=F("order") + 1)
    Assignment.objects.filter(kind="same_day").exclude(status="draft").update(climbed=F("climbed") + 1)
    add(Rung, "same_day", 1, letter="dispatch", offset_kind="at_once")


def next_order(Rung, kind):
    steps = Rung.objects.filter(work_kind=kind).exclude(offset_kind="receipt")
    return (steps.aggregate(last=Max("order"))["last"] or 0) + 1


def add(Rung, kind, order, **fields):
    Rung.objects.create(work_kind=kind, order=order, **{"recipients": ["responsible"]} | fields)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0013_rungs_say_who_hears_and_letters_are_chased")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
