"""The outbox: what waits is claimed, sent and marked, one message at a time; one bad address never holds up the others.

A message is claimed by moving its next attempt into the future, so a worker that dies leaves it to be tried again then. It
may therefore go out twice, with the same Message-ID, but is never lost; after the last attempt it rests as a dead letter.

What waited for the end of the night goes as one message per person and channel, which is first put together as a row of its
own; the rows within it are sent when it is.
"""

import logging
from datetime import timedelta
from itertools import groupby
from time import monotonic

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.channels import OUTSIDE, ROBOT, Refused, Unreachable, sender
from notifications.holders import holders_of, robots_of
from notifications.models import Attempt, Message

logger = logging.getLogger(__name__)

BATCH_ROWS = 50
GATHERED_ROWS = 2000
PATIENCE = 3  # so many in a row that nobody answers, and the channel is left alone until the next ring
LINES = 20  # of a gathered message; the rest is in the portal
# After the n-th failure: this long until the next attempt. A weekend's outage of the mail server loses nothing.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60, 24 * 60)]
ATTEMPTS = len(BACK_OFF) + 1


def deliver_unsent(*, at=None, channels=OUTSIDE):
    """Send over `channels` what is due at `at`; returns how many went out."""
    moment = at or timezone.now()
    gather(moment, channels)
    return sum(deliver(channel, moment) for channel in channels)


def deliver(channel, at):
    """Send what is due over one channel, until nothing is or nobody answers."""
    sent = 0
    while (batch := claim(channel, at)) is not None:
        count, answered = send_batch(channel, batch, at)
        sent += count
        if not answered:
            break
    return sent


@transaction.atomic
def gather(at, channels):
    """Put what waited until now for the same person and channel together into one message; returns how many were made."""
    waiting = Message.objects.unsent(at).held_back().filter(channel__in=channels).select_related("recipient")
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("recipient", "channel", "id")[:GATHERED_ROWS]
    rows = still_in_post(list(rows), at)
    groups = (list(group) for _one, group in groupby(rows, key=lambda row: (row.recipient, row.channel)))
    return sum(put_together(group, at) for group in groups if len(group) > 1)


def put_together(rows, at):
    last = rows[-1]
    fields = {"channel": last.channel, "key": f"gathered:{last.pk}", "created_at": at, "next_attempt_at": at}
    made = Message.objects.create(recipient=last.recipient, text=gathered_words(rows), url=gathered_url(), **fields)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(within=made, next_attempt_at=None)
    return True


def gathered_words(rows):
    """A first line that says how many, then a line for each."""
    with translation.override(rows[0].recipient.language):
        first = ngettext("%(count)d piece of news since last night", "%(count)d pieces of news since last night", len(rows))
        rest = len(rows) - LINES
        more = [_("and %(count)d more in the portal") % {"count": rest}] if rest > 0 else []
    lines = [f"{number}. {row.text.splitlines()[0]}" for number, row in enumerate(rows[:LINES], start=1)]
    return "\n".join([first % {"count": len(rows)}, *lines, *more])


def gathered_url():
    return f"{reverse('message-list')}?unread=true"


@transaction.atomic
def claim(channel, at):
    """Take a batch nobody else holds: counted as attempted now, to be tried again after its back-off unless marked as sent.

    None when nothing is due. What is for a post that its reader has left goes to who holds it now instead.
    """
    due = Message.objects.unsent(at).filter(channel=channel).select_for_update(skip_locked=True, of=("self",))
    found = list(due.select_related("recipient")[:BATCH_ROWS])
    if not found:
        return None
    batch = still_in_post(found, at)
    batch = said_once(batch) if channel == ROBOT else batch
    for message in batch:
        message.was_due_at = message.next_attempt_at
        message.attempts += 1
        message.next_attempt_at = next_attempt(message.attempts, at)
    Message.objects.bulk_update(batch, ["attempts", "next_attempt_at"])
    return batch


