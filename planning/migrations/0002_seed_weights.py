"""The weights the visit list starts with: the portal's own proposal, for the bureau to set by what it learns from replays.

No gaps of self-control proper are counted before shops keep that record here; what counts is what is on record: no safety officer
in duty, and problems that guarantors found and nobody has closed.
"""

from datetime import date

from django.db import migrations

WEIGHTS = {
    "grade_a": 0, "grade_b": 10, "grade_c": 20, "grade_d": 30, "grade_none": 15, "days_points": 40, "days_full": 365,
    "critical_points": 10, "critical_most": 3, "critical_days": 730, "open_points": 5, "open_most": 4, "gaps_points": 3, "gaps_most": 3,
}  # fmt: skip


def seed(apps, schema_editor):
    RankingRule = apps.get_model("planning", "RankingRule")
    RankingRule.objects.get_or_create(effective_on=date(2026, 1, 1), defaults=WEIGHTS | {"basis": "平台初始权重，由市局按复盘结果调整"})


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_add_draws")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
