"""What a place was called and where it lay before is kept; a place says whether it is in use, and since when."""

import django.db.models.deletion
from django.db import migrations, models


def retire(apps, schema_editor):
    apps.get_model("grid", "Place").objects.exclude(retired_on=None).update(status="retired")


class Migration(migrations.Migration):

    dependencies = [
        ('grid', '0004_seed_standards_and_keep_proofs'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('code', models.CharField(max_length=24, verbose_name='code')),
                ('path', models.CharField(editable=False, max_length=120)),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(verbose_name='until (first day no longer so)')),
            ],
            options={
                'verbose_name': 'former place',
                'verbose_name_plural': 'former places',
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='place',
            options={'default_permissions': ('add', 'change', 'view'), 'ordering': ['code'], 'permissions': [('rename_place', 'Can rename places'), ('draw_place', 'Can draw the outlines of places'), ('split_place', 'Can split cells'), ('merge_place', 'Can merge cells'), ('move_place', 'Can move places'), ('adopt_place', 'Can let shops lie in the cell of the outline'), ('retire_place', 'Can retire places'), ('answer_place', 'Answers for the place of the post')], 'verbose_name': 'place', 'verbose_name_plural': 'places'},
        ),
        migrations.AddField(
            model_name='place',
            name='opened_on',
            field=models.DateField(blank=True, help_text='Empty: since before the register began.', null=True, verbose_name='in use since'),
        ),
        migrations.AddField(
            model_name='place',
            name='status',
            field=models.CharField(choices=[('standing', 'in use'), ('retired', 'no more in use')], db_default='standing', default='standing', max_length=8, verbose_name='status'),
        ),
        migrations.RunPython(retire, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_on', None), ('status', 'standing')), models.Q(('retired_on__isnull', False), ('status', 'retired')), _connector='OR'), name='retired_place_has_its_day'),
        ),
        migrations.AddField(
            model_name='formerplace',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grid.place', verbose_name='lies in'),
        ),
        migrations.AddField(
            model_name='formerplace',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former', to='grid.place', verbose_name='place'),
        ),
        migrations.AddConstraint(
            model_name='formerplace',
            constraint=models.UniqueConstraint(fields=('place', 'until'), name='place_former_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='formerplace',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), ('until__gt', models.F('since')), _connector='OR'), name='former_place_held_a_day'),
        ),
    ]
