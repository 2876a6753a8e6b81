"""What follows a changed calendar: the deadlines of higher apps, turned round so that nothing here imports them."""

FOLLOW_CALENDAR = []


def follows_calendar(function):
    """Register ``function(*, at)``: it counts anew what hangs on working days, and answers a sentence of what moved."""
    FOLLOW_CALENDAR.append(function)
    return function
