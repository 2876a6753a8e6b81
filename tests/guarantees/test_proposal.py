"""A balanced proposal: shown first, adopted once, neighbours together, loads even."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from base.errors import Refused
from establishments.models import Establishment
from guarantees.models import FrequencyRule, Guarantee
from guarantees.proposing import adopt, evened, propose
from notifications.models import Message
from tests.guarantees.visits import guaranteed, official
from tests.town import build_town, shop

TODAY = timezone.localdate()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.integers(0, 200))
def test_loads_become_as_even_as_can_be(loads, count):
    takes = evened(loads, count)
    totals = [load + take for load, take in zip(loads, takes, strict=True)]
    assert sum(takes) == count
    assert all(take >= 0 for take in takes)
    takers = [total for total, take in zip(totals, takes, strict=True) if take]
    assert not takers or max(takers) - min(totals) <= 1


def many_shops(town, count=8):
    return [shop(town, 10 + number, f"店{number}", town.cell) for number in range(count)]


def test_neighbours_go_together_and_loads_even_out(town):
    made = many_shops(town)
    official(town, "乙", town.community)
    guaranteed(town, made[0])
    proposal = propose(town.wang, town.street, "", on=TODAY)
    assert sorted(share.total for share in proposal.shares) == [4, 5]
    runs = [[row.place.code for row in share.shops] for share in proposal.shares]
    assert all(run == sorted(run) for run in runs)
    assert max(runs[0]) < min(runs[1])
    assert proposal.left == [town.shop_two]  # nobody of level D sits in its community


def test_shops_of_each_level_go_to_officials_of_that_level(town):
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="B")
    post = official(town, "区领导", town.xingqing)
    pairs = propose(town.wang, town.xingqing, "", on=TODAY).pairs
    assert (town.shop.pk, post.pk) in pairs
    assert propose(town.wang, town.xingqing, "D", on=TODAY).pairs == []


def test_nothing_is_proposed_out_of_reach(town):
    assert town.far_shop not in propose(town.wang, town.city, "", on=TODAY).left
    assert propose(town.chen, town.street, "", on=TODAY).pairs == []


def test_over_the_limit_is_warned_of_and_not_forbidden(town):
    FrequencyRule.objects.update(most_shops=1)
    many_shops(town, 2)
    (share,) = propose(town.wang, town.community, "", on=TODAY).shares
    assert share.is_over
    assert len(adopt(propose(town.wang, town.community, "", on=TODAY).sealed(), by=town.wang, at=timezone.now())) == 3


def test_what_was_shown_is_adopted_once(town):
    many_shops(town, 3)
    sealed = propose(town.wang, town.street, "", on=TODAY).sealed()
    assert len(adopt(sealed, by=town.wang, at=timezone.now())) == 4
    assert adopt(sealed, by=town.wang, at=timezone.now()) == []
    assert Guarantee.objects.held().count() == Entry.objects.filter(subject_type="guarantees.guarantee").count() == 4
    assert Message.objects.filter(recipient=town.chen, channel="portal").count() == 1


def test_what_does_not_fit_any_more_is_passed_over(town):
    sealed = propose(town.wang, town.street, "", on=TODAY).sealed()
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="C")
    assert adopt(sealed, by=town.wang, at=timezone.now()) == []


def test_a_proposal_that_was_tampered_with_or_shown_to_another_gives_nothing(town):
    sealed = propose(town.wang, town.street, "", on=TODAY).sealed()
    with pytest.raises(Refused):
        adopt(sealed + "x", by=town.wang, at=timezone.now())
    assert adopt(sealed, by=town.jin, at=timezone.now()) == []
    assert not Guarantee.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_adopt_once():
    town = build_town()
    many_shops(town, 6)
    sealed = propose(town.wang, town.street, "", on=TODAY).sealed()
    barrier = Barrier(2)

    def press():
        try:
            barrier.wait()
            return len(adopt(sealed, by=type(town.wang).objects.get(pk=town.wang.pk), at=timezone.now()))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [future.result() for future in [pool.submit(press), pool.submit(press)]]
    assert sum(counts) == Guarantee.objects.count() == 7
    assert Entry.objects.filter(subject_type="guarantees.guarantee").count() == 7


def test_a_proposal_costs_the_same_queries_for_one_shop_and_for_five(town, django_assert_num_queries):
    propose(town.wang, town.street, "", on=TODAY)  # the posts and the grants are asked once per request anyway
    with django_assert_num_queries(4):
        propose(town.wang, town.street, "", on=TODAY)
    many_shops(town, 5)
    with django_assert_num_queries(4):
        propose(town.wang, town.street, "", on=TODAY)
