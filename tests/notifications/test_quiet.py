"""The quiet hours: what is written in the night leaves in the morning, as one message per person."""

from datetime import timedelta

import pytest
from django.core import mail

from audit.models import record
from notifications.delivery import deliver_unsent
from notifications.models import Message, News, tell, tell_many
from notifications.quiet import after_night, is_quiet, leaves_at
from tests.town import moment

NIGHT, MORNING = moment("2026-11-23 23:30"), moment("2026-11-24 07:05")


@pytest.mark.parametrize(
    ("at", "after", "leaves"),
    [
        ("2026-11-23 21:59:59", "2026-11-23 21:59:59", "2026-11-23 21:59:59"),
        ("2026-11-23 22:00", "2026-11-24 07:00", "2026-11-24 07:05"),
        ("2026-11-24 00:00", "2026-11-24 07:00", "2026-11-24 07:05"),
        ("2026-11-24 06:59:59", "2026-11-24 07:00", "2026-11-24 07:05"),
        ("2026-11-24 07:00", "2026-11-24 07:00", "2026-11-24 07:05"),
        ("2026-11-24 07:04:59", "2026-11-24 07:04:59", "2026-11-24 07:05"),
        ("2026-11-24 07:05", "2026-11-24 07:05", "2026-11-24 07:05"),
        ("2026-12-31 22:00", "2027-01-01 07:00", "2027-01-01 07:05"),
    ],
)
def test_the_night_ends_at_seven_and_the_mail_leaves_when_its_letters_are_written(at, after, leaves):
    at = moment(at)
    assert (after_night(at), leaves_at(at)) == (moment(after), moment(leaves))
    assert is_quiet(at) == (after_night(at) != at)


def test_a_moment_is_judged_by_the_clocks_of_yinchuan():
    assert is_quiet(moment("2026-11-23 23:00").astimezone(tz=None))


def night_news(town, *people, about=None, **more):
    about = about or town.shop
    entry = record("change", about=about, by=town.admin, at=NIGHT)
    tell(people, "%(about)s", entry=entry, about=about, **more)


def mails(person):
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def test_by_night_news_stands_in_the_portal_and_leaves_it_in_the_morning(town):
    night_news(town, town.he)
    assert Message.objects.filter(recipient=town.he, channel="portal").get().sent_at == NIGHT
    assert deliver_unsent(at=NIGHT + timedelta(hours=3)) == 0
    assert deliver_unsent(at=MORNING) == 1
    [letter] = mails(town.he)
    assert letter.subject.endswith(str(town.shop))  # one piece of news needs no cover


def test_what_waited_for_one_person_goes_as_one_message(town):
    for shop in (town.shop, town.shop_two, town.far_shop):
        night_news(town, town.he, about=shop)
    night_news(town, town.ma)
    assert deliver_unsent(at=MORNING) == 2
    [letter] = mails(town.he)
    assert letter.subject == "银川食安创建：昨夜以来 3 条新消息"
    for shop in (town.shop, town.shop_two, town.far_shop):
        assert str(shop) in letter.body
    assert "/messages/?unread=true" in letter.body
    assert len(mails(town.ma)) == 1
    assert not Message.objects.filter(sent_at=None).exists()
    assert deliver_unsent(at=MORNING + timedelta(days=1)) == 0


def test_a_gathered_message_that_fails_is_tried_again_as_one(town, monkeypatch):
    for shop in (town.shop, town.shop_two):
        night_news(town, town.he, about=shop)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda *args, **kwargs: 1 / 0)
        assert deliver_unsent(at=MORNING) == 0
    assert Message.objects.filter(sent_at=None).count() == 3
    assert deliver_unsent(at=MORNING + timedelta(minutes=5)) == 1
    assert len(mails(town.he)) == 1
    assert not Message.objects.filter(sent_at=None).exists()


def test_a_very_long_night_ends_in_a_short_letter(town):
    entries = [record("change", about=town.shop, by=town.admin, at=NIGHT) for _number in range(30)]
    person = Message(recipient=town.he).recipient
    tell_many([News(person, entry.pk, f"entry:{entry.pk}", f"第{entry.pk}条", "/") for entry in entries], at=NIGHT)
    deliver_unsent(at=MORNING)
    [letter] = mails(town.he)
    assert "昨夜以来 30 条新消息" in letter.subject
    assert "另有 10 条，请登录平台查看" in letter.body


def test_what_is_urgent_leaves_by_night(town):
    night_news(town, town.he, urgent=True)
    assert deliver_unsent(at=NIGHT) == 1


def test_what_failed_in_the_evening_is_not_tried_again_by_night(town, monkeypatch):
    evening = moment("2026-11-23 21:58")
    tell([town.he], "%(about)s", entry=record("change", about=town.shop, by=town.admin, at=evening), about=town.shop)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda *args, **kwargs: 1 / 0)
        deliver_unsent(at=evening)
    assert deliver_unsent(at=NIGHT) == 0
    assert deliver_unsent(at=MORNING) == 1


def test_news_can_wait_for_a_moment_of_its_own(town):
    tomorrow = moment("2026-11-24 15:00")
    night_news(town, town.he, not_before=tomorrow)
    assert deliver_unsent(at=MORNING) == 0
    assert deliver_unsent(at=tomorrow) == 1
