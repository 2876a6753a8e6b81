"""The evidence map: of the papers that each clause requires, which are there and which are missing.

There is what the office handed in with the clause, and what the reports of its closed work on the clause's creation tasks brought
under the paper's name. What else those reports brought is shown beside it, to be taken over.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.db.models import Exists, F, OuterRef, prefetch_related_objects

from scoring import formula
from scoring.models import DISTRICTS, clause_item
from tasks.models import Assignment, Evidence, Report


@dataclass(frozen=True)
class Line:
    """One clause on a card: what was said and found of it, the points, and its papers."""

    clause: Any
    mark: Any
    own: Decimal | None
    found: Decimal | None
    papers: list  # (words, files)
    reported: list  # files of reports that are none of the papers yet

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


def line_of(clause, mark, reported=()):
    """The line of a clause; `reported` are the files that the reports of its tasks brought."""
    files = list(mark.files.all()) if mark else []
    known = {file.sha256 for file in files}
    fresh = [file for file in reported if file.sha256 not in known]
    papers, named = [], set()
    for number, words in enumerate(clause.papers):
        found = [file for file in fresh if is_named(file, words)]
        named.update(file.pk for file in found)
        papers.append((words, [file for file in files if file.line == number] + found))
    others = [file for file in fresh if file.pk not in named]
    return Line(clause, mark, points(clause, mark and mark.value), points(clause, mark and mark.reviewed), papers, others)


def is_named(file, words):
    """Whether the file is called as the paper is, whatever else its name says."""
    return words in PurePath(file.name).stem


def points(clause, value):
    return None if value is None else formula.points_of(clause_item(clause, value))


def lines_of(card):
    """The lines of a card that was read `with_sheets`; its files and those of its reports are read here."""
    sheet, reported = card.sheet(), reported_by(card)
    prefetch_related_objects([mark for _clause, mark in sheet if mark], "files")
    return [line_of(clause, mark, [file for no in clause.task_nos for file in reported[no]]) for clause, mark in sheet]


def reported_by(card):
    """{number of a creation task: the files with which the office of `card` reported it as done}, of closed work, by the last report.

    A district reports through its branch and everybody below it.
    """
    numbers = {no for clause, _mark in card.sheet() for no in clause.task_nos}
    own = {"place__path__startswith": card.place.path} if card.group == DISTRICTS else {"organisation": card.organisation_id}
    work = Assignment.objects.filter(
        **own, status=Assignment.CLOSED, creation_task__campaign=card.scheme.campaign_id, creation_task__no__in=numbers
    )
    later = Report.objects.filter(assignment=OuterRef("report__assignment"), pk__gt=OuterRef("report"))
    files = Evidence.objects.filter(~Exists(later), report__assignment__in=work).annotate(no=F("report__assignment__creation_task__no"))
    found = defaultdict(list)
    for file in files.order_by("pk") if numbers else ():
        found[file.no].append(file)
    return found


def completeness(lines):
    """Percent of all the papers required that are there."""
    asked = sum(len(line.papers) for line in lines)
    return 100 * sum(line.there for line in lines) // asked if asked else 100
