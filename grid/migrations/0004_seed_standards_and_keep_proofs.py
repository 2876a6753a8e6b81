"""The office's first standards for each level, and proofs that nobody can rewrite."""

import json
from pathlib import Path

from django.db import migrations

STANDARDS = Path(__file__).parents[1] / "data" / "standards.json"
FORWARD = """
CREATE FUNCTION grid_proof_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a proof stays as it was found';
END $$;
CREATE TRIGGER grid_proofline_kept BEFORE UPDATE OR DELETE ON grid_proofline
    FOR EACH ROW EXECUTE FUNCTION grid_proof_is_kept();
CREATE TRIGGER grid_proofrun_kept BEFORE UPDATE OR DELETE ON grid_proofrun
    FOR EACH ROW EXECUTE FUNCTION grid_proof_is_kept();
"""
BACKWARD = """
DROP TRIGGER grid_proofline_kept ON grid_proofline;
DROP TRIGGER grid_proofrun_kept ON grid_proofrun;
DROP FUNCTION grid_proof_is_kept();
"""


def seed(apps, schema_editor):
    rows = apps.get_model("grid", "LevelStandard").objects
    for level, words in json.loads(STANDARDS.read_text(encoding="utf-8")).items():
        rows.get_or_create(level=level, defaults=words)


class Migration(migrations.Migration):
    dependencies = [("grid", "0003_add_proof_stand_ins_and_hand_overs")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop), migrations.RunSQL(FORWARD, BACKWARD)]
