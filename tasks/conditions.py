"""What higher apps ask of a piece of work before a verb is done, such as a photo with the report; each in its own ``conditions.py``."""

from collections import defaultdict

CONDITIONS = defaultdict(list)


def asks_before(verb):
    """Register ``function(work, *, by, **given)``, which raises Refused with the reason where `verb` must not be done."""

    def register(function):
        CONDITIONS[verb].append(function)
        return function

    return register


def ask_conditions(verb, work, *, by, **given):
    """Ask all that is registered for `verb`, inside its transaction and after the row was locked and read anew."""
    for condition in CONDITIONS[verb]:
        condition(work, by=by, **given)
