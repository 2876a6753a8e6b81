"""The daily reminder: each working day, whoever has something open is told once what is due, overdue and unanswered.

What it speaks of is said by each app in its own ``reminders.py``, which ``TasksConfig.ready`` finds; the apps above are not imported.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from notifications.channels import chosen
from notifications.models import News, tell_many
from tasks.recipients import CHOICES, Recipient
from workdays.calendar import Calendar

TODAY = _("Today: %(what)s")
REMINDERS = []


class Reminder(NamedTuple):
    """One app's part: `words` by the names of what it counts, in the order they are said; the address behind them; the count."""

    words: dict
    url: Callable
    count: Callable


def reminds(words, *, url):
    """Register ``function(*, at, calendar)``, which gives ``{Recipient: {name: count}}`` for everybody; `words` say each name.

    A recipient is told once what all apps count; the message leads to ``url()`` of the first that has something to say.
    """

    def register(function):
        REMINDERS.append(Reminder(words, url, function))
        return function

    return register


def by_person(rows, path, counts):
    """``{Recipient: {name: count}}`` of rows that name their people themselves, at `path`."""
    found = {}
    for row in rows.order_by().values(path, f"{path}__language", *(f"{path}__{name}" for name in CHOICES)).annotate(**counts):
        choices = chosen(**{name: row.pop(f"{path}__{name}") for name in CHOICES})
        found[Recipient(row.pop(path), row.pop(f"{path}__language"), choices)] = row
    return found


def send_digests(*, at):
    """Write today's reminders; on a day off none, and run again none twice. Returns how many people were told."""
    calendar, today = Calendar.current(), timezone.localdate(at)
    if not calendar.is_workday(today):
        return 0
    told = parts_by_person(at, calendar)
    write(told, f"digest:{today}", at)
    return len(told)


def parts_by_person(at, calendar):
    """{Recipient: [(Reminder, Counter)]}, without what counts nothing."""
    found = defaultdict(list)
    for reminder in REMINDERS:
        for person, counted in reminder.count(at=at, calendar=calendar).items():
            if any(counted.values()):
                found[person].append((reminder, Counter(counted)))
    return found


@transaction.atomic
def write(told, key, at):
    tell_many([News(person, None, key, words(parts, person.language), parts[0][0].url()) for person, parts in told.items()], at=at)


def words(parts, language):
    with translation.override(language):
        said = [text % {"count": counted[name]} for reminder, counted in parts for name, text in reminder.words.items() if counted[name]]
        return str(TODAY) % {"what": str(_(", ")).join(said)}
