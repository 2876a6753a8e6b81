"""The real places of Yinchuan: city, districts, townships, communities, and the districts' outlines."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from grid.loading import BadRow, load_places

DATA = Path(__file__).parents[2] / "data"


class Command(BaseCommand):
    help = "Load places and district outlines. Safe to run again; a bad row stops the load and nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("--areas", type=Path, default=DATA / "yinchuan_areas.csv", help="CSV: code, name, parent_code, level")
        parser.add_argument("--outlines", type=Path, default=DATA / "yinchuan_districts.geojson", help="GeoJSON with a code per feature")

    def handle(self, *args, areas, outlines, **options):
        try:
            done = load_places(areas, outlines)
        except (BadRow, OSError) as bad:
            raise CommandError(str(bad)) from bad
        self.stdout.write("Places: " + ", ".join(f"{count} {what}" for what, count in done.items()))
