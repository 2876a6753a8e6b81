"""Do past visits again in the order of the visit list, and keep what it shows."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from grid.models import Place
from planning.models import RankingRule
from planning.replay import keep_replay


class Command(BaseCommand):
    help = (
        "How many days earlier critical findings would have been found: replay_ranking --from 2026-10-01 --to 2026-10-31 [--place 640104]"
    )

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="since", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="until", type=date.fromisoformat, required=True)
        parser.add_argument("--place", help="code of the area; the whole city where it is not said")

    def handle(self, *args, since, until, place=None, **options):
        if until < since:
            raise CommandError("The period ends before it begins.")
        area = Place.objects.filter(code=place).first() if place else Place.objects.filter(level=Place.CITY).first()
        rule = RankingRule.objects.in_force(timezone.localdate())
        if area is None or rule is None:
            raise CommandError("There is no such area." if area is None else "No weights are in force.")
        result = keep_replay(area, rule, since, until).result
        for name in ("visits", "shops", "critical", "earlier", "same_day", "later", "mean", "median", "half_real", "half_ranking"):
            self.stdout.write(f"{name}: {result[name]}")
