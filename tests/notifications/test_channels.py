"""Text messages and group robots against a real server that fails, stalls and answers too late; what is lost, doubled, held up: nothing."""

import json
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.models import record
from base.errors import Refused
from grid.models import Robot
from notifications import channels
from notifications.channels import web
from notifications.delivery import ATTEMPTS, deliver_unsent
from notifications.models import Attempt, Message, Outgoing, SmsGateway, tell
from tests.notifications.servers import Gateway
from tests.town import appoint

HOUR = timedelta(hours=1)
NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)  # never in the quiet hours


@pytest.fixture
def gateway(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(web, "SECONDS_TO_ANSWER", 0.5)
    made = Gateway()
    yield made
    made.close()


@pytest.fixture
def sms(town, gateway):
    for person in (town.he, town.ma, town.wang):
        person.phone = f"1390000000{person.pk % 10}"
        person.by_sms, person.by_email = True, False
        person.save()
    return SmsGateway.objects.create(
        name="短信网关",
        url=f"{gateway.url}/send?id={{id}}",
        body='{"to": "{phone}", "text": "{text}", "key": "{secret}"}',
        secret='s"1',
        success='"OK"',
    )


def news(town, *people, about=None, at=NOON):
    about = about or town.shop
    tell(people, "%(about)s", entry=record("change", about=about, by=town.admin, at=at), about=about)


def message(person, channel="sms"):
    return Message.objects.filter(recipient=person, channel=channel).latest("id")


def test_a_text_message_is_said_in_the_gateways_words(town, sms, gateway):
    news(town, town.he)
    assert deliver_unsent(at=NOON) == 1
    assert deliver_unsent(at=NOON) == 0
    ((path, body),) = gateway.taken
    row = message(town.he)
    assert parse_qs(urlsplit(path).query) == {"id": [f"message-{row.pk}"]}
    assert json.loads(body) == {"to": town.he.phone, "text": str(town.shop), "key": 's"1'}
    assert row.sent_at
    (attempt,) = Attempt.objects.filter(message=row)
    assert (attempt.good, '"OK"' in attempt.answer) == (True, True)


def test_an_answer_that_came_too_late_doubles_nothing(town, sms, gateway):
    gateway.plan = ["lost", "ok"]
    news(town, town.he)
    assert deliver_unsent(at=NOON) == 0
    assert deliver_unsent(at=NOON + HOUR) == 1
    assert gateway.keys == [f"message-{message(town.he).pk}"] * 2
    assert len(gateway.taken) == 1
    assert [attempt.good for attempt in message(town.he).log.order_by("id")] == [False, True]


def test_what_is_refused_waits_longer_each_time_and_rests_at_last(town, sms, gateway):
    gateway.plan = ["refuse"] * 20
    news(town, town.he)
    at, waits = NOON, []
    for _attempt in range(ATTEMPTS):
        assert deliver_unsent(at=at) == 0
        row = message(town.he)
        if row.next_attempt_at:
            waits.append(row.next_attempt_at - at)
            at = row.next_attempt_at.replace(hour=4) + timedelta(days=1)  # noon in Yinchuan
    assert waits == sorted(waits)
    assert len(set(waits)) > 5
    assert (row.attempts, row.next_attempt_at, row.log.count()) == (ATTEMPTS, None, ATTEMPTS)
    assert deliver_unsent(at=at + timedelta(days=9)) == 0
    dead = Outgoing.objects.dead().get()
    gateway.plan = []
    dead.retry(by=town.admin, at=at)
    with pytest.raises(Refused):
        dead.retry(by=town.admin, at=at)
    assert dead.history().first().verb == "retry"
    assert deliver_unsent(at=at) == 1
    assert len(gateway.taken) == 1


def test_a_gateway_that_stalls_is_left_alone_after_three(town, sms, gateway):
    gateway.plan = [503] * 3
    for person in (town.he, town.ma, town.wang):
        news(town, person, at=NOON - HOUR)
        news(town, person, about=town.shop_two, at=NOON - HOUR)
    assert deliver_unsent(at=NOON) == 0
    assert sorted(Message.objects.filter(channel="sms").values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]
    assert deliver_unsent(at=NOON + HOUR) == 6
    assert len(gateway.taken) == 6


def test_without_a_gateway_nothing_is_lost(town, sms, gateway):
    SmsGateway.objects.update(is_active=False)
    news(town, town.he)
    assert deliver_unsent(at=NOON) == 0
    SmsGateway.objects.update(is_active=True)
    assert deliver_unsent(at=NOON + HOUR) == 1


def test_one_dead_channel_holds_up_no_other(town, sms, gateway, mailoutbox):
    gateway.plan = [500] * 50
    town.he.by_email = True
    town.he.save()
    for shop in (town.shop, town.shop_two, town.far_shop):
        news(town, town.he, about=shop, at=NOON - HOUR)
    assert deliver_unsent(at=NOON) == 3
    assert len(mailoutbox) == 3


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_held_while_the_other_side_is_waited_for(town, sms, gateway):
    gateway.plan = ["lost"]
    news(town, town.he)
    row = message(town.he)

    def work():
        deliver_unsent(at=NOON)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert gateway.waiting.wait(60)
    with transaction.atomic():
        assert Message.objects.select_for_update(nowait=True).get(pk=row.pk).sent_at is None
    worker.join(60)
    assert message(town.he).next_attempt_at > NOON


# Robots --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def robot(town, gateway):
    for person in (town.he, town.li):
        person.by_robot, person.by_email = True, False
        person.save()
    return Robot.objects.create(
        organisation=town.education, name="创建工作群", kind="wecom", webhook=f"{gateway.url}/cgi-bin/webhook/send?key=k"
    )


def test_a_group_is_told_once_what_several_members_are_told(town, robot, gateway):
    appoint(town.li, "部门联络员", town.education, town.city)
    from grid.access import people_in_post

    news(town, *people_in_post(town.education, "tasks.acknowledge_notice"))
    assert Message.objects.filter(channel="robot").count() == 2
    assert deliver_unsent(at=NOON) == 1
    ((path, body),) = gateway.taken
    assert path == "/cgi-bin/webhook/send?key=k"
    assert str(town.shop) in json.loads(body)["text"]["content"]
    assert not Message.objects.filter(channel="robot", sent_at=None).exists()


def test_an_errcode_in_a_good_answer_is_a_refusal(town, robot, gateway):
    gateway.plan = ["refuse"]
    news(town, town.he)
    assert deliver_unsent(at=NOON) == 0
    row = message(town.he, "robot")
    assert "310000" in row.error
    assert "key=k" not in row.error
    assert deliver_unsent(at=NOON + HOUR) == 1


def test_dingtalk_gets_its_signature(town, robot, gateway):
    Robot.objects.update(kind="dingtalk", sign_secret="SEC1")  # noqa: S106 - of this test only
    news(town, town.he)
    deliver_unsent(at=NOON)
    asked = parse_qs(urlsplit(gateway.taken[0][0]).query)
    assert {"timestamp", "sign", "key"} == asked.keys()


def test_no_address_stands_in_an_error(town, robot):
    Robot.objects.update(webhook="http://127.0.0.1:9/secret-path")
    news(town, town.he)
    deliver_unsent(at=NOON)
    assert message(town.he, "robot").error
    assert "secret-path" not in message(town.he, "robot").error


# Who is told ---------------------------------------------------------------------------------------------------------


def test_the_successor_is_told_what_was_for_the_post(town, mailoutbox):
    from grid.access import people_in_post

    news(town, *people_in_post(town.education, "tasks.acknowledge_notice"), at=NOON - HOUR)
    town.he.appointments.get().relieve(by=town.admin)
    appoint(town.sun, "部门联络员", town.education, town.city)
    assert deliver_unsent(at=NOON) == 1
    assert [letter.to for letter in mailoutbox] == [["sun@example.org"]]
    assert Message.objects.filter(recipient=town.sun, channel="portal").count() == 1
    old = Outgoing.objects.get(recipient=town.he, channel="email")
    assert old.status == Outgoing.PASSED_ON
    assert not Outgoing.objects.dead().exists()


def test_with_nobody_in_post_it_rests_until_somebody_is(town, mailoutbox):
    from grid.access import people_in_post

    news(town, *people_in_post(town.education, "tasks.acknowledge_notice"), at=NOON - HOUR)
    town.he.appointments.get().relieve(by=town.admin)
    assert deliver_unsent(at=NOON) == 0
    dead = Outgoing.objects.dead().get()
    appoint(town.sun, "部门联络员", town.education, town.city)
    dead.retry(by=town.admin, at=NOON)
    assert deliver_unsent(at=NOON) == 1
    assert [letter.to for letter in mailoutbox] == [["sun@example.org"]]


def test_a_closed_account_is_told_nothing(town, mailoutbox):
    news(town, town.he, at=NOON - HOUR)
    town.he.is_active = False
    town.he.save()
    assert deliver_unsent(at=NOON) == 0
    assert mailoutbox == []


def test_channels_are_those_chosen_that_can_work(town):
    he = town.he
    assert he.channels == ("email",)
    he.by_sms, he.by_robot = True, True
    assert he.channels == ("email", "robot")  # no phone number
    he.by_email = he.by_robot = False
    assert he.channels == ("email",)  # none that works: the address is used all the same
    assert channels.chosen(email="", phone="", by_email=True, by_sms=True, by_robot=False) == ()


def test_a_post_that_receives_letters_requires_one_more_channel(client, town):
    client.force_login(town.he)
    values = {"phone": "", "email": "he@example.org", "language": "zh-hans"}
    assert client.post("/profile/", values).status_code == 422
    assert client.post("/profile/", values | {"by_robot": "on"}).status_code == 302
    town.he.refresh_from_db()
    assert town.he.channels == ("robot",)
    client.force_login(town.sun)
    assert client.post("/profile/", values | {"email": ""}).status_code == 302
