"""What is issued is printed once and filed with its SHA-256; whoever opens it later gets that very file."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.errors import Refused
from base.files import sha256_of

BATCH_ROWS = 50


def paper_path(paper, filename):
    """Papers lie by model and hash."""
    return f"{paper._meta.label_lower}/{paper.sha256[:2]}/{paper.sha256}.pdf"


class FiledPaper(models.Model):
    """The PDF of one issued row, filed once and never changed; a subclass holds a one-to-one key to that row."""

    file = models.FileField(_("file"), upload_to=paper_path, max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    filed_at = models.DateTimeField(_("filed at"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.sha256

    def content(self):
        """The bytes as they were filed; Refused where the disk holds others."""
        with self.file.open() as file:
            if sha256_of(file) != self.sha256:
                raise Refused(_("The filed paper was damaged: its SHA-256 is another. It must be restored from a backup."))
            return file.read()


@dataclass(frozen=True)
class Filing:
    """How rows of one kind are filed: `papers` is the subclass of FiledPaper, `field` its key to the row, `pdf(row)` prints it.

    `unfiled()` is a queryset of the issued rows that have no paper yet, with all that printing reads.
    """

    papers: type
    field: str
    unfiled: Any
    pdf: Any

    def file_due(self, *, at):
        """Print and file every issued row that has no paper yet; returns how many. Safe to run twice and by many workers."""
        filed = 0
        while batch := self.file_batch(at=at):
            filed += batch
        return filed

    @transaction.atomic
    def file_batch(self, *, at):
        rows = self.unfiled().select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:BATCH_ROWS]
        papers = [self.printed(row, at=at) for row in rows]
        self.papers.objects.bulk_create(papers)
        return len(papers)

    def printed(self, row, *, at):
        """The unsaved paper of a row, its file written; what a worker that died here had left of it is written over."""
        file = ContentFile(self.pdf(row), name="paper.pdf")
        made = self.papers(**{self.field: row}, size=file.size, sha256=sha256_of(file), filed_at=at)
        made.file.storage.delete(made.file.field.generate_filename(made, file.name))
        made.file.save(file.name, file, save=False)
        return made

    def paper_of(self, row):
        """The filed paper of an issued row, filed now if nobody has yet."""
        mine = self.papers.objects.filter(**{self.field: row})
        if filed := mine.first():
            return filed
        with transaction.atomic():
            type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
            filed = mine.first() or self.printed(row, at=timezone.now())
            filed.save()
            return filed


def pdf_response(content, name):
    """A PDF shown in the browser, saved under `name`."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
