"""What an issued letter says stands for ever; the database refuses to change it, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION tasks_notice_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued letter never changes (letter %)', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tasks_notice_stands BEFORE UPDATE ON tasks_notice FOR EACH ROW
WHEN (OLD.serial IS NOT NULL AND (OLD.kind, OLD.title, OLD.body, OLD.series, OLD.year, OLD.serial, OLD.issuer_id, OLD.addressee_id,
                                  OLD.issued_at, OLD.signed_by_id, OLD.corrects_id)
                 IS DISTINCT FROM (NEW.kind, NEW.title, NEW.body, NEW.series, NEW.year, NEW.serial, NEW.issuer_id, NEW.addressee_id,
                                   NEW.issued_at, NEW.signed_by_id, NEW.corrects_id))
EXECUTE FUNCTION tasks_notice_stands();
"""
BACKWARD = "DROP TRIGGER tasks_notice_stands ON tasks_notice; DROP FUNCTION tasks_notice_stands();"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_seed_letter_templates")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
