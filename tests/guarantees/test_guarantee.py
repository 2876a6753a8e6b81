"""Who may take a shop, one at a time, and what follows when people come and go."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from base.errors import Refused
from establishments.models import Establishment
from grid.follow import carry_post
from guarantees.assigning import assign, assign_many, warning
from guarantees.frequency import set_due_days
from guarantees.models import FrequencyRule, Guarantee
from notifications.models import Message
from tests.guarantees.visits import guaranteed, official
from tests.town import moment


def test_a_community_cadre_takes_a_shop_of_level_d(town):
    row = guaranteed(town)
    assert (row.status, row.guarantor, row.place) == ("held", town.chen, town.shop.place)
    assert Message.objects.filter(recipient=town.chen, channel="portal").count() == 1
    assert row.history().count() == 1


@pytest.mark.parametrize(("level", "place"), [("A", "city"), ("B", "xingqing"), ("C", "street"), ("D", "community")])
def test_the_post_must_be_at_the_level_that_the_shop_asks(town, level, place):
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level=level)
    town.shop.refresh_from_db()
    posts = {name: official(town, f"官{name}", getattr(town, name)) for name in ("city", "xingqing", "street", "community")}
    for name, post in posts.items():
        if name != place:
            with pytest.raises(Refused, match=level):
                assign(town.shop, post, by=town.wang)
    assert assign(town.shop, posts[place], by=town.wang).pk


def test_a_post_elsewhere_or_without_the_right_is_refused(town):
    away = official(town, "远", town.community_two)
    with pytest.raises(Refused, match="北塔社区"):
        assign(town.shop, away, by=town.wang)
    with pytest.raises(Refused):
        assign(town.shop, town.zhao.appointments.get(), by=town.wang)
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="")
    town.shop.refresh_from_db()
    with pytest.raises(Refused, match="包保级别"):
        assign(town.shop, town.chen.appointments.get(), by=town.wang)
    assert not Guarantee.objects.exists()


def test_a_shop_has_one_guarantor_at_a_time(town):
    guaranteed(town)
    with pytest.raises(Refused, match="已有包保干部"):
        guaranteed(town)
    assert Guarantee.objects.held().count() == 1


def test_replacing_ends_one_and_begins_another_and_no_clock_restarts(town):
    row = guaranteed(town, at=moment("2026-01-10 09:00"))
    other = official(town, "新", town.community)
    new = row.replace(by=town.wang, appointment=other, note="换届", at=moment("2026-05-20 09:00"))
    row.refresh_from_db()
    assert (row.status, row.until, new.since) == ("relieved", date(2026, 5, 20), date(2026, 5, 20))
    assert (new.counts_from, new.due_on) == (row.counts_from, row.due_on) == (date(2026, 1, 10), date(2026, 3, 31))
    assert list(Guarantee.objects.as_of(date(2026, 5, 19))) == [row]
    assert list(Guarantee.objects.as_of(date(2026, 5, 20))) == [new]


def test_a_refused_replacement_changes_nothing(town):
    row = guaranteed(town)
    with pytest.raises(Refused):
        row.replace(by=town.wang, appointment=official(town, "远", town.community_two))
    row = Guarantee.objects.get()
    assert (row.status, row.until) == ("held", None)


def test_relieving_leaves_the_shop_without_a_guarantor(town):
    row = guaranteed(town)
    row.relieve(by=town.wang, note="离职")
    assert not Guarantee.objects.held().exists()
    with pytest.raises(Refused):
        row.relieve(by=town.wang)


def test_the_shops_of_a_post_follow_to_its_successor(town):
    row = guaranteed(town, at=moment("2026-01-10 09:00"))
    old, new = row.appointment, official(town, "继任", town.community)
    at = moment("2026-06-01 10:00")
    for _twice in range(2):
        carry_post(old, new, by=town.admin, at=at)
    held = Guarantee.objects.held().get()
    assert (held.appointment, held.due_on, held.since) == (new, date(2026, 3, 31), date(2026, 6, 1))
    assert Guarantee.objects.get(pk=row.pk).until == date(2026, 6, 1)
    assert Entry.objects.about(row).filter(verb="replace").count() == 1


def test_shops_do_not_follow_to_a_post_that_may_not_take_them(town):
    row = guaranteed(town)
    carry_post(row.appointment, official(town, "街道", town.street), by=town.admin, at=moment("2026-06-01 10:00"))
    assert Guarantee.objects.held().get() == row


def test_many_are_given_once_whoever_presses_again(town):
    post = town.chen.appointments.get()
    at = moment("2026-02-01 09:00")
    assert len(assign_many([(town.shop.pk, post.pk)], by=town.wang, at=at)) == 1
    assert assign_many([(town.shop.pk, post.pk)], by=town.wang, at=at) == []
    assert Guarantee.objects.count() == 1


def test_too_many_shops_warn_and_forbid_nothing(town):
    guaranteed(town)
    on = date(2026, 11, 1)
    assert warning(town.chen, "D", on) == ""
    FrequencyRule.objects.filter(level="D").update(most_shops=0)
    assert "1" in warning(town.chen, "D", on)


# When a visit is due ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        ("2026-01-10", 3, "2026-03-31"),
        ("2026-03-25", 3, "2026-06-30"),  # taken on at the end of a quarter: not late at once
        ("2026-12-15", 3, "2027-03-31"),
        ("2026-02-01", 1, "2026-03-31"),
        ("2026-02-01", 6, "2026-06-30"),
        ("2026-02-01", 12, "2026-12-31"),
    ],
)
def test_a_first_visit_belongs_to_the_period_of_the_thirtieth_day(town, since, months, due):
    FrequencyRule.objects.filter(level="D").update(months=months)
    assert guaranteed(town, at=moment(f"{since} 09:00")).due_on == date.fromisoformat(due)


def test_a_rule_counts_from_its_day_on(town):
    row = guaranteed(town, at=moment("2026-01-10 09:00"))
    FrequencyRule.objects.create(level="D", effective_on=date(2026, 7, 1), months=6)
    set_due_days(on=date(2026, 6, 30))
    row.refresh_from_db()
    assert row.due_on == date(2026, 3, 31)
    assert set_due_days(on=date(2026, 7, 1)) == 1
    row.refresh_from_db()
    assert (row.due_from, row.due_on) == (date(2026, 1, 1), date(2026, 6, 30))
    assert set_due_days(on=date(2026, 7, 1)) == 0


def test_a_shop_out_of_business_owes_no_visit(town):
    row = guaranteed(town)
    Establishment.objects.filter(pk=town.shop.pk).update(status="closed")
    set_due_days()
    row.refresh_from_db()
    assert row.due_on is None
    assert not Guarantee.objects.overdue(date(2099, 1, 1)).exists()


def test_due_overdue_and_visited_share_the_guarantees_out(town):
    row = guaranteed(town, at=moment("2026-01-10 09:00"))
    day = date(2026, 2, 1)
    assert [list(found) for found in (Guarantee.objects.due(day), Guarantee.objects.overdue(day), Guarantee.objects.visited(day))] == [
        [row],
        [],
        [],
    ]
    assert list(Guarantee.objects.overdue(date(2026, 4, 1))) == [row]
    assert list(Guarantee.objects.visited(date(2025, 12, 31))) == [row]


def test_a_changed_level_is_a_mismatch(town):
    row = guaranteed(town)
    assert not Guarantee.objects.mismatched().exists()
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="C")
    assert list(Guarantee.objects.mismatched()) == [row]


def test_of_two_shops_that_are_one_a_guarantor_remains_and_the_old_board_leads_on(town, client):
    from guarantees.boards import open_boards
    from tests.town import shop

    twin = shop(town, 77, "宁味轩小吃店（分号）", town.cell)
    row = guaranteed(town, twin, at=moment("2026-02-10 09:00"))
    code = open_boards([twin.pk])[twin.pk].code
    twin.merge(by=town.wang, into=town.shop)
    held = Guarantee.objects.held().get()
    assert (held.establishment, held.appointment, held.counts_from) == (town.shop, row.appointment, row.counts_from)
    assert "宁味轩小吃店" in client.get(f"/b/{code}/").content.decode()


def test_a_shops_life_tells_of_its_guarantor(town, client):
    guaranteed(town)
    client.force_login(town.wang)
    page = client.get(reverse("establishment-timeline", args=[town.shop.pk])).content.decode()
    assert "包保关系" in page
