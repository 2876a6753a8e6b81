"""The numbers that are kept: the same as the rows for everybody, put right at night, and each evening as it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboards.areas import own_places
from dashboards.comparing import compare
from dashboards.counters import Counters
from dashboards.counting import WHOLE, recount
from dashboards.figures import FIGURES, Days
from dashboards.models import CountedDay, Miscount, Tally
from inspections.models import Finding
from tests.dashboards.scene import inspected
from tests.town import CAST
from workdays.calendar import Calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(busy):
    recount(at=timezone.now())
    return busy


def counters(user, place, town, **more):
    return Counters(user, place, [town.xingqing, town.street], Days(calendar=Calendar.current(), **more))


def boards_of(user, town):
    return [place for place in (town.city, town.xingqing, town.street, town.cell) if any(top.holds(place) for top in own_places(user))]


@pytest.mark.parametrize("username", CAST)
def test_what_is_kept_is_what_each_may_count(counted, username):
    user = counted.people[username]
    for place in boards_of(user, counted):
        found = counters(user, place, counted)
        for name, number in found.of(place).items():
            assert (place, name, number.value) == (place, name, FIGURES[name].rows(user, place, found.now).count())


@pytest.mark.parametrize("window", [7, 90])
def test_a_period_is_the_sum_of_its_days(counted, window):
    found = counters(counted.ma, counted.city, counted, window=window)
    assert set(found.names) == found.kept
    for name, number in found.of(counted.city).items():
        assert (name, number.value) == (name, FIGURES[name].rows(counted.ma, counted.city, found.now).count())
    assert (
        sum(found.series(["found_today"], found.now.first_day, found.now.today)["found_today"].values())
        == found.of(counted.city)["found"].value
    )


def test_parts_add_up_and_are_the_same_kept_and_counted(counted):
    kept = counters(counted.ma, counted.city, counted)
    CountedDay.objects.all().delete()
    live = counters(counted.ma, counted.city, counted)
    assert kept.kept and not live.kept
    for part in ("format", "item", "task", "organisation"):
        assert {pk: dict(found) for pk, found in kept.by(part).items()} == {pk: dict(found) for pk, found in live.by(part).items()}
    assert sum(found.get("open", 0) for found in kept.by("format").values()) == kept.of(counted.city)["open"].value
    for area in (counted.city, counted.xingqing, counted.street):
        assert {name: number.value for name, number in kept.of(area).items()} == {
            name: number.value for name, number in live.of(area).items()
        }


def test_numbers_older_than_a_minute_are_counted_while_one_waits(counted):
    CountedDay.objects.update(counted_at=timezone.now() - timedelta(seconds=61))
    Tally.objects.update(states={"open": 999})
    found = counters(counted.ma, counted.city, counted)
    assert not found.kept
    assert found.of(counted.city)["open"].value == Finding.objects.open().count()


def test_a_record_that_comes_late_joins_its_day(counted):
    day = timezone.localdate() - timedelta(days=5)
    inspected(counted, counted.shop, timezone.now() - timedelta(days=5))
    recount(at=timezone.now())
    found = counters(counted.ma, counted.city, counted)
    assert found.series(["found_today"], day, day)["found_today"][day] == 3
    assert found.of(counted.city)["found"].value == FIGURES["found"].rows(counted.ma, counted.city, found.now).count()


def test_an_evening_stays_as_it_was(counted):
    yesterday = timezone.localdate() - timedelta(days=1)
    Tally.objects.filter(day=yesterday).delete()
    CountedDay.objects.filter(day=yesterday).delete()
    CountedDay.objects.create(day=yesterday, counted_at=timezone.now() - timedelta(days=1))
    Tally.objects.create(day_id=yesterday, place=counted.city, states={"open": 41})
    recount(at=timezone.now())
    found = counters(counted.ma, counted.city, counted, day=yesterday)
    assert found.of(counted.city)["open"].value == 41
    assert found.of(counted.city)["open"].url is None
    assert found.of(counted.city)["found"].url


def test_an_evening_that_nobody_kept_is_not_made_up(counted):
    found = counters(counted.ma, counted.city, counted, day=timezone.localdate() - timedelta(days=3))
    assert "open" not in found.of(counted.city)
    assert found.of(counted.city)["found_today"].value == 9


def test_the_nightly_recount_says_and_mends_what_is_wrong(counted):
    assert compare(at=timezone.now()) == 0
    today, before = timezone.localdate(), timezone.localdate() - timedelta(days=3)
    for day, column, name in ((today, "states", "open"), (before, "happened", "found_today")):
        row = Tally.objects.get(day=day, place=counted.city)
        getattr(row, column)[name] += 7
        row.save()
    assert compare(at=timezone.now()) == 2
    assert {(line.figure, line.day, line.kept - line.counted) for line in Miscount.objects.all()} == {
        ("open", today, 7),
        ("found_today", before, 7),
    }
    assert compare(at=timezone.now()) == 0


def test_the_open_board_of_a_whole_city_costs_few_queries(counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        found = counters(counted.ma, counted.city, counted)
        assert found.numbers[counted.city.pk][WHOLE]["open"]
