"""Every issued letter is printed once and filed with its SHA-256; what anybody opens later is that very file."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from base.files import sha256_of
from tasks import paper
from tasks.models import IssuedPaper, Notice

BATCH_ROWS = 50


def file_papers(*, at):
    """Print and file every issued letter that has no paper yet; returns how many. Safe to run twice and by many workers."""
    filed = 0
    while batch := file_batch(at=at):
        filed += batch
    return filed


@transaction.atomic
def file_batch(*, at):
    letters = unfiled().select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH_ROWS]
    papers = [printed(letter, at=at) for letter in letters]
    IssuedPaper.objects.bulk_create(papers)
    return len(papers)


def unfiled():
    letters = Notice.objects.filter(serial__isnull=False, paper=None)
    return letters.select_related("issuer__parent__parent", "addressee", "signed_by", "corrects")


def printed(letter, *, at):
    """The unsaved paper of a letter, its file written; what a worker that died here had left of it is written over."""
    file = ContentFile(paper.pdf(letter), name="letter.pdf")
    made = IssuedPaper(notice=letter, size=file.size, sha256=sha256_of(file), filed_at=at)
    made.file.storage.delete(made.file.field.generate_filename(made, file.name))
    made.file.save(file.name, file, save=False)
    return made


def paper_of(letter):
    """The filed paper of an issued letter, filed now if nobody has yet."""
    if filed := IssuedPaper.objects.filter(notice=letter).first():
        return filed
    with transaction.atomic():
        Notice.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        filed = IssuedPaper.objects.filter(notice=letter).first() or printed(letter, at=timezone.now())
        filed.save()
        return filed
