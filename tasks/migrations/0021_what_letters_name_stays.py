"""What letters name is proved once, by the work they copy it from; what a letter names cannot be deleted."""

import django.db.models.deletion
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION tasks_notice_names_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE TG_TABLE_NAME
        WHEN 'tasks_assignment' THEN EXISTS (SELECT FROM tasks_notice WHERE assignment_id = OLD.id)
        WHEN 'grid_organisation' THEN EXISTS (SELECT FROM tasks_notice WHERE issuer_id = OLD.id OR addressee_id = OLD.id)
        WHEN 'grid_place' THEN EXISTS (SELECT FROM tasks_notice WHERE place_id = OLD.id)
    END) THEN
        RAISE EXCEPTION 'a letter names row % of %', OLD.id, TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER tasks_notice_names_it BEFORE DELETE ON tasks_assignment FOR EACH ROW EXECUTE FUNCTION tasks_notice_names_it();
CREATE TRIGGER tasks_notice_names_it BEFORE DELETE ON grid_organisation FOR EACH ROW EXECUTE FUNCTION tasks_notice_names_it();
CREATE TRIGGER tasks_notice_names_it BEFORE DELETE ON grid_place FOR EACH ROW EXECUTE FUNCTION tasks_notice_names_it();
"""
BACKWARD = """
DROP TRIGGER tasks_notice_names_it ON grid_place;
DROP TRIGGER tasks_notice_names_it ON grid_organisation;
DROP TRIGGER tasks_notice_names_it ON tasks_assignment;
DROP FUNCTION tasks_notice_names_it();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('grid', '0011_robots_of_organisations'),
        ('tasks', '0020_samples_of_creation_tasks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='addressee',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='grid.organisation', verbose_name='addressee'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='assignment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tasks.assignment', verbose_name='assignment'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='issuer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grid.organisation', verbose_name='issued by'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='place',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grid.place', verbose_name='place'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
