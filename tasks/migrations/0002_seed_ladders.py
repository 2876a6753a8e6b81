"""The two ladders the campaign starts with; administrators edit them from there."""

from datetime import time

from django.db import migrations

# (work kind, order, letter, counted in, offset, clock, needs signature)
RUNGS = [
    ("campaign", 1, "reminder", "workdays", -3, None, False),
    ("campaign", 2, "urging", "workdays", 0, None, False),
    ("campaign", 3, "supervision", "workdays", 2, None, True),
    ("same_day", 1, "urging", "wall_clock", 0, time(18), False),
    ("same_day", 2, "supervision", "wall_clock", 0, time(0), False),
]


def seed(apps, schema_editor):
    Rung = apps.get_model("tasks", "Rung")
    for kind, order, letter, offset_kind, offset, clock, signed in RUNGS:
        Rung.objects.create(
            work_kind=kind, order=order, letter=letter, offset_kind=offset_kind, offset=offset, clock=clock, needs_signature=signed
        )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
