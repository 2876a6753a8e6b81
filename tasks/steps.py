"""The ladder of one assignment as its page shows it: what was climbed, what comes next, and when."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.ladder import next_rung, rung_moment, time_left, urgency, words_left
from tasks.models import Rung
from workdays.calendar import Calendar

COLOURS = {"reminder": "soon"}


def steps(row, now, user):
    """The letters written, as far as `user` sees them, then the rungs to come with their moments: dicts for the template."""
    written = [step_of_letter(letter) for letter in row.notices.reachable(user, "view").written()]
    return written + steps_ahead(row, now)


def step_of_letter(letter):
    return {"letter": letter, "past": True, "colour": COLOURS.get(letter.kind, ""), "label": letter.get_kind_display()}


def steps_ahead(row, now):
    """Nothing lies ahead of work that nobody presses any more, or whose climb was stopped."""
    if row.status not in row.CLIMBS or row.parked:
        return []
    ahead, climbed = [], row.climbed
    rungs = Rung.objects.ladder(row.kind)
    while found := next_rung(rungs, climbed, row.due_at, row.dispatched_at, now.calendar):
        rung, at = found
        ahead.append({"rung": rung, "at": at, "is_next": not ahead, "label": rung.name})
        climbed = rung.order
    return ahead


def left(row, now):
    """The time left of open work, as words with the count apart so that it can be set large, and its colour."""
    found = time_left(row.due_at, now.at, now.calendar)
    words = str(words_left(row.due_at, now.at, now.calendar))
    before, _count, after = words.partition(str(found.count))
    return {"before": before, "count": found.count, "after": after, "state": urgency(row.due_at, now.at, now.soon_until)}


def preview(due_at, kind, at, work=None):
    """What a due moment would mean: the working days from `at` until then, and each letter's moment.

    `work` is what has it already, with its hand-over and the letters it has had; without it the work is handed over at `at`.
    """
    calendar, handed_over, climbed = Calendar.current(), at, 0
    if work and work.dispatched_at:
        kind, handed_over, climbed = work.kind, work.dispatched_at, work.climbed
    days = calendar.workdays_between(at, due_at)
    ahead = [rung for rung in Rung.objects.ladder(kind) if rung.order > climbed]
    moments = [(rung, rung_moment(rung, due_at, handed_over, calendar)) for rung in ahead]
    return {
        "left": ngettext("%(count)d working day from today", "%(count)d working days from today", days) % {"count": days},
        "day_off": "" if calendar.is_workday(due_at.date()) else _("a day off"),
        "due_at": due_at,
        "letters": [(rung, moment) for rung, moment in moments if moment > handed_over],
        "now_at": work and work.next_rung_at,
        "caveat": calendar.caveat(due_at.date()),
    }
