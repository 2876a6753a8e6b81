"""What administrators see of what leaves the portal, and what they set up; secrets are not shown again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry, record
from grid.models import Robot
from notifications.models import Attempt, Message, SmsGateway, tell

GATEWAY = {
    "name": "短信网关", "url": "https://sms.example/send", "method": "POST", "content_type": SmsGateway.JSON, "body": "{text}",
    "secret": "top-secret", "success": "OK", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def dead(town):
    """A message that was given up, with its log; and one that waits."""
    now = timezone.now()
    for shop in (town.shop, town.shop_two):
        tell([town.he], "%(about)s", entry=record("change", about=shop, by=town.admin), about=shop)
    row = Message.objects.filter(channel="email").first()
    Message.objects.filter(pk=row.pk).update(next_attempt_at=None, attempts=9, error="550 no such person")
    Attempt.objects.create(message=row, at=now, good=False, answer="550 no such person")
    return row


def test_the_list_begins_with_what_was_given_up(client, town, dead):
    client.force_login(town.admin)
    page = client.get(reverse("outgoing-list"))
    assert [row.record.pk for row in page.context["table"].page.object_list] == [dead.pk]
    assert client.get(reverse("outgoing-list"), {"all": "true"}).context["count"] == 2
    assert client.get(reverse("outgoing-list"), {"waiting": "true"}).context["count"] == 1
    detail = client.get(reverse("outgoing-detail", args=[dead.pk])).content.decode()
    assert "550 no such person" in detail
    assert f"message-{dead.pk}" in detail


def test_an_administrator_sends_it_again_and_that_is_remembered(client, town, dead):
    client.force_login(town.admin)
    assert client.post(reverse("outgoing-retry", args=[dead.pk])).status_code == 302
    dead.refresh_from_db()
    assert dead.next_attempt_at
    assert dead.attempts == 0
    assert Entry.objects.filter(verb="retry", actor=town.admin, subject_id=str(dead.pk)).count() == 1
    assert client.post(reverse("outgoing-retry", args=[dead.pk])).status_code == 409


def test_several_are_sent_again_at_once(client, town, dead):
    client.force_login(town.admin)
    client.post(reverse("outgoing-bulk-retry"), {"pk": [dead.pk], "confirmed": "yes"})
    dead.refresh_from_db()
    assert dead.next_attempt_at


def test_nobody_else_sees_them(client, town, dead):
    for person in (town.ma, town.he):
        client.force_login(person)
        assert client.get(reverse("outgoing-list"), {"all": "true"}).context["count"] == 0
        assert client.get(reverse("outgoing-detail", args=[dead.pk])).status_code == 404


def test_a_gateways_secret_is_not_shown_again(client, town):
    client.force_login(town.admin)
    assert client.post(reverse("smsgateway-new"), GATEWAY).status_code == 302
    row = SmsGateway.objects.get()
    page = client.get(reverse("smsgateway-edit", args=[row.pk])).content.decode()
    assert "top-secret" not in page
    client.post(reverse("smsgateway-edit", args=[row.pk]), GATEWAY | {"secret": "", "name": "新网关"})
    row.refresh_from_db()
    assert (row.name, row.secret) == ("新网关", "top-secret")
    client.post(reverse("smsgateway-edit", args=[row.pk]), GATEWAY | {"secret": "another-secret"})
    row.refresh_from_db()
    assert row.secret == "another-secret"  # noqa: S105 - of this test
    assert not any("secret" in str(pair) for entry in Entry.objects.about(row) for pair in entry.changes.values())


@pytest.mark.parametrize("wrong", [{"url": "ftp://x"}, {"success": "("}, {"name": ""}])
def test_an_unusable_gateway_is_refused(client, town, wrong):
    client.force_login(town.admin)
    assert client.post(reverse("smsgateway-new"), GATEWAY | wrong).status_code == 422
    assert not SmsGateway.objects.exists()


def test_a_robots_address_is_not_shown_again(client, town):
    client.force_login(town.admin)
    values = {
        "organisation": str(town.education),
        "name": "工作群",
        "kind": "wecom",
        "webhook": "https://robot.example/?key=k-9031",
        "is_active": "on",
    }
    made = client.post(reverse("robot-new"), values)
    assert made.status_code == 302, made.context["form"].errors
    row = Robot.objects.get()
    assert "k-9031" not in client.get(reverse("robot-edit", args=[row.pk])).content.decode()
    client.post(reverse("robot-edit", args=[row.pk]), values | {"webhook": "", "name": "新群"})
    row.refresh_from_db()
    assert (row.name, row.webhook) == ("新群", "https://robot.example/?key=k-9031")


@pytest.mark.parametrize("count", [1, 5])
def test_the_outbox_costs_the_same_queries_for_one_and_five(client, town, count, django_assert_num_queries):
    for _number in range(count):
        tell([town.he], "%(about)s", entry=record("change", about=town.shop, by=town.admin), about=town.shop)
    client.force_login(town.admin)
    with django_assert_num_queries(8):
        client.get(reverse("outgoing-list"), {"all": "true"})