def next_attempt(attempts, at):
    return at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def still_in_post(rows, at):
    """Those of `rows` whose readers may be told: in the post the news is for, and with an account. The others are passed on."""
    holders = holders_of({row.addressed_as for row in rows if row.addressed_as})
    stay, gone = [], []
    for row in rows:
        there = row.recipient in holders[row.addressed_as] if row.addressed_as in holders else row.recipient.is_active
        (stay if there else gone).append(row)
    for row in gone:
        pass_on(row, holders.get(row.addressed_as, ()), at)
    return stay


def pass_on(row, successors, at):
    """Address the news of `row` to those who hold the post now, over the channels they chose; who has it already gets it once.

    With nobody in post it rests as a dead letter: an administrator sends it again when somebody is.
    """
    told = [Message(recipient=person, channel=Message.PORTAL, sent_at=at, **same(row)) for person in successors]
    told += [
        Message(recipient=person, channel=channel, next_attempt_at=at, **same(row)) for person in successors for channel in person.channels
    ]
    Message.objects.bulk_create(told, ignore_conflicts=True)
    error = _("The reader holds the post no more.") if successors else _("Nobody holds the post.")
    Message.objects.filter(pk=row.pk).update(passed_on_at=at if successors else None, next_attempt_at=None, error=error)


def same(row):
    names = ("entry_id", "key", "text", "url", "urgent", "addressed_as")
    return {name: getattr(row, name) for name in names} | {"created_at": row.created_at}


def said_once(batch):
    """The batch without what another of its messages says through the same robots: a group is told once."""
    robots, first, kept = robots_of(batch), {}, []
    for message in batch:
        place = (message.key, tuple(robot.pk for robot in robots.get(message.pk, ())))
        if place[1] and place in first:
            Message.objects.filter(pk=message.pk).update(within=first[place], next_attempt_at=None)
        else:
            first[place] = message
            kept.append(message)
    return kept


def send_batch(channel, batch, at):
    """Send one after the other; returns how many went out and whether the other side still answers.

    Nobody answers a few times in a row: the rest waits untried, so that a channel that stalls costs a minute and not an hour.
    """
    sent = silent = 0
    try:
        with sender(channel) as send:
            for place, message in enumerate(batch):
                outcome = send_one(message, send)
                sent += outcome is True
                silent = silent + 1 if outcome is None else 0
                if silent == PATIENCE:
                    put_back(batch[place + 1 :])
                    return sent, False
    except Unreachable as error:
        logger.warning("%s cannot be reached: %s", channel, error)
        for message in batch:
            mark_failed(message, error, timezone.now(), 0)
        return sent, False
    return sent, True


def send_one(message, send):
    """Send one, mark it and log the attempt: True when it went out, False when it was refused, None when nobody answered.

    No transaction is open while the other side is waited for.
    """
    began, clock = timezone.now(), monotonic()
    try:
        answer = send(message)
    except Exception as error:
        logger.warning("message %d could not be sent: %s", message.pk, error)
        mark_failed(message, error, began, monotonic() - clock)
        return None if isinstance(error, Unreachable) else False
    with transaction.atomic():
        Message.objects.filter(Q(pk=message.pk) | Q(within=message.pk)).update(sent_at=timezone.now(), next_attempt_at=None, error="")
        Attempt.objects.create(message=message, at=began, took_ms=round(1000 * (monotonic() - clock)), good=True, answer=answer[:500])
    return True


def put_back(rest):
    """These were not tried after all."""
    for message in rest:
        message.attempts -= 1
        message.next_attempt_at = message.was_due_at
    Message.objects.bulk_update(rest, ["attempts", "next_attempt_at"])


@transaction.atomic
def mark_failed(message, error, began, took):
    rest = {"next_attempt_at": None} if message.attempts >= ATTEMPTS else {}
    words = str(error) if isinstance(error, (Unreachable, Refused)) else f"{type(error).__name__}: {error}"
    Message.objects.filter(pk=message.pk).update(error=words[:2000], **rest)
    Attempt.objects.create(message=message, at=began, took_ms=round(1000 * took), good=False, answer=words[:500])
