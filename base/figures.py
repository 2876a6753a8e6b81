"""Arithmetic of tables that compare areas and offices."""


def share(part, whole):
    """Percent with one decimal; None where there is nothing to have a share of."""
    return round(100 * part / whole, 1) if whole else None


def ranked(rows):
    """The rows, best first, with their rank by ``rate``; equals share one."""
    for at, row in enumerate(rows):
        row["rank"] = rows[at - 1]["rank"] if at and rows[at - 1]["rate"] == row["rate"] else at + 1
    return rows
