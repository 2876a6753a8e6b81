"""The sample scoring rules, for a campaign that has none."""

from django.core.management.base import BaseCommand

from scoring.loading import load_sample


class Command(BaseCommand):
    help = "Load the sample scoring rules for the latest campaign, where it has none. Safe to run again."

    def handle(self, *args, **options):
        scheme = load_sample()
        self.stdout.write(f"{scheme}: {scheme.clauses.count()} clauses" if scheme else "There are rules already, or no campaign.")
