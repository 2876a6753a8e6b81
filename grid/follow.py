"""What goes along when a place or a post gives way to another: the work of higher apps, in the same transaction.

The verbs of the grid cannot import what stands above them, so it is turned round: each app says in its own ``follow.py`` what of its
rows goes along, and ``GridConfig.ready`` finds those modules. A function is called with what gives way and what takes over (two rows),
who does it and the moment; it writes its own entries, works on many rows at once, and harms nothing when called twice.
"""

from dataclasses import dataclass
from datetime import datetime

FOLLOW_PLACE, FOLLOW_POST = [], []


@dataclass(frozen=True)
class Carried:
    """One open piece of work that goes to the successor of a post, as the hand-over sheet lists it.

    `kind` is said in the source language (mark it with gettext_noop), so that everybody reads it in the own.
    """

    kind: str
    title: str
    place: str = ""
    due_at: datetime | None = None
    url: str = ""


def follows_place(function):
    """Register ``function(old, new, *, by, at)``: what hangs on the place `old` and is still alive, now hangs on `new`.

    Called when a place is merged into another. A place that is renamed or moved stays the same row, so nothing has to follow it.
    """
    FOLLOW_PLACE.append(function)
    return function


def follows_post(function):
    """Register ``function(old, new, *, by, at)``: the open work of the appointment `old` goes to the appointment `new`.

    It returns what went along, a `Carried` for each, also what needs no change because it is addressed to the office: the sheet that
    both sign lists every open item. No clock starts anew.
    """
    FOLLOW_POST.append(function)
    return function


def carry_place(old, new, *, by, at):
    """Let everything that hangs on `old` follow to `new`; to be called inside the transaction of the verb."""
    for function in FOLLOW_PLACE:
        function(old, new, by=by, at=at)


def carry_post(old, new, *, by, at):
    """Let the open work of the post `old` go to `new`; to be called inside the transaction of the verb. Returns what went along."""
    return [carried for function in FOLLOW_POST for carried in function(old, new, by=by, at=at) or []]
