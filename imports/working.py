"""Working off the files that were handed in: one step at a time, each whole or not at all.

A step holds an advisory lock as long as its transaction lives, so two workers never take the same file, and one that is killed
leaves it free and unchanged. Only the bar is written beside the transaction, over a connection of its own.
"""

import logging
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from base.sheets import BadSheet
from imports.models import ATTEMPTS, Import

log = logging.getLogger(__name__)
OFTEN = 0.5  # seconds between two strokes of the bar


def work_off():
    """Take every file that is due one step further; returns how many steps were made."""
    return sum(advance(pk, bar=Bar(pk)) for pk in Import.objects.due().values_list("pk", flat=True))


def advance(pk, *, bar=None):
    """Take one file one step further: look through it, or write it. False when it is not due or another worker has it."""
    bar = bar or NoBar()
    try:
        with transaction.atomic(), bar:
            row = take(pk, bar)
            if row is None:
                return False
            with translation.override(row.owner.language):
                step(row, bar)
    except BadSheet as reason:
        give_up(pk, reason)
    except Exception:  # whatever it is, the file must not hold up the others
        log.exception("import %s", pk)
        if bar.somebody_waits:
            raise
    return True


def take(pk, bar):
    """The file, if it is due and no other worker has it; one at which workers have died too often is given up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('import'), %s)", [pk])
        if not cursor.fetchone()[0]:
            return None
    bar.count_attempt()
    row = Import.objects.select_related("owner").get(pk=pk)
    if not row.is_due:
        return None
    if row.attempts > ATTEMPTS:
        raise BadSheet(_("This file could not be worked off in three attempts; the administrator finds the reason in the log."))
    return row


def step(row, bar):
    (row.look if row.status == row.WAITING else row.write)(at=timezone.now(), report=bar.show)


def give_up(pk, reason):
    row = Import.objects.select_related("owner").get(pk=pk)
    with transaction.atomic(), translation.override(row.owner.language):
        row.fail(reason, at=timezone.now())


class NoBar:
    """For files that are worked off while their person waits, and is told at once what went wrong."""

    somebody_waits = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def count_attempt(self):
        pass

    def show(self, done, total):
        pass


class Bar(NoBar):
    """Writes how far a file has come, and how often it was tried, so that both are seen while its transaction is still open."""

    somebody_waits = False

    def __init__(self, pk):
        self.pk, self.last = pk, 0.0

    def __enter__(self):
        self.beside = connection.copy()
        return self

    def __exit__(self, *error):
        self.beside.close()

    def count_attempt(self):
        self.run("UPDATE imports_import SET attempts = attempts + 1 WHERE id = %s", [self.pk])

    def show(self, done, total):
        if monotonic() - self.last > OFTEN:
            self.last = monotonic()
            self.run("UPDATE imports_import SET done = %s, total = %s WHERE id = %s", [done, total, self.pk])

    def run(self, sql, values):
        with self.beside.cursor() as cursor:
            cursor.execute(sql, values)
