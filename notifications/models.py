"""News to people: inbox and outbox in one table."""

from typing import NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, record
from audit.moves import move
from audit.rows import HasPage
from base.bulk import NOTHING_ON_CONFLICT, insert
from base.errors import Refused
from notifications import channels
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
    `addressed_as` names the post it is for, if any: who holds that when it leaves is told (decision 16).
    """

    PORTAL, EMAIL, SMS, ROBOT = channels.PORTAL, channels.EMAIL, channels.SMS, channels.ROBOT
    CHANNELS = {PORTAL: _("portal"), EMAIL: _("e-mail"), SMS: _("text message"), ROBOT: _("group robot")}

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
    addressed_as = models.CharField(max_length=80, blank=True)
    passed_on_at = models.DateTimeField(_("passed on at"), null=True, blank=True)

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
            models.Index(fields=["-id"], name="message_dead", condition=models.Q(sent_at=None, next_attempt_at=None)),
        ]

    def __str__(self):
        return self.text


class OutgoingQuerySet(MessageQuerySet):
    def reachable(self, user, action="view"):
        """What leaves the portal, for those who keep it running."""
        rows = self.exclude(channel=Message.PORTAL)
        return rows if user.has_perm(f"notifications.{action}_outgoing") else rows.none()

    def dead(self):
        """Given up after the last attempt."""
        return self.filter(sent_at=None, next_attempt_at=None, within=None, passed_on_at=None)

    def waiting(self):
        return self.filter(sent_at=None, next_attempt_at__isnull=False)

    def with_names(self):
        return self.select_related("recipient")


class Outgoing(HasPage, Message):
    """A message on its way out of the portal, as an administrator sees it."""

    SENT, WAITING, WITHIN, PASSED_ON, DEAD = "sent", "waiting", "within", "passed_on", "dead"
    STATUSES = {
        WAITING: _("waiting"),
        DEAD: _("given up"),
        SENT: _("sent"),
        WITHIN: _("goes with another"),
        PASSED_ON: _("passed on to the successor"),
    }
    STATES = {WAITING: "soon", SENT: "done", DEAD: "late"}
    MOVES = {"retry": move(DEAD, to=None, label=_("Send again"), icon="refresh")}

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        default_permissions = ()
        permissions = [("view_outgoing", _("Can see outgoing messages")), ("retry_outgoing", _("Can send messages again"))]

    @property
    def status(self):
        if self.sent_at:
            return self.SENT
        if self.next_attempt_at:
            return self.WAITING
        return self.WITHIN if self.within_id else self.PASSED_ON if self.passed_on_at else self.DEAD

    def get_status_display(self):
        return self.STATUSES[self.status]

    def why_not(self, verb):
        return "" if self.status == self.DEAD else _("Only what was given up is sent again.")

    def may_yet(self, verb):
        return self.status in (self.DEAD, self.WAITING)

    @transaction.atomic
    def retry(self, *, by, note="", at=None):
        """Send a message that was given up once more, with all its attempts."""
        at = at or timezone.now()
        if not Outgoing.objects.filter(pk=self.pk).dead().update(next_attempt_at=at, attempts=0):
            raise Refused(_("Only what was given up is sent again."))
        record("retry", about=self, by=by, at=at, note=note)


class Attempt(models.Model):
    """One attempt to send one message: when, how long it took, and what came of it. Rows are only ever added."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="log", verbose_name=_("message"))
    at = models.DateTimeField(_("moment"))
    took_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    good = models.BooleanField(_("taken"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        default_permissions = ()

    def __str__(self):
        return f"{self.message_id} {self.at:%Y-%m-%d %H:%M:%S}"


class SmsGatewayQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        return self if user.has_perm(f"notifications.{action}_smsgateway") else self.none()


class SmsGateway(models.Model):
    """The HTTP gateway that sends text messages, as its operator describes it. Address and body say {phone}, {text}, {id} and {secret}."""

    JSON, FORM = "application/json; charset=utf-8", "application/x-www-form-urlencoded"
    METHODS = {"POST": "POST", "GET": "GET"}
    CONTENT_TYPES = {JSON: "JSON", FORM: _("form")}

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    method = models.CharField(_("method"), max_length=4, choices=METHODS, default="POST")
    content_type = models.CharField(_("content type"), max_length=60, choices=CONTENT_TYPES, default=JSON)
    body = models.TextField(_("body"), blank=True)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    success = models.CharField(_("pattern of a good answer"), max_length=200, default=".")
    is_active = models.BooleanField(_("in use"), default=True)

    objects = SmsGatewayQuerySet.as_manager()

    class Meta:
        verbose_name = _("SMS gateway")
        verbose_name_plural = _("SMS gateways")
        default_permissions = ("view", "add", "change")

    def __str__(self):
        return self.name

    @property
    def edit_url(self):
        return reverse("smsgateway-edit", args=[self.pk])

    get_absolute_url = edit_url.fget


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
    """What a sweep tells one person: anything with `id` and `channels`. `entry` is an entry's id or None."""

    person: object
    entry: int | None
    key: str
    text: str
    url: str
    urgent: bool = False
    addressed_as: str = ""


def tell(people, text, *, entry, about, url="", urgent=False, not_before=None):
    """Address the news `text`, a lazy translation that may say ``%(about)s``, to `people`: in the portal and as each has chosen.

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
        text = str(text) % {"about": about}
    news = {"recipient": person, "text": text, "addressed_as": getattr(person, "addressed_as", "")} | fixed
    yield Message(channel=Message.PORTAL, sent_at=fixed["created_at"], **news)
    for channel in person.channels:
        yield Message(channel=channel, next_attempt_at=leaves, **news)


def tell_many(news, *, at, not_before=None):
    """What `tell` does, for a sweep: `news` are `News`. What somebody has already is left alone."""
    leaves = {it: _leaves(at, it, not_before) for it in (True, False)}
    _insert(news, Message.PORTAL, at, {"sent_at": at})
    for channel in channels.OUTSIDE:
        lines = [line for line in news if channel in line.person.channels]
        _insert(lines, channel, at, {"next_attempt_at": [leaves[line.urgent] for line in lines]})


def _leaves(at, urgent, not_before):
    return not_before or (at if urgent else leaves_at(at))


def _insert(news, channel, at, moments):
    if not news:
        return
    people, entries, keys, texts, urls, urgent, addresses = ([line[place] for line in news] for place in range(7))
    columns = {"recipient_id": [person.id for person in people], "entry_id": entries, "key": keys, "text": texts, "url": urls}
    fixed = {"channel": channel, "created_at": at, "urgent": urgent, "addressed_as": addresses}
    insert(Message, columns | fixed | moments, on_conflict=NOTHING_ON_CONFLICT)
