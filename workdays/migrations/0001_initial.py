from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.DateField(error_messages={"unique": "This day is already entered."}, unique=True, verbose_name="day"),
                ),
                (
                    "is_workday",
                    models.BooleanField(
                        default=False,
                        help_text="Ticked: a make-up working day. Empty: a day off.",
                        verbose_name="working day",
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="The holiday it belongs to, in Chinese.", max_length=60, verbose_name="occasion"),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="The notice that says so, with its number.",
                        max_length=120,
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "special day",
                "verbose_name_plural": "special days",
                "ordering": ["-day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__iso_week_day__in", (6, 7)), ("is_workday", True)),
                            models.Q(("is_workday", False), models.Q(("day__iso_week_day__in", (6, 7)), _negated=True)),
                            _connector="OR",
                        ),
                        name="special_day_breaks_the_weekend_rule",
                    )
                ],
            },
        ),
    ]
