"""The daily reminder speaks of planned shops whose day has passed: to those who were sent there, or whose part of the plan it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from planning.models import PlannedShop
from planning.reminders import overdue_shops
from tasks.digests import parts_by_person, write
from tests.planning.plans import plan_of
from tests.town import assignment
from workdays.calendar import Calendar

pytestmark = pytest.mark.django_db


def late(town, kind="full", team=(), **more):
    """A plan whose last day was yesterday."""
    today = timezone.localdate()
    plan = plan_of(town, kind, since=today - timedelta(days=10), days=9, **more)
    plan.team.add(*team)
    return plan


def counted():
    found = overdue_shops(at=timezone.now(), calendar=Calendar.current())
    return {person.id: said["plan_overdue"] for person, said in found.items()}


def test_each_of_the_team_hears_of_the_own_part(town):
    late(town, team=[town.wang])
    assert counted() == {town.zhao.pk: 1, town.wang.pk: 2}


def test_a_sweep_is_the_whole_teams(town):
    late(town, "sweep")
    assert counted() == {town.zhao.pk: 2}


def test_who_is_sent_by_name_hears_of_it_alone(town):
    plan = late(town, team=[town.wang])
    plan.shops.get(establishment=town.shop_two).officers.add(town.qian)
    assert counted() == {town.zhao.pk: 1, town.wang.pk: 1, town.qian.pk: 1}


def test_what_is_done_closed_or_still_in_its_term_is_not_spoken_of(town):
    plan_of(town)
    late(town).shops.update(status=PlannedShop.DONE, done_at=timezone.now())
    late(town).close(by=town.wang)
    assert counted() == {}


def test_one_message_says_what_all_apps_count_and_leads_to_the_first(town):
    late(town)
    assignment(town, organisation=town.street_office, owner=town.zhao, at=timezone.now() - timedelta(days=9), due_at=timezone.now())
    at = timezone.now() + timedelta(minutes=1)
    parts = parts_by_person(at, Calendar.current())
    write(parts, "digest:test", at)
    said = Message.objects.get(key="digest:test", recipient=town.zhao, channel="portal")
    assert said.text == "今日待办：1 件已逾期，1 户计划内主体逾期未查"
    assert said.url.endswith("?waiting=true")


def test_who_has_nothing_but_a_plan_is_led_to_its_list(town):
    late(town)
    at = timezone.now()
    write(parts_by_person(at, Calendar.current()), "digest:test", at)
    assert Message.objects.get(key="digest:test", recipient=town.zhao, channel="portal").url.endswith("?figure=plan_overdue")


def test_many_cost_the_same_queries_as_one(town, django_assert_num_queries):
    late(town)
    with django_assert_num_queries(3):
        counted()
    for _more in range(3):
        late(town, team=[town.wang])
    with django_assert_num_queries(3):
        counted()
