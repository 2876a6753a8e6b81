"""The proof, now."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from grid.proof import GAPS, prove


class Command(BaseCommand):
    help = "Ask every check of the proof and keep what is found: gaps and overlaps of who answers for what."

    def handle(self, *args, verbosity, **options):
        run = prove(at=timezone.now())
        for kind, gap in GAPS.items():
            self.stdout.write(f"{run.counts.get(kind, 0):6}  {gap.label}")
        self.stdout.write(f"{sum(run.counts.values()):6}  ({run.took_ms} ms)")
