"""Holidays and make-up days of every year the chinese_calendar library knows."""

from chinese_calendar import Holiday, holidays, workdays
from django.db import migrations

# The State Council's notices write these three with 节, the library without.
NAMES_IN_FULL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
SOURCE = "国务院办公厅节假日安排通知（chinese_calendar）"


def state_council_days():
    """(day, is_workday, name) of every day on which the country did not, or will not, follow the week."""

    def name(value):
        chinese = Holiday(value).chinese
        return NAMES_IN_FULL.get(chinese, chinese)

    days_off = [(day, False, name(value)) for day, value in holidays.items() if day.isoweekday() <= 5]
    make_up_days = [(day, True, name(value)) for day, value in workdays.items() if day.isoweekday() > 5]
    return sorted(days_off + make_up_days)


def enter_days(apps, schema_editor):
    SpecialDay = apps.get_model("workdays", "SpecialDay")
    SpecialDay.objects.bulk_create(
        [SpecialDay(day=day, is_workday=is_workday, name=name, source=SOURCE) for day, is_workday, name in state_council_days()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(enter_days, migrations.RunPython.noop)]
