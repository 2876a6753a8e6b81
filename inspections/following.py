"""What goes along when an inspection has arrived: rows of higher apps, in the same transaction (decision 9).

An app registers its functions in its own ``follow.py``.
"""

FOLLOW_INSPECTION = []


def follows_inspection(function):
    """Register ``function(inspection, *, by, at)``, called once for every new inspection, with its findings written."""
    FOLLOW_INSPECTION.append(function)
    return function


def carry_inspection(inspection, *, by, at):
    """Let everything that hangs on inspections follow; to be called inside the transaction that writes it."""
    for function in FOLLOW_INSPECTION:
        function(inspection, by=by, at=at)
