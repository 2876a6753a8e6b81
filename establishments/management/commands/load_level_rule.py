"""The first level rule, where there is none: a suggestion to begin with, since each city decides its own."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from audit.models import record
from establishments.models import LevelRule, LevelRuleLine

FILE = Path(__file__).parents[2] / "data" / "level_rule.json"
BEGUN = date(2022, 11, 1)  # of the guarantees themselves, as of their frequency rules: a grade was asked for ever since


class Command(BaseCommand):
    help = "Loads the suggested level rule as version 1, in force since guarantees began; does nothing where a rule stands."

    @transaction.atomic
    def handle(self, *_args, **_options):
        if LevelRule.objects.exists():
            return
        rule = LevelRule.objects.create(
            version=1, basis="按规模大小、业态类型分级", effective_on=BEGUN, status=LevelRule.ADOPTED, applied_at=timezone.now()
        )
        lines = json.loads(FILE.read_text(encoding="utf-8"))
        LevelRuleLine.objects.bulk_create(LevelRuleLine(rule=rule, order=order, **line) for order, line in enumerate(lines, start=1))
        record("load", about=rule)
        self.stdout.write(f"level rule: version {rule.version}, {len(lines)} lines")
