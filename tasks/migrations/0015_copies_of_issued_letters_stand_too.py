"""To whom copies of an issued letter went is part of what it says, and never changes either."""

from django.db import migrations

SAYS = "kind title body series year serial issuer_id addressee_id issued_at signed_by_id corrects_id".split()


def trigger(columns):
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"""
DROP TRIGGER tasks_notice_stands ON tasks_notice;
CREATE TRIGGER tasks_notice_stands BEFORE UPDATE ON tasks_notice FOR EACH ROW
WHEN (OLD.serial IS NOT NULL AND ({old}) IS DISTINCT FROM ({new}))
EXECUTE FUNCTION tasks_notice_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0014_seed_the_whole_ladder")]
    operations = [migrations.RunSQL(trigger([*SAYS, "copies"]), trigger(SAYS))]
