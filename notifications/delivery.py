"""The outbox: what waits is claimed, sent and marked, one message at a time; one bad address never holds up the others.

A message is claimed by moving its next attempt into the future, so a worker that dies leaves it to be tried again then. It
may therefore go out twice, with the same Message-ID, but is never lost; after the last attempt it rests as a dead letter.

What waited for the end of the night goes as one message per person and channel, which is first put together as a row of its
own; the rows within it are sent when it is.
"""

import logging
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Message

logger = logging.getLogger(__name__)

BATCH_ROWS = 50
GATHERED_ROWS = 2000
LINES = 20  # of a gathered message; the rest is in the portal
# After the n-th failure: this long until the next attempt. A weekend's outage of the mail server loses nothing.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60, 24 * 60)]
ATTEMPTS = len(BACK_OFF) + 1


def deliver_unsent(*, at=None):
    """Send what is due at `at`; returns how many went out."""
    moment, sent = at or timezone.now(), 0
    gather(moment)
    while batch := claim(moment):
        count = send_batch(batch, moment)
        if count is None:
            break
        sent += count
    return sent


@transaction.atomic
def gather(at):
    """Put what waited until now for the same person and channel together into one message; returns how many were made."""
    waiting = Message.objects.unsent(at).held_back().exclude(channel=Message.PORTAL).select_related("recipient")
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("recipient", "channel", "id")[:GATHERED_ROWS]
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
def claim(at):
    """Take a batch nobody else holds: counted as attempted now, to be tried again after its back-off unless marked as sent."""
    due = Message.objects.unsent(at).filter(channel=Message.EMAIL).select_for_update(skip_locked=True, of=("self",))
    batch = list(due.select_related("recipient")[:BATCH_ROWS])
    for message in batch:
        message.attempts += 1
        message.next_attempt_at = next_attempt(message.attempts, at)
    Message.objects.bulk_update(batch, ["attempts", "next_attempt_at"])
    return batch


def next_attempt(attempts, at):
    return at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def send_batch(batch, at):
    """Send over one connection; returns how many went out, None when the server cannot be reached, so that the rest waits too."""
    connection = mail.get_connection()
    try:
        connection.open()
    except Exception as error:
        logger.warning("the mail server cannot be reached: %s", error)
        for message in batch:
            mark_failed(message, error)
        return None
    sent = sum(send(message, connection, at) for message in batch)
    connection.close()
    return sent


def send(message, connection, at):
    """Send one and mark it; says whether it went out."""
    try:
        letter(message, connection).send()
    except Exception as error:
        logger.warning("message %d could not be sent: %s", message.pk, error)
        connection.close()  # what state the server is in after a failure is not known
        mark_failed(message, error)
        return False
    Message.objects.filter(Q(pk=message.pk) | Q(within=message.pk)).update(sent_at=timezone.now(), next_attempt_at=None, error="")
    return True


def mark_failed(message, error):
    rest = {"next_attempt_at": None} if message.attempts >= ATTEMPTS else {}
    Message.objects.filter(pk=message.pk).update(error=f"{type(error).__name__}: {error}"[:2000], **rest)


def letter(message, connection):
    """The e-mail of a message, in its reader's language; its Message-ID lets a server drop what came twice."""
    with translation.override(message.recipient.language):
        subject = _("Yinchuan food safety: %(text)s") % {"text": message.text.splitlines()[0]}
        body = "\n\n".join([message.text, f"{settings.SITE_URL}{message.url}"] if message.url else [message.text])
    return mail.EmailMessage(  # noqa: TID251 - this is the outbox
        subject[:200],
        body,
        to=[message.recipient.email],
        headers={"Message-ID": f"<message-{message.pk}@{mail_domain()}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def mail_domain():
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
