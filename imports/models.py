"""Files of lines that people hand in, from the upload to the last line written."""

import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.files import StoredFile, sha256_of
from base.importing import ADDED, CHANGED, IMPORTERS, OUTCOMES, REFUSED, check, tally
from base.sheets import BadSheet, open_book
from base.words import mask_phone
from base.workbooks import refused_book
from notifications.models import tell

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100  # lines of each outcome that the page shows
ATTEMPTS = 3  # a file at which the worker dies so often is given up
AT_ONCE = 8 * 1024 * 1024  # bytes, unpacked: up to here a file is worked off while its person waits


class ImportQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        """One's own, and those of nobody else: what is in a file, only who handed it in has a right to."""
        if not user.is_active or (action != "view" and not user.has_perm(f"imports.{action}_import")):
            return self.none()
        return self.filter(owner=user)

    def due(self):
        """What waits to be checked or written, oldest first."""
        return self.filter(status__in=Import.DUE).order_by("uploaded_at", "id")


class Import(HasPage, Lifecycle, StoredFile):
    """One workbook handed in: looked through without changing anything, shown, confirmed by its owner, then written as a whole.

    The row is the queue: a worker takes what is due, and one that dies leaves the file as it was, for the next.
    """

    WAITING, CHECKED, CONFIRMED, DONE, FAILED, DROPPED = "waiting", "checked", "confirmed", "done", "failed", "dropped"
    STATUSES = {
        WAITING: _("being checked"),
        CHECKED: _("to be confirmed"),
        CONFIRMED: _("being written"),
        DONE: _("written"),
        FAILED: _("not usable"),
        DROPPED: pgettext_lazy("import", "dropped"),
    }
    STATES = {WAITING: "doing", CHECKED: "soon", CONFIRMED: "doing", DONE: "done"}
    DUE = (WAITING, CONFIRMED)
    MOVES = {
        "confirm": move(CHECKED, to=CONFIRMED, label=_("Import the good lines"), actor="owner", icon="check"),
        "drop": move(CHECKED, FAILED, to=DROPPED, label=pgettext_lazy("import", "Drop"), actor="owner", icon="trash"),
    }

    kind = models.CharField(_("what is imported"), max_length=40)
    unpacked = models.PositiveBigIntegerField(default=0, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("handed in by"))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=WAITING)
    total = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(default=0, editable=False)
    added = models.PositiveIntegerField(_("to be added"), default=0)
    changed = models.PositiveIntegerField(_("to be changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    lines = models.JSONField(default=dict, editable=False)
    refused_file = models.FileField(max_length=200, blank=True, editable=False, upload_to="imports.refused/")
    error = models.TextField(_("why it cannot be used"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [("confirm_import", _("Can import the good lines of a file")), ("drop_import", _("Can drop a file handed in"))]
        indexes = [models.Index(fields=["uploaded_at", "id"], name="import_due", condition=Q(status__in=["waiting", "confirmed"]))]

    def __str__(self):
        return self.name

    @classmethod
    def hand_in(cls, upload, kind, *, by):
        """Keep a workbook of `by` for the importer `kind`; raises BadSheet when it is none, before anything is kept."""
        unpacked = cls.refuse_strange(upload)
        facts = {"name": upload.name[:200], "mime_type": SPREADSHEET, "size": upload.size, "sha256": sha256_of(upload)}
        stored = cls(file=upload, kind=kind, owner=by, uploaded_by=by, unpacked=unpacked, **facts)
        with transaction.atomic():
            stored.save()
            record("hand_in", about=stored, by=by)
        return stored

    @staticmethod
    def refuse_strange(upload):
        """How many bytes the workbook has unpacked; raises BadSheet when it is none that we read."""
        with open_book(upload) as book:
            return sum(part.file_size for part in book.infolist())

    @property
    def declared(self):
        return IMPORTERS[self.kind]

    @property
    def kind_words(self):
        return self.declared.title

    @property
    def is_small(self):
        """Whether it is worked off while its person waits."""
        return self.unpacked <= AT_ONCE

    @property
    def is_due(self):
        return self.status in self.DUE

    def confirm(self, *, by, at=None, note=""):
        """Let the good lines be written; they are looked at once more, since what stands may have changed."""
        return self.go("confirm", by=by, at=at, note=note, done=0)

    def why_not_confirm(self):
        return "" if self.added or self.changed else _("No line of this file would add or change anything.")

    def drop(self, *, by, at=None, note=""):
        """Give the file up; nothing of it is written."""
        return self.go("drop", by=by, at=at, note=note, finished_at=at or timezone.now())

    # --- the machine's steps: each in a transaction of `imports.working` ----------------------------------------------

    def look(self, *, at, report):
        """Say what every line would do. Changes nothing but this row."""
        self.keep(self.dry_run(report), status=self.CHECKED)
        record("look_through", about=self, at=at)

    def write(self, *, at, report):
        """Write the good lines, all or none; alone among the imports of its kind, so that no line is added twice."""
        take_turn(self.kind)
        table = self.dry_run(lambda done, total: report(done // 2, total))
        good = [line for line in table.lines if line.outcome in (ADDED, CHANGED)]
        half = len(table.lines) // 2
        self.importer.write(good, at=at, report=lambda done: report(half + done // 2, len(table.lines)))
        self.keep(table, status=self.DONE, finished_at=at)
        entry = record("write", about=self, at=at)
        tell([self.owner], _("Imported: %(about)s"), entry=entry, about=self)

    @cached_property
    def importer(self):
        return self.declared(by=self.owner)

    def dry_run(self, report):
        if not self.owner.is_active or not self.owner.has_perm(self.declared.permission):
            raise BadSheet(_("Whoever handed this in has no right to import it any more."))
        with self.file.open() as file:
            return check(file, self.importer, report)

    def keep(self, table, **more):
        """Keep what the dry run found: numbers, the first lines of each outcome, and the refused ones as a workbook."""
        found = tally(table.lines)
        old, self.refused_file = self.refused_file.name, ""
        if found[REFUSED]:
            book = io.BytesIO()
            refused_book(table, self.importer, book)
            self.refused_file.save(f"{self.pk}.xlsx", ContentFile(book.getvalue()), save=False)
        if old:
            transaction.on_commit(lambda: self.refused_file.storage.delete(old))
        fields = {"total": len(table.lines), "done": len(table.lines), "lines": self.some(table), "attempts": 0, "error": ""} | found | more
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=[*fields, "refused_file"])

    def some(self, table):
        """The first lines of each outcome, as the page shows them."""
        shown = {outcome: [] for outcome in OUTCOMES}
        for line in table.lines:
            if len(shown[line.outcome]) < SHOWN:
                shown[line.outcome].append(self.line_words(line))
        return shown

    def line_words(self, line):
        changes = [[self.importer.heading(name), *self.shown(name, pair)] for name, pair in line.changes.items()]
        return {"number": line.number, "what": self.importer.words(line), "reasons": line.reasons, "changes": changes}

    def shown(self, name, pair):
        return [mask_phone(words) for words in pair] if self.importer.column(name).secret else pair

    def fail(self, reason, *, at):
        """The file cannot be used; nothing of it was written."""
        self.status, self.error, self.finished_at = self.FAILED, str(reason), at
        self.save(update_fields=["status", "error", "finished_at"])
        entry = record("fail", about=self, at=at, note=self.error)
        tell([self.owner], _("Not imported: %(about)s"), entry=entry, about=self)


def take_turn(kind):
    """Wait until no other import of this kind is being written; given back at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"imports:{kind}"])
