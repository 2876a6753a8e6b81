"""Scoring rules from Excel: the official clauses in the place of the sample."""

from decimal import Decimal
from functools import partial

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import record
from base.importing import ADDED, CHANGED, UNCHANGED, Column, Importer, decimal_number, importer, text, whole_number
from scoring.forms import task_numbers
from scoring.models import Scheme, ScoringClause

PLAIN = ("no", "part", "title", "points", "target", "evidence", "source")


def points(typed):
    return Decimal(str(decimal_number(typed, least=0, most=999_999))).quantize(Decimal("0.01"))


def schemes():
    return {row.pk: row.title for row in Scheme.objects.all()}


@importer
class ClauseImport(Importer):
    """One line for a clause, told by its number in its rules; clauses that the file does not name stay as they are."""

    name = "scoring_clauses"
    title = gettext_lazy("Import scoring clauses")
    permission = "scoring.add_scoringclause"
    list_url = "scoringclause-list"
    key = ("scheme", "no")
    columns = (
        Column("no", gettext_lazy("Serial number"), partial(whole_number, least=1, most=9999), required=True, width=8, also=("序号",)),
        Column("part", gettext_lazy("Part"), partial(text, longest=60), required=True),
        Column("title", gettext_lazy("What is asked"), partial(text, longest=300), required=True, width=48, also=("评价内容",)),
        Column("kind", gettext_lazy("Item type"), required=True, choices=ScoringClause.KINDS, width=10),
        Column("formula", gettext_lazy("How it is scored"), required=True, choices=ScoringClause.FORMULAS, width=12),
        Column("points", gettext_lazy("Points to be had"), points, required=True, width=8, also=("分值",)),
        Column("target", gettext_lazy("Target"), points, width=8, note=gettext_lazy("For a rate or a number.")),
        Column(
            "evidence",
            gettext_lazy("Evidence required"),
            partial(text, longest=4000),
            width=40,
            also=("佐证材料",),
            note=gettext_lazy("One paper a line within the cell."),
        ),
        Column(
            "task_nos",
            gettext_lazy("Numbers of the creation tasks"),
            task_numbers,
            width=16,
            also=("创建任务序号",),
            note=gettext_lazy("Such as 7、61."),
        ),
        Column("applies_to", gettext_lazy("Asked of"), choices=ScoringClause.FOR, width=16),
        Column("source", gettext_lazy("Source"), partial(text, longest=200), width=20),
        Column("scheme", gettext_lazy("Scoring rules"), choices=schemes, width=30, note=gettext_lazy("Left empty: the latest.")),
    )

    def words(self, line):
        return f"{line.typed.get('no', '')} {line.typed.get('title', '')}"

    def as_typed(self):
        for clause in ScoringClause.objects.reachable(self.by, "view").select_related("scheme").order_by("scheme", "no"):
            chosen = {name: getattr(clause, f"get_{name}_display")() for name in ("kind", "formula", "applies_to")}
            more = {"task_nos": clause.task_words, "scheme": clause.scheme.title}
            yield {name: getattr(clause, name) for name in PLAIN} | chosen | more

    @cached_property
    def latest(self):
        return Scheme.objects.order_by("-pk").values_list("pk", flat=True).first()

    @cached_property
    def standing(self):
        return {(clause.scheme_id, clause.no): clause for clause in ScoringClause.objects.reachable(self.by, "view")}

    def look(self, lines):
        for line in lines:
            values = dict(line.values)
            scheme = values.pop("scheme", None) or self.latest
            if scheme is None:
                line.refuse(_("There are no scoring rules yet."), self.heading("scheme"))
            elif values["formula"] != "pass" and not values.get("target"):
                line.refuse(_("A rate or a number needs a target above zero."), self.heading("target"))
            else:
                self.settle(line, self.standing.get((scheme, values["no"])), values | {"scheme_id": scheme})

    def settle(self, line, clause, values):
        line.row = (clause, values)
        pairs = {name: ["" if clause is None else shown(getattr(clause, name)), shown(value)] for name, value in values.items()}
        line.changes = {} if clause is None else {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        line.outcome = ADDED if clause is None else CHANGED if line.changes else UNCHANGED

    def write(self, lines, *, at, report):
        for done, line in enumerate(lines, start=1):
            clause, values = line.row
            fresh = clause is None
            clause = clause or ScoringClause()
            for name, value in values.items():
                setattr(clause, name, value)
            clause.save()
            record("create" if fresh else "change", about=clause, by=self.by, at=at, changes=line.changes)
            report(done)


def shown(value):
    return "" if value is None else str(value)
