import django.db.models.deletion
from django.db import migrations, models

OPEN = ["dispatched", "under_way", "submitted"]

# Findings are closed within days, campaign work is open for months: without this PostgreSQL expects as many of both to be open, and
# reads all findings to count some thousand.
LEARN = "CREATE STATISTICS assignment_kind_and_status (mcv) ON kind, status FROM tasks_assignment"
FORGET = "DROP STATISTICS assignment_kind_and_status"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0021_what_letters_name_stays")]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notice_newest"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.OrderBy(models.F("issued_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="notice_register",
            ),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="issuer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issued_assignments",
                to="grid.organisation",
                verbose_name="issued by",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("status__in", OPEN)),
                fields=["issuer", "status", "due_at", "id"],
                include=("organisation",),
                name="assignment_issued",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("kind__in", ["same_day", "in_term"]), ("status__in", OPEN)),
                fields=["due_at"],
                include=("id", "status"),
                name="assignment_open_finding",
            ),
        ),
        migrations.RunSQL(LEARN, FORGET),
    ]
