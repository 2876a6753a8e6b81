"""Draw again from the record of a random draw, and say whether everything agrees; exit status 1 where it does not."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from planning import draws
from planning.models import Draw


class Command(BaseCommand):
    help = "Draws again from a record: `replay_draw 7` from the database, `replay_draw --file record.json` from a record handed out."

    def add_arguments(self, parser):
        parser.add_argument("id", nargs="?", type=int, help="number of the draw")
        parser.add_argument("--file", type=Path, help="its record as JSON")

    def handle(self, *args, id=None, file=None, **options):
        if (id is None) == (file is None):
            raise CommandError("Say the number of a draw, or --file.")
        try:
            record, wrong = self.from_file(file) if file else self.from_row(id)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The record cannot be read: {error!r}") from error
        for line in record["result"]["drawn"]:
            self.stdout.write(f"{line['shop']}: {', '.join(map(str, line['officers']))}")
        if wrong:
            raise CommandError(f"Drawn again, these do not agree: {', '.join(wrong)}.")
        self.stdout.write(f"Drawn again, everything agrees: {len(record['result']['drawn'])} shops.")

    def from_row(self, id):
        row = Draw.objects.filter(pk=id, status=Draw.DRAWN).first()
        if row is None:
            raise CommandError("There is no such draw, or it was not drawn yet.")
        return row.record(), row.differences()

    def from_file(self, file):
        record = json.loads(file.read_text(encoding="utf-8"))
        return record, draws.replay(record)
