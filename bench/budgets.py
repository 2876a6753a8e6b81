"""What each measure may cost, in one place. `make bench-check` holds a whole run to it; every change is held to queries and growth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Milliseconds (`p95`, or of the one run), queries, times the plain work, and times the pages read at a tenth of the size.

    A list whose count is asked reads as many more pages as there are more rows, which is tenfold; it may be twice that and a half,
    since PostgreSQL goes about a small table in other ways, but never the hundredfold of a loop in a loop.
    """

    p95: float | None = None
    queries: int | None = None
    ratio: float | None = None
    growth: float | None = None

    def broken(self, line, growth=None, *, in_seconds=True):
        """Sentences for what of a `clock.Line` is over this budget; `growth` is how many times more pages it reads than a tenth."""
        said = [("queries", line.ours.queries, self.queries), ("times the pages of a tenth", growth, self.growth)]
        if in_seconds:
            said += [("ms", line.ours.p95, self.p95), ("times the plain work", line.ratio, self.ratio)]
        return [
            f"{line.key}: {value:.4g} {what}, at most {most:g}" for what, value, most in said if None not in (value, most) and value > most
        ]


SECOND = 1_000
BUDGETS = {
    "sign-in": Budget(p95=400, queries=16, growth=2),
    # Lists as they are read: every level under 50 ms and three times the plain SQL; a million inspections under 150 ms.
    "assignments, first page and count": Budget(p95=50, queries=4, ratio=3, growth=25),
    "establishments, three filters, first page and count": Budget(p95=50, queries=4, growth=60),
    "inspections, first page and count": Budget(p95=150, queries=4, ratio=3, growth=25),
    "overdue visits, first page and count": Budget(p95=50, queries=4, growth=25),
    "visit list by risk, first page and count": Budget(queries=3, growth=40),
    # Pages as a browser gets them, frame and all.
    "page: workbench": Budget(p95=100, queries=18, growth=25),
    "page: board": Budget(p95=100, queries=27, growth=25),
    "page: assignments": Budget(p95=150, queries=16, growth=25),
    "page: establishments": Budget(p95=150, queries=13, growth=25),
    "page: inspections": Budget(p95=250, queries=12, growth=25),
    "page: findings": Budget(p95=250, queries=16, growth=25),
    "page: notices": Budget(p95=150, queries=12, growth=25),
    "page: one assignment": Budget(p95=50, queries=22, growth=6),
    "page: one establishment": Budget(p95=100, queries=26, growth=6),
    "page: one inspection": Budget(p95=100, queries=16, growth=6),
    "page: one finding": Budget(p95=100, queries=20, growth=6),
    "map at zoom 8": Budget(ratio=3),
    "map at zoom 11": Budget(ratio=3),
    "map at zoom 14": Budget(p95=50),
    "map of the whole city, as the browser gets it": Budget(p95=1 * SECOND),
    "boards: the count of each half minute": Budget(p95=10 * SECOND),
    "due days of all guarantees set anew": Budget(p95=10 * SECOND),
    "boards for the doors as one PDF": Budget(p95=10 * SECOND),
    "letters as PDF": Budget(p95=30 * SECOND),
    "sweep of due work, one worker": Budget(ratio=8),
    "sweep of due work, two workers": Budget(p95=10 * SECOND, ratio=8),
    "submissions, 1 at once": Budget(ratio=2),
    "submissions, 8 at once": Budget(ratio=2),
    "import of a workbook": Budget(p95=60 * SECOND),
    "export of assignments as csv": Budget(p95=60 * SECOND),
    "export of assignments as xlsx": Budget(p95=60 * SECOND),
}


def budget_of(line):
    return BUDGETS.get(line.name, Budget())
