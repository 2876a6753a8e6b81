"""A letter on paper: what stands where, for the screen and, through Typst, for the printer."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from base.printing import qr_svg, render
from tasks import letters
from tasks.models import Notice
from tasks.numbering import series_of


def number_ahead(letter):
    """What stands before the serial of a letter that has no number yet: 银食安办督〔2026〕."""
    return f"{series_of(letter.issuer, letter.kind)}〔{timezone.localdate().year}〕"


def pdf(letter):
    """The letter after GB/T 9704-2012 as PDF bytes; a reminder in the form of a 信函. A box is left for the seal, none is forged."""
    return render(
        "letter", data_of(letter), pictures={"code.svg": qr_svg(f"{settings.SITE_URL}{verify_path(letter)}")}, at=letter.issued_at
    )


def verify_path(letter):
    """Where anybody who holds the letter can see whether it is genuine; only the holder knows the code in it."""
    return reverse("letter-verify", args=[letter.pk, code_of(letter.pk)])


def code_of(pk):
    return salted_hmac("tasks.letter", str(pk)).hexdigest()[:20]


def is_code_of(pk, code):
    return constant_time_compare(code, code_of(pk))


def data_of(letter):
    issued = letter.status not in Notice.UNSENT
    day = timezone.localdate(letter.issued_at)
    return {
        "form": "letter" if letter.kind == "reminder" else "document",
        "office": letter.issuer.name,
        "number": letter.number if issued else f"{number_ahead(letter)}　号",
        "name": letters.NAMES[letter.kind],
        "title": title_of(letter),
        "to": letter.addressee.name,
        "body": [line.strip() for line in letter.body.splitlines() if line.strip()],
        "copies": f"抄送：{letter.copies}。" if letter.copies else "",
        "date": f"{day.year}年{day.month}月{day.day}日",
        "draft": not issued,
        "signed_by": letter.signed_by.name if letter.signed_by else "",
    }


def title_of(letter):
    """The title in parts that no line should break: before what is quoted, the quotation, what follows, the last words such as 的督办通知.

    GB/T 9704-2012, 7.3.1: where a title breaks, words stay whole.
    """
    tail = f"的{letters.NAMES[letter.kind]}"
    head = letter.title.removesuffix(tail)
    before, quote, rest = head.partition("“")
    quoted, end, after = rest.rpartition("”")
    return [part for part in (before, quote + quoted + end, after, letter.title[len(head) :]) if part]
