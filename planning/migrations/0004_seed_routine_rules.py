"""How often shops of a risk grade are inspected at least: 食品生产经营风险分级管理办法（试行）, in force since 2016-12-01."""

from datetime import date

from django.db import migrations

BASIS = "《食品生产经营风险分级管理办法（试行）》（食药监食监一〔2016〕115号）"
TIMES = {"A": 1, "B": 1, "C": 2, "D": 3}


def seed(apps, schema_editor):
    rules = apps.get_model("planning", "RoutineRule")
    for grade, times in TIMES.items():
        rules.objects.create(risk_grade=grade, times=times, effective_on=date(2016, 12, 1), basis=BASIS)
    rules.objects.create(risk_grade="", times=1, effective_on=date(2016, 12, 1), basis="未评定风险等级的，每年至少一次")


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_plans_and_their_shops")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
