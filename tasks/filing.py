"""Every issued letter is printed once and filed with its SHA-256; what anybody opens later is that very file."""

from base.filing import Filing
from tasks import paper
from tasks.models import IssuedPaper, Notice


def unfiled():
    letters = Notice.objects.filter(serial__isnull=False, paper=None)
    return letters.select_related("issuer__parent__parent", "addressee", "signed_by", "corrects")


LETTERS = Filing(IssuedPaper, "notice", unfiled, lambda letter: paper.pdf(letter))
file_papers, paper_of = LETTERS.file_due, LETTERS.paper_of
