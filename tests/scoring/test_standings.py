"""The league tables: frozen once a night, compared with the night before, printed again the same."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from scoring.models import Standing
from scoring.standings import freeze
from tasks.models import Assignment
from tests.scoring.cards import card_of, clause
from tests.town import assignment

DAY = timedelta(days=1)


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


@pytest.fixture
def today():
    return timezone.localdate()


def work(town, organisation, closed=False, late=False):
    at = timezone.now() - 9 * DAY
    row = assignment(town, organisation=organisation, at=at, creation_task=town.creation_task)
    changes = {"due_at": timezone.now() - 3 * DAY} if late else {}
    if closed:
        changes |= {"status": "closed", "closed_at": timezone.now() - 4 * DAY}
    Assignment.objects.filter(pk=row.pk).update(**changes)
    return row


def test_a_night_is_frozen_once_and_ranks_by_what_is_closed(town, today):
    card = card_of(town)
    card.answer(clause(card, 2), by=town.he, value=100)
    for organisation, closed, late in ((town.education, True, True), (town.education, False, True), (town.bureau, False, False)):
        work(town, organisation, closed, late)
    work(town, town.branch, closed=True)
    work(town, town.branch_two)
    assert freeze(today - DAY) == 4
    table = {row.organisation: row for row in Standing.objects.all()}
    first = table[town.education]
    assert (first.rank, first.given, first.closed, first.in_time, first.overdue, first.percent) == (1, 2, 1, 1, 1, 50)
    assert (first.own_score, table[town.bureau].rank, table[town.branch].rank, table[town.branch_two].rank) == (40, 2, 1, 2)
    Assignment.objects.update(status="closed", closed_at=timezone.now() - 2 * DAY)
    assert freeze(today - DAY) == 0
    first.refresh_from_db()
    assert first.closed == 1


def test_what_is_frozen_never_changes(town, today):
    work(town, town.education)
    freeze(today - DAY)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_standing SET closed = 9")


def test_the_page_shows_the_last_night_with_what_moved_and_the_paper_says_the_same_again(town, as_, today):
    work(town, town.education)
    rival = work(town, town.bureau, closed=True)
    freeze(today - 2 * DAY)
    Assignment.objects.exclude(pk=rival.pk).update(status="closed", closed_at=timezone.now() - 4 * DAY)
    Assignment.objects.filter(pk=rival.pk).update(status="under_way", closed_at=None)
    freeze(today - DAY)
    page = as_("he").get(reverse("standing-list"))
    rows = [row.record for row in page.context["table"].page.object_list]
    assert [(row.organisation, row.climbed) for row in rows] == [(town.education, 1), (town.bureau, -1)]
    before = as_("he").get(f"{reverse('standing-list')}{page.context['before_url']}")
    assert [row.record.organisation for row in before.context["table"].page.object_list] == [town.bureau, town.education]
    assert before.context["before_url"] is None
    printed = as_("he").get(page.context["pdf_url"])
    assert printed.headers["Content-Type"] == "application/pdf"
    assert as_("he").get(reverse("standing-list"), {"export": "xlsx", "day": today - DAY}).status_code == 200
    assert as_("he").get(reverse("api:standing-list"), {"day": today - DAY}).json()["count"] == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_row_and_three(town, as_, today, count, django_assert_num_queries):
    for organisation in [town.education, town.bureau, town.office][:count]:
        work(town, organisation)
    freeze(today - DAY)
    client = as_("ma")
    with django_assert_num_queries(13):
        client.get(reverse("standing-list"))
