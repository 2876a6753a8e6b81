"""News to people: inbox and outbox in one table."""

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from base.bulk import NOTHING_ON_CONFLICT, insert


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
        """What waits for delivery at the moment `at`, oldest first; dead letters have no next attempt."""
        return self.filter(sent_at=None, next_attempt_at__lte=at).order_by("next_attempt_at", "id")


class Message(models.Model):
    """One piece of news for one person over one channel. The id is the gateway's idempotency key.

    `key` names the news: ``entry:<id>`` or, for the daily reminder, ``digest:<date>``; a person gets it once per channel.
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

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=["recipient", "key", "channel"], name="message_once_per_channel")]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="message_unsent", condition=models.Q(sent_at=None)),
            models.Index(fields=["recipient", "-id"], name="message_unread", condition=models.Q(read_at=None, channel="portal")),
            models.Index(fields=["recipient", "-id"], name="message_inbox", condition=models.Q(channel="portal")),
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


def tell(people, text, *, entry, about, url=""):
    """Address the news `text`, a lazy translation that may say ``%(about)s``, to `people`: in the portal and by e-mail where known.

    Written in the transaction that makes the news true; `deliver_unsent` sends it. Each reads it in the own language.
    """
    url = url or about.get_absolute_url()
    rows = [row for person in people for row in _addressed(person, text, about, entry, url)]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _addressed(person, text, about, entry, url):
    with translation.override(person.language):
        words = str(text) % {"about": about}
    news = {"recipient": person, "entry": entry, "key": f"entry:{entry.pk}", "text": words, "url": url, "created_at": entry.at}
    yield Message(channel=Message.PORTAL, sent_at=entry.at, **news)
    if person.email:
        yield Message(channel=Message.EMAIL, next_attempt_at=entry.at, **news)


def tell_many(news, *, at):
    """What `tell` does, for a sweep: `news` are (person, entry id or None, key, text, url).

    A person is anything with `id` and `has_email`. News that somebody has already is left alone.
    """
    by_email = [line for line in news if line[0].has_email]
    for channel, lines, sent in [(Message.PORTAL, news, {"sent_at": at}), (Message.EMAIL, by_email, {"next_attempt_at": at})]:
        people, entries, keys, texts, urls = ([line[place] for line in lines] for place in range(5))
        columns = {"recipient_id": [person.id for person in people], "entry_id": entries, "key": keys, "text": texts, "url": urls}
        insert(Message, columns | sent | {"channel": channel, "created_at": at}, on_conflict=NOTHING_ON_CONFLICT)
