from django.db import migrations

# What the shops entered so far already say: the credit code its body, the letters of the licence number its kind.
FILL = """
    UPDATE establishments_establishment SET
        body = CASE WHEN credit_code LIKE '92%%' THEN 'individual' WHEN credit_code LIKE '9%%' THEN 'enterprise' ELSE 'institution' END,
        licence_kind = CASE WHEN licence_no = '' THEN '' WHEN licence_no LIKE 'SC%%' THEN 'production' WHEN licence_no LIKE 'JY%%' THEN 'operation'
            WHEN licence_no LIKE 'YB%%' THEN 'filing' ELSE 'registration' END
    WHERE body = ''
"""


class Migration(migrations.Migration):
    dependencies = [("establishments", "0002_add_licences_levels_and_safety")]

    operations = [migrations.RunSQL(FILL.replace("%%", "%"), migrations.RunSQL.noop)]
