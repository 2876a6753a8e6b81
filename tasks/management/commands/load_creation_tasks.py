"""The campaign's creation tasks, from the sample that ships or from the office's own list."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base.loading import BadFile
from tasks import catalogue


class Command(BaseCommand):
    help = "Load the creation tasks and the departments they name. Safe to run again; a bad row stops it and nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("--file", default=catalogue.SAMPLE, help="the office's own list (JSON) instead of the sample")

    @transaction.atomic
    def handle(self, *args, file, **options):
        try:
            loaded = catalogue.load(catalogue.read(file), is_sample=file == catalogue.SAMPLE)
        except BadFile as fault:
            raise CommandError(f"{fault} Nothing was loaded.") from fault
        counts = ", ".join(f"{loaded.counts[word]} {word}" for word in ("added", "changed", "unchanged"))
        self.stdout.write(f"{loaded.campaign}: {counts}; {loaded.departments} organisations added")
        for name, numbers in loaded.unaddressed.items():
            tasks = ", ".join(map(str, numbers))
            self.stdout.write(f"“{name}” is not one organisation and was left out of the supporting departments of tasks {tasks}.")
