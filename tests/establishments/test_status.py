"""What becomes of a shop: suspended, back, closed, and not found on three visits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from base.errors import Refused
from inspections.submission import submit_inspection
from tests.inspections.records import record as content_of

pytestmark = pytest.mark.django_db


def miss(town, days_ago):
    town.shop.report_missing(by=town.zhao, at=timezone.now() - timedelta(days=days_ago), note="卷帘门锁闭")


def test_three_visits_on_different_days_queue_a_shop_as_dead(town):
    miss(town, 9)
    miss(town, 5)
    town.shop.refresh_from_db()
    assert town.shop.status == "open"
    miss(town, 2)
    town.shop.refresh_from_db()
    assert town.shop.status == "not_found"
    assert [entry.verb for entry in town.shop.history()] == ["lose", "report_missing", "report_missing", "report_missing"]


def test_twice_on_one_day_is_once(town):
    miss(town, 0)
    with pytest.raises(Refused):
        miss(town, 0)
    assert town.shop.missed_visits.count() == 1


def test_who_inspects_it_has_found_it(town):
    miss(town, 9)
    miss(town, 5)
    submit_inspection(content_of(town, values=("pass", "pass", "pass")), by=town.zhao, at=timezone.now())
    assert town.shop.misses() == 0


def test_found_again_it_starts_from_nothing(town):
    for days_ago in (9, 5, 2):
        miss(town, days_ago)
    town.shop.reopen(by=town.qian, note="已恢复经营")
    assert (town.shop.status, town.shop.misses()) == ("open", 0)
    miss(town, 0)
    town.shop.refresh_from_db()
    assert town.shop.status == "open"


def test_closing_is_refused_for_what_is_closed(town):
    town.shop.close(by=town.qian, note="注销")
    with pytest.raises(Refused):
        town.shop.close(by=town.qian, note="注销")
    assert town.shop.status == "closed"
