"""The inbox: one's own news, read by opening it."""

import pytest
from django.urls import reverse

from notifications.models import Message
from tests.town import assignment


@pytest.fixture
def news(town):
    return [Message.objects.get(recipient=town.he, channel="portal", url=assignment(town).get_absolute_url()) for _number in range(3)]


def test_unread_first_and_opening_marks_and_leads_on(town, client, news):
    client.force_login(town.he)
    response = client.get(reverse("message-open", args=[news[2].pk]))
    assert response.url == news[2].url
    shown = [row.record for row in client.get(reverse("message-list")).context["table"].page.object_list]
    assert shown == [news[1], news[0], news[2]]
    assert client.get(reverse("message-list"), {"unread": "true"}).context["count"] == 2


def test_nobody_opens_anothers(town, client, news):
    client.force_login(town.ma)
    assert client.get(reverse("message-open", args=[news[0].pk])).status_code == 404
    news[0].refresh_from_db()
    assert news[0].read_at is None


def test_all_are_marked_at_once(town, client, news):
    client.force_login(town.he)
    assert client.get(reverse("message-read-all")).status_code == 405
    client.post(reverse("message-read-all"))
    assert not Message.objects.reachable(town.he).unread().exists()


@pytest.mark.parametrize("count", [1, 5])
def test_the_inbox_costs_the_same_queries_for_one_and_five(town, client, count, django_assert_num_queries):
    for _number in range(count):
        assignment(town)
    client.force_login(town.he)
    with django_assert_num_queries(8):
        client.get(reverse("message-list"))


def test_the_api_reads_and_marks_ones_own(town, client, news):
    client.force_login(town.he)
    listed = client.get("/api/v1/messages/", {"unread": "true"}).json()
    assert listed["count"] == 3
    read = client.post(f"/api/v1/messages/{news[0].pk}/read/").json()
    assert read["read_at"]
    client.force_login(town.ma)
    assert client.post(f"/api/v1/messages/{news[1].pk}/read/").status_code == 404
