"""The 20 key formats with their checklists, from the sample that ships or from the office's own list."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base.loading import BadFile
from inspections import formats


class Command(BaseCommand):
    help = "Load the formats and their checklists. Safe to run again; a bad row stops it and nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("--file", default=formats.SAMPLE, help="the office's own list (JSON) instead of the sample")

    @transaction.atomic
    def handle(self, *args, file, **options):
        try:
            rows = formats.read(file)
        except BadFile as fault:
            raise CommandError(f"{fault} Nothing was loaded.") from fault
        for what, counts in zip(("formats", "checklists"), formats.load(rows), strict=True):
            words = ", ".join(f"{counts[word]} {word}" for word in ("added", "changed", "unchanged"))
            self.stdout.write(f"{what}: {words}")
        self.stdout.write(f"{sum(len(row['checklist']) for row in rows)} items in all")
