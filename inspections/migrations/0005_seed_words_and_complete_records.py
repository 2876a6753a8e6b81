"""The words for results as they were shown so far, from the day Order 49 took effect; records without photos to come are complete."""

from datetime import date

from django.db import migrations
from django.db.models import F

WORDS = {"passed": "符合", "rectify": "责令整改", "failed": "不符合"}


def seed(apps, schema_editor):
    ResultWord, Inspection = apps.get_model("inspections", "ResultWord"), apps.get_model("inspections", "Inspection")
    for result, words in WORDS.items():
        ResultWord.objects.create(result=result, words=words, since=date(2022, 3, 15))
        Inspection.objects.filter(result=result).update(result_words=words)
    Inspection.objects.filter(photos_named=[]).exclude(findings__photos_named__len__gt=0).update(completed_at=F("received_at"))


class Migration(migrations.Migration):
    dependencies = [("inspections", "0004_standards_corrections_and_disputes")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
