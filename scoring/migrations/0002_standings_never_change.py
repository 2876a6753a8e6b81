"""What a night froze stays: yesterday's table can be printed again the same."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION scoring_standing_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a league table stays as it was frozen';
END $$;
CREATE TRIGGER scoring_standing_kept BEFORE UPDATE OR DELETE ON scoring_standing
    FOR EACH ROW EXECUTE FUNCTION scoring_standing_is_kept();
"""
BACKWARD = """
DROP TRIGGER scoring_standing_kept ON scoring_standing;
DROP FUNCTION scoring_standing_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
