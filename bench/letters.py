"""A thousand letters as PDF; after the sweeps, so that there are so many."""

from base.printing import render
from bench import clock
from bench.clock import Line
from tasks import paper
from tasks.filing import unfiled

LETTERS = 1_000


def pdf_measure():
    """From the rows to the PDFs, as the worker files them, against the typesetting alone."""
    rows = unfiled().order_by("id")[:LETTERS]
    ours = clock.once(lambda: [paper.pdf(letter) for letter in rows])
    kept = []
    paper.render = lambda template, data, pictures, at: kept.append((data, pictures, at)) or b""
    try:
        for letter in unfiled().order_by("id")[:LETTERS]:
            paper.pdf(letter)
    finally:
        paper.render = render
    theirs = clock.once(lambda: [render("letter", data, pictures=pictures, at=at) for data, pictures, at in kept])
    return Line("letters as PDF", ours, theirs, about=f"{len(kept):,} letters")
