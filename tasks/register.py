"""The register of letters (发文登记簿) and written replies on paper: Chinese documents, whatever language their reader works in."""

from itertools import groupby

from django.utils import timezone

from base.printing import render
from tasks.letters import NAMES
from tasks.models import Notice
from tasks.numbering import NumberSeries

BOOK_ROWS = 3000  # what fits a bound volume; a longer time is printed in parts


def pdf(letters, *, at):
    """The numbered ones among `letters`, by series and number, as PDF: a void number stays in its place and says so."""
    rows = letters.filter(serial__isnull=False).order_by("series", "year", "serial").prefetch_related("corrections")[:BOOK_ROWS]
    rows = list(rows)
    return render("letter_register", {"rows": [line(row) for row in rows], "series": series_lines(rows), "on": day_words(at)}, at=at)


def line(letter):
    return {
        "number": letter.number,
        "issued": day_words(letter.issued_at),
        "kind": NAMES[letter.kind],
        "title": letter.title,
        "to": letter.addressee.name,
        "signed": letter.signed_by.name if letter.signed_by else "",
        "received": f"{letter.acknowledged_by.name} {moment_words(letter.acknowledged_at)}" if letter.acknowledged_at else "",
        "replied": moment_words(letter.replied_at) if letter.replied_at else "",
        "void": letter.status == Notice.REVOKED,
        "remark": remark(letter),
    }


def remark(letter):
    """What became of the letter: taken back, put right by a later one, or itself putting one right."""
    said = ["作废"] if letter.status == Notice.REVOKED else []
    said += [f"更正{letter.corrects.number}"] if letter.corrects else []
    said += [f"由{row.number}更正" for row in letter.corrections.all() if row.serial]
    return "；".join(said)


def series_lines(rows):
    """What the book holds of each series: all its numbers without a gap, or a part."""
    taken = {(row.code, row.year): row.last for row in NumberSeries.objects.all()}
    found = []
    for (code, year), group in groupby(rows, key=lambda row: (row.series, row.year)):
        serials = [(row.serial, row.status) for row in group]
        void = sum(status == Notice.REVOKED for _serial, status in serials)
        whole = [serial for serial, _status in serials] == list(range(1, taken.get((code, year), 0) + 1))
        found.append(
            {
                "name": f"{code}〔{year}〕",
                "first": serials[0][0],
                "last": serials[-1][0],
                "count": len(serials),
                "void": void,
                "whole": whole,
            }
        )
    return found


def reply_pdf(letter):
    """The written reply to a letter as PDF, with the files that came along and their fingerprints."""
    files = [
        {"name": file.name, "sha256": file.sha256, "by": file.uploaded_by.name} for file in letter.reply_files.select_related("uploaded_by")
    ]
    data = {
        "number": letter.number,
        "title": letter.title,
        "from": letter.addressee.name,
        "to": letter.issuer.name,
        "issued": day_words(letter.issued_at),
        "received": f"{letter.acknowledged_by.name}，{moment_words(letter.acknowledged_at)}",
        "replied": moment_words(letter.replied_at),
        "text": [words.strip() for words in letter.reply_text.splitlines() if words.strip()],
        "files": files,
    }
    return render("letter_reply", data, at=letter.replied_at)


def day_words(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d}"


def moment_words(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
