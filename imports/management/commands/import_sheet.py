"""An Excel file on the command line: looked through, shown, and written when it is said so."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from base.importing import IMPORTERS, OUTCOMES
from base.sheets import BadSheet
from imports.models import Import
from imports.working import NoBar, advance


class Command(BaseCommand):
    help = "Imports the lines of an Excel file as somebody who may: establishments, people and whatever else is declared."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(IMPORTERS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of the person in whose name it is done")
        parser.add_argument("--dry-run", action="store_true", help="only say what the lines would do")
        parser.add_argument("--refused", type=Path, help="where to write the refused lines with their reasons")

    def handle(self, *, kind, file, by, dry_run, refused, **_options):
        person = get_user_model().objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody is called {by}.")
        row = self.hand_in(kind, file, person)
        self.advance(row, "looking")
        self.say(row)
        if not dry_run and (row.added or row.changed):
            row.confirm(by=person)
            self.advance(row, "writing")
            self.say(row)
        if refused and row.refused_file:
            refused.write_bytes(row.refused_file.read())

    def hand_in(self, kind, path, person):
        try:
            with path.open("rb") as content:
                return Import.hand_in(File(content, name=path.name), kind, by=person)
        except (OSError, BadSheet) as error:
            raise CommandError(str(error)) from error

    def advance(self, row, words):
        with tqdm(desc=words, unit=" lines", total=0, leave=False, disable=None) as shown:
            advance(row.pk, bar=TerminalBar(shown))
        row.refresh_from_db()
        if row.status == row.FAILED:
            raise CommandError(row.error)

    def say(self, row):
        counts = ", ".join(f"{getattr(row, outcome)} {outcome}" for outcome in OUTCOMES)
        self.stdout.write(f"{row.status}: {row.total} lines, {counts}")


class TerminalBar(NoBar):
    def __init__(self, shown):
        self.shown = shown

    def show(self, done, total):
        self.shown.total = total
        self.shown.update(done - self.shown.n)
