"""News to people: inbox and outbox in one table."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from base.bulk import NOTHING_ON_CONFLICT, insert
from notifications.quiet import leaves_at


class MessageQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        """One's own portal messages; nobody reads another's."""
        return self.filter(recipient=user, channel=Message.PORTAL)

    def unread(self):
        return self.filter(read_at=None)

    def read(self, *, at):
        """Mark as read what is not yet; returns how many that were."""
        return self.unread().update(read_at=at)

    def unsent(self, at):
        """What waits for delivery at the moment `at`, oldest first; in the quiet hours only what is urgent.

        Dead letters have no next attempt, nor has what goes within a gathered message.
        """
        waiting = self.filter(sent_at=None, next_attempt_at__lte=at)
        awake = waiting if leaves_at(at) == at else waiting.filter(urgent=True)
        return awake.order_by("next_attempt_at", "id")

    def held_back(self):
        """What was written to leave later than at once, and has not been tried yet."""
        return self.filter(sent_at=None, attempts=0, within=None, next_attempt_at__gt=F("created_at"))


class Message(models.Model):
    """One piece of news for one person over one channel. The id is the gateway's idempotency key.

    `key` names the news: ``entry:<id>``, for the daily reminder ``digest:<date>``, for what waited together
    ``gathered:<id of the last>``; a person gets it once per channel. What is `urgent` leaves in the quiet hours too.
    """

    PORTAL, EMAIL = "portal", "email"
    CHANNELS = {PORTAL: _("portal"), EMAIL: _("e-mail")}

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", db_index=False, verbose_name=_("recipient")
    )
    # An entry cannot be deleted, and is written in the same transaction: asking the database for each message would say nothing new.
    # And nobody asks for the messages of an entry, so it has no index either.
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False)
    key = models.CharField(max_length=40)
    channel = models.CharField(_("channel"), max_length=20, choices=CHANNELS)
    text = models.TextField(_("text"))
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    urgent = models.BooleanField(_("also by night"), default=False)
    within = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gathered", db_index=False, verbose_name=_("sent within")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=["recipient", "key", "channel"], name="message_once_per_channel")]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="message_unsent", condition=models.Q(sent_at=None)),
            models.Index(fields=["recipient", "-id"], name="message_unread", condition=models.Q(read_at=None, channel="portal")),
            models.Index(fields=["recipient", "-id"], name="message_inbox", condition=models.Q(channel="portal")),
            models.Index(fields=["within"], name="message_gathered", condition=models.Q(within__isnull=False)),
        ]

    def __str__(self):
        return self.text


class Heartbeat(models.Model):
    """When a periodic job last ran to its end; a missing beat is how an operator learns that a job has stopped."""

    job = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(default=0)
    did = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self):
        return self.job


class News(NamedTuple):
    """What a sweep tells one person: anything with `id` and `has_email`. `entry` is an entry's id or None."""

    person: object
    entry: int | None
    key: str
    text: str
    url: str
    urgent: bool = False


def tell(people, text, *, entry, about, url="", urgent=False, not_before=None):
    """Address the news `text`, a lazy translation that may say ``%(about)s``, to `people`: in the portal and by e-mail where known.

    Written in the transaction that makes the news true; `deliver_unsent` sends it. Each reads it in the own language.
    Outside the portal it leaves at `not_before`, or as soon as the quiet hours allow; what is `urgent` at once.
    """
    url = url or about.get_absolute_url()
    leaves = _leaves(entry.at, urgent, not_before)
    fixed = {"entry": entry, "key": f"entry:{entry.pk}", "url": url, "created_at": entry.at, "urgent": urgent}
    rows = [row for person in people for row in _addressed(person, text, about, leaves, fixed)]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _addressed(person, text, about, leaves, fixed):
    with translation.override(person.language):
        news = {"recipient": person, "text": str(text) % {"about": about}} | fixed
    yield Message(channel=Message.PORTAL, sent_at=fixed["created_at"], **news)
    if person.email:
        yield Message(channel=Message.EMAIL, next_attempt_at=leaves, **news)


def tell_many(news, *, at, not_before=None):
    """What `tell` does, for a sweep: `news` are `News`. What somebody has already is left alone."""
    by_email, leaves = [line for line in news if line.person.has_email], {it: _leaves(at, it, not_before) for it in (True, False)}
    _insert(news, Message.PORTAL, at, {"sent_at": at})
    _insert(by_email, Message.EMAIL, at, {"next_attempt_at": [leaves[line.urgent] for line in by_email]})


def _leaves(at, urgent, not_before):
    return not_before or (at if urgent else leaves_at(at))


def _insert(news, channel, at, moments):
    people, entries, keys, texts, urls, urgent = ([line[place] for line in news] for place in range(6))
    columns = {"recipient_id": [person.id for person in people], "entry_id": entries, "key": keys, "text": texts, "url": urls}
    fixed = {"channel": channel, "created_at": at, "urgent": urgent}
    insert(Message, columns | fixed | moments, on_conflict=NOTHING_ON_CONFLICT)
