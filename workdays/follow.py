"""What follows a changed calendar: the deadlines of higher apps, turned round so that nothing here imports them."""

FOLLOW_CALENDAR, TRY_CALENDAR = [], []


def follows_calendar(function):
    """Register ``function(*, at)``: it counts anew what hangs on working days, and answers a sentence of what moved."""
    FOLLOW_CALENDAR.append(function)
    return function


def tries_calendar(function):
    """Register ``function(calendar, *, at)``: it answers a sentence of what another calendar would move, or nothing; it moves nothing."""
    TRY_CALENDAR.append(function)
    return function


def what_would_move(calendar, *, at):
    return [sentence for function in TRY_CALENDAR if (sentence := function(calendar, at=at))]
