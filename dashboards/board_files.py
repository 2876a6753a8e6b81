"""A board as files: each of its tables as a workbook, and all of them as the printed report of the day."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from base.words import day
from dashboards.board_tasks import PROGRESS
from dashboards.figures import FIGURES

AREAS = (
    "establishments",
    "coverage",
    "inspected_lately",
    "found",
    "closed",
    "in_time",
    "open",
    "soon",
    "overdue",
    "letters_waiting",
    "gaps",
)
FORMATS = ("establishments", "coverage", "inspected_lately", "found", "closed", "in_time", "open", "overdue")
ITEMS = ("found", "closed", "in_time", "open", "overdue")
OFFICES = ("work_open", "work_soon", "work_overdue", "work_held", "work_closed")
RATES = {"coverage": gettext_lazy("Coverage, %"), "in_time": gettext_lazy("In time, %")}
FIRST = {
    "areas": pgettext_lazy("board", "Area"),
    "formats": gettext_lazy("Format"),
    "items": gettext_lazy("Item"),
    "offices": gettext_lazy("Organisation"),
}
LABELS = {
    "tasks": gettext_lazy("Creation tasks by category"),
    "leads": gettext_lazy("Lead departments"),
    "areas": gettext_lazy("By area"),
    "formats": gettext_lazy("By format"),
    "items": gettext_lazy("Items at which most is found"),
    "offices": gettext_lazy("Offices with open assignments"),
    "days": gettext_lazy("Day by day"),
}


def tables(board):
    """``{name: (label, heading, rows)}`` of the tables of a board, as plain values; `board` is what its page is drawn from."""
    made = {
        "tasks": tasks(board["tasks"]),
        "leads": leads(board["tasks"]),
        "map": areas_shown(board["map"]),
        "areas": areas(board),
        "formats": numbers("formats", FORMATS, board["formats"]),
        "items": numbers("items", ITEMS, board["items"]),
        "offices": numbers("offices", OFFICES, board["offices"]),
        "days": days(board["trend"]),
    }
    return {name: (label(name, board), *table) for name, table in made.items() if table and table[1]}


def label(name, board):
    if name == "items" and board["format"]:
        return _("Items of %(format)s") % {"format": board["format"].name}
    return str(board["map"]["label"] if name == "map" else LABELS[name])


def areas_shown(shown):
    """What the map shows, area by area; a rate with what it is a share of."""
    if not shown:
        return None
    heading = [str(FIRST["areas"]), f"{shown['label']}{', %' if shown['is_rate'] else ''}"]
    if shown["is_rate"]:
        heading += [str(one.label) for one in (shown["rows"][0]["part"], shown["rows"][0]["whole"])]
    return heading, [[row["place"].name, row["value"], *shares(row, shown)] for row in shown["rows"]]


def shares(row, shown):
    return [row["part"].value, row["whole"].value] if shown["is_rate"] else []


def areas(board):
    rows = board["findings"]["rows"]
    return numbers("areas", AREAS, [named(row) for row in [*rows, board["whole"]]]) if rows else None


def named(row):
    return row | {"label": row["place"].name}


def numbers(name, columns, rows):
    """A heading and a line for each row; a column of which no row can say anything is left out."""
    shown = [one for one in columns if any(said(row, one) is not None for row in rows)]
    heading = [str(FIRST[name]), *(str(RATES.get(one) or FIGURES[one].label) for one in shown)]
    return heading, [[str(row["label"]), *(said(row, one) for one in shown)] for row in rows]


def said(row, name):
    if name in RATES:
        return row.get(name)
    return row["n"][name].value if name in row["n"] else None


def tasks(found):
    if not found:
        return None
    heading = [_("Category"), _("Tasks"), *(str(label) for label in PROGRESS.values())]
    return heading, [task_line(row) for row in [*found["apart"], *found["categories"]]]


def task_line(row):
    states = [square["task"].progress for square in row["squares"]]
    return [str(row["name"]), row["count"], *(states.count(name) for name in PROGRESS)]


def leads(found):
    if not found or not found["league"]:
        return None
    heading = [_("Department"), _("Rank"), _("Tasks"), pgettext("board", "Done"), pgettext("board", "Overdue"), _("Score")]
    rows = [*found["league"], *found["others"]]
    return heading, [[row["lead"].short_name, row.get("rank"), row["count"], row["done"], row["late"], row["rate"]] for row in rows]


def days(trend):
    if not trend:
        return None
    heading = [_("Day"), *(str(one["label"]) for one in trend["periods"]), _("Open in the evening")]
    return heading, [
        [str(day(row["day"])), *(row[one["name"]] for one in trend["periods"]), row["standing"]] for row in reversed(trend["rows"])
    ]


def moment_in_full(at):
    """For what leaves the portal: "today" would soon be wrong on it."""
    return f"{day(timezone.localdate(at))} {timezone.localtime(at):%H:%M}"


def report(board, summary):
    """What the printed report says above its charts."""
    now, whole = board["now"], board["whole"]
    return {
        "place": " ".join(filter(None, [board["place"].name, board["whose"].name])),
        "day": str(day(now.today)),
        "at": moment_in_full(board["as_of"]),
        "summary": summary,
        "figures": [{"label": str(one.label), "value": one.value, "unit": str(one.unit)} for one in whole["n"].values()],
        "rates": [{"label": str(RATES[name]), "value": whole[name]} for name in RATES if whole[name] is not None],
    }
