"""The evidence map: of the papers that each clause requires, which are there and which are missing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from scoring import formula
from scoring.models import clause_item


@dataclass(frozen=True)
class Line:
    """One clause on a card: what was said and found of it, the points, and its papers."""

    clause: Any
    mark: Any
    own: Decimal | None
    found: Decimal | None
    papers: list  # (words, files)

    @property
    def there(self):
        return sum(bool(files) for _words, files in self.papers)

    @property
    def missing(self):
        return [words for words, files in self.papers if not files]

    @property
    def percent(self):
        """How complete the evidence is; a clause that requires none is complete."""
        return 100 * self.there // len(self.papers) if self.papers else 100

    @property
    def state(self):
        """The colour of the line: late where something is missing or a veto fails, done where it is reviewed."""
        if self.mark is None or self.mark.value is None:
            return "todo"
        if formula.needs_reason(clause_item(self.clause, self.mark.value)):
            return "soon"
        return "done" if self.mark.reviewed is not None else "doing"


def line_of(clause, mark):
    files = list(mark.files.all()) if mark else []
    papers = [(words, [file for file in files if file.line == number]) for number, words in enumerate(clause.papers)]
    return Line(clause, mark, points(clause, mark and mark.value), points(clause, mark and mark.reviewed), papers)


def points(clause, value):
    return None if value is None else formula.points_of(clause_item(clause, value))


def lines_of(card):
    """The lines of a card that was read `with_sheets`; its files are read here."""
    prefetch_related_objects([mark for _clause, mark in card.sheet() if mark], "files")
    return [line_of(clause, mark) for clause, mark in card.sheet()]


def completeness(lines):
    """Percent of all the papers required that are there."""
    asked = sum(len(line.papers) for line in lines)
    return 100 * sum(line.there for line in lines) // asked if asked else 100
