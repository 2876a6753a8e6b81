"""What a board draws, as paper and pictures draw it: a bar for each line of a table, and the map of its areas."""

from django.template.loader import render_to_string

from base.printing import picture
from dashboards.board_files import tables
from dashboards.board_tasks import PROGRESS

STACKS = {
    # of a table by area and so on: its bar is the first figure, of which the second is late
    "areas": ("open", "overdue"),
    "formats": ("open", "overdue"),
    "items": ("open", "overdue"),
    "offices": ("work_open", "work_overdue"),
}
SHORT = 11  # characters of a first column that need no width of their own


def charts(board):
    """``[{name, label, heading, rows, bars}]`` of a board's tables; a bar is pieces of (colour, share of the longest)."""
    return [chart(name, board, table) for name, table in tables(board).items()]


def chart(name, board, table):
    label, heading, rows = table
    cells = [["–" if cell is None else str(cell) for cell in row] for row in rows]
    is_short = all(len(row[0]) <= SHORT for row in cells)
    return {"name": name, "label": label, "heading": heading, "rows": cells, "bars": bars(name, board), "is_short": is_short}


def bars(name, board):
    if name in STACKS:
        return scaled([stack(row, *STACKS[name]) for row in lines(name, board)])
    return {"tasks": of_tasks, "leads": of_leads, "days": of_days, "map": of_map}[name](board)


def lines(name, board):
    """The rows of the table `name`; the sum below the areas has no bar."""
    return [*board["findings"]["rows"], None] if name == "areas" else board[name]


def stack(row, whole, late):
    if row is None:
        return []
    number, of_it = (row["n"][one].value if one in row["n"] else 0 for one in (whole, late))
    return [("doing", number - of_it), ("late", of_it)]


def scaled(stacks, longest=None):
    longest = longest or max((sum(number for _colour, number in pieces) for pieces in stacks), default=0) or 1
    return [[(colour, round(number / longest, 4)) for colour, number in pieces if number > 0] for pieces in stacks]


def of_tasks(board):
    rows = [[square["task"].progress for square in row["squares"]] for row in [*board["tasks"]["apart"], *board["tasks"]["categories"]]]
    return scaled([[(state, states.count(state)) for state in PROGRESS] for states in rows])


def of_leads(board):
    return scaled([[("plain", row["rate"])] for row in [*board["tasks"]["league"], *board["tasks"]["others"]]], 100)


def of_days(board):
    return scaled([[("plain", row.get("found", 0)), ("done", row.get("closed", 0))] for row in reversed(board["trend"]["rows"])])


def of_map(board):
    return scaled([[(f"m{row['shade']}", row["value"] or 0)] for row in board["map"]["rows"]])


def map_drawn(board):
    """The map as an SVG file; nothing where no area has an outline."""
    shown = board["map"]
    return {"map.svg": render_to_string("dashboards/map.svg", {"map": shown}).encode()} if shown and shown["has_map"] else {}


def chart_picture(name, board, title):
    """One chart with its numbers as a PNG, for who hands it on."""
    data = {"title": title, "chart": chart(name, board, tables(board)[name])}
    drawn = map_drawn(board) if name == "map" else {}
    return picture("board_chart", data | {"has_map": bool(drawn)}, pictures=drawn)
