"""The outbox against a real mail server that refuses, stalls and goes away."""

import asyncio
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from notifications.delivery import ATTEMPTS, BATCH_ROWS, deliver_unsent
from notifications.heart import has_beaten
from notifications.jobs import beat_heart
from notifications.jobs import deliver_unsent as deliver_job
from notifications.models import Heartbeat, Message


class Post:
    """A mail server's desk: keeps what it took, refuses the addresses it is told to."""

    def __init__(self):
        self.letters, self.refuses, self.stalls = [], set(), set()
        self.forgets = 0  # so many letters are taken and never confirmed in time

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 no such person"
        if address in self.stalls:
            await asyncio.sleep(1.5)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.rcpt_tos, envelope.content.decode()))
        if self.forgets:
            self.forgets -= 1
            await asyncio.sleep(1.5)
        return "250 OK"


@pytest.fixture
def post(settings, unused_tcp_port):
    desk = Post()
    server = Controller(desk, hostname="127.0.0.1", port=unused_tcp_port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", unused_tcp_port, 1
    desk.server = server
    yield desk
    desk.server.stop()


@pytest.fixture
def unused_tcp_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def news(person, key="entry:1"):
    """News that leaves at once whenever the tests run, by night too."""
    now, words = timezone.now(), {"text": "收到提醒函 银食安办提〔2026〕1号", "url": "/notices/1/"}
    return Message.objects.create(recipient=person, key=key, channel="email", next_attempt_at=now, urgent=True, **words)


def test_what_waits_is_sent_once_and_marked(town, post):
    message = news(town.he)
    assert deliver_unsent() == 1
    assert deliver_unsent() == 0
    ((to, content),) = post.letters
    message.refresh_from_db()
    assert to == ["he@example.org"]
    assert f"<message-{message.pk}@" in content
    assert message.sent_at
    assert message.next_attempt_at is None


def test_one_bad_address_never_holds_up_the_others(town, post):
    bad, good, last = news(town.he), news(town.ma), news(town.wang)
    post.refuses.add("he@example.org")
    assert deliver_unsent() == 2
    assert sorted(to for to, _content in post.letters) == [["ma@example.org"], ["wang@example.org"]]
    for row in (bad, good, last):
        row.refresh_from_db()
    assert "550" in bad.error
    assert bad.attempts == 1
    assert bad.next_attempt_at > timezone.now() + timedelta(seconds=50)
    assert good.sent_at
    assert last.sent_at


def test_a_stalling_server_costs_one_message_its_turn(town, post):
    slow, good = news(town.he), news(town.ma)
    post.stalls.add("he@example.org")
    assert deliver_unsent() == 1
    slow.refresh_from_db()
    good.refresh_from_db()
    assert good.sent_at
    assert not slow.sent_at
    assert slow.error


def test_a_letter_that_was_never_confirmed_comes_again_under_the_same_message_id(town, post):
    message = news(town.he)
    post.forgets = 1
    assert deliver_unsent() == 0
    assert deliver_unsent(at=timezone.now() + timedelta(minutes=2)) == 1
    ids = {line for _to, content in post.letters for line in content.splitlines() if line.startswith("Message-ID")}
    assert len(post.letters) == 2
    assert len(ids) == 1
    assert [attempt.good for attempt in message.log.order_by("id")] == [False, True]


def test_a_server_that_is_away_loses_nothing(town, post):
    message, rest = news(town.he), [news(town.ma, key=f"entry:{number}") for number in range(2, 60)]
    post.server.stop()
    assert deliver_unsent() == 0
    assert Message.objects.filter(attempts=0).count() == len(rest) + 1 - BATCH_ROWS  # not tried in vain
    message.refresh_from_db()
    assert message.attempts == 1
    assert "refused" in message.error.lower()
    post.server = Controller(post, hostname="127.0.0.1", port=post.server.port)
    post.server.start()
    assert deliver_unsent(at=timezone.now() + timedelta(minutes=2)) == 59


def test_after_the_last_attempt_it_rests_as_a_dead_letter(town, post):
    message = news(town.he)
    post.refuses.add("he@example.org")
    at = timezone.now()
    for _attempt in range(ATTEMPTS + 3):
        deliver_unsent(at=at)
        at += timedelta(days=2)
    message.refresh_from_db()
    assert (message.attempts, message.next_attempt_at, message.sent_at) == (ATTEMPTS, None, None)
    assert "550" in message.error


def test_the_jobs_leave_their_mark(town, post):
    beat_heart()
    deliver_job()
    assert set(Heartbeat.objects.values_list("job", flat=True)) == {"heart", "deliver"}
    assert has_beaten("heart", on=timezone.localdate())
    assert not has_beaten("digests", on=timezone.localdate())
