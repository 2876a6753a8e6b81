"""Names are found by their pinyin: a column for it, and its content for what stands already."""

from django.db import migrations

import base.pinyin
from base.pinyin import fill


def fill_in(apps, schema_editor):
    fill(apps.get_model("grid", "Place"), ["name"])
    fill(apps.get_model("grid", "Organisation"), ["name", "short_name"])


class Migration(migrations.Migration):
    dependencies = [
        ("grid", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="pinyin",
            field=base.pinyin.PinyinField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="place",
            name="pinyin",
            field=base.pinyin.PinyinField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
