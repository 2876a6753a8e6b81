"""The score, by golden cases: what each kind of item does to it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula import Item, lost_points, needs_reason, points_of, score

D = Decimal


def item(kind="basic", formula="pass", points=10, target=None, value=1):
    return Item(kind, formula, D(points), None if target is None else D(target), None if value is None else D(value))


def total(*items, most_bonus=5):
    return score(items, pass_mark=D(90), most_bonus=D(most_bonus))


POINTS = [
    (item(), "10.00"),
    (item(value=0), "0.00"),
    (item(value=None), "0.00"),
    (item(formula="rate", target=80, value=80), "10.00"),
    (item(formula="rate", target=80, value=95), "10.00"),
    (item(formula="rate", target=80, value=60), "7.50"),
    (item(formula="rate", target=98, value="97.99"), "10.00"),  # 9.9990 of 10, to a hundredth
    (item(formula="count", target=3, value=1), "3.33"),
    (item(formula="count", target=4, value=0), "0.00"),
    (item("key", "rate", target=100, value=99), "0.00"),
    (item("key", "rate", target=100, value=100), "10.00"),
    (item("veto", value=1), "0"),
    (item("bonus", "count", target=2, value=1), "5.00"),
]


@pytest.mark.parametrize(("row", "points"), POINTS)
def test_points_of_one_clause(row, points):
    assert points_of(row) == D(points)


def test_a_full_card_is_a_hundred_and_passes():
    found = total(item("veto"), item("key", points=40), item(points=60))
    assert (found.total, found.passes, found.vetoed, found.missed) == (D(100), True, 0, 0)


def test_a_veto_undoes_everything_and_adds_nothing():
    found = total(item("veto", value=0, points=50), item("key", points=40), item(points=60), item("bonus"))
    assert (found.total, found.base, found.vetoed, found.passes) == (D(0), D(100), 1, False)


def test_a_veto_that_nobody_answered_is_no_veto_yet_but_no_pass_either():
    found = total(item("veto", value=None), item(points=100))
    assert (found.total, found.vetoed, found.passes) == (D(100), 0, False)


def test_a_missed_key_item_earns_nothing_and_keeps_from_passing_however_high_the_total():
    found = total(item("key", "rate", 5, 100, 99), item(points=95))
    assert (found.total, found.missed, found.passes) == (D(95), 1, False)


def test_the_bonus_adds_up_to_its_ceiling_and_its_lack_takes_nothing():
    assert total(item(points=100), item("bonus", points=8)).total == D(105)
    assert total(item(points=100), item("bonus", points=8, value=0)).total == D(100)


def test_what_is_not_asked_does_not_count_the_base_is_of_what_can_be_had():
    assert total(item(points=30), item(points=10, value=0)).total == D(75)
    assert total().total == D(0)


def test_reasons_are_asked_for_deductions_and_vetoes_only():
    assert needs_reason(item(value=0))
    assert needs_reason(item("veto", value=0))
    assert not needs_reason(item("bonus", value=0))
    assert not needs_reason(item(value=None))
    assert lost_points(item(formula="rate", target=80, value=60)) == D("2.50")


KINDS = st.builds(
    item,
    kind=st.sampled_from(["veto", "key", "basic", "bonus"]),
    formula=st.sampled_from(["pass", "rate", "count"]),
    points=st.integers(0, 100),
    target=st.integers(1, 100),
    value=st.none() | st.integers(0, 200),
)


@given(st.lists(KINDS, max_size=12))
def test_a_score_lies_between_nothing_and_a_hundred_with_the_bonus(items):
    found = score(items, pass_mark=D(90), most_bonus=D(5))
    assert 0 <= found.total <= 105
    assert 0 <= found.bonus <= 5
    assert not (found.passes and (found.vetoed or found.missed))


@given(st.lists(KINDS, max_size=8), KINDS)
def test_a_better_answer_never_lowers_the_score(items, row):
    worse = score([*items, row], pass_mark=D(90), most_bonus=D(5))
    full = Item(row.kind, row.formula, row.points, row.target, row.target if row.formula != "pass" else D(1))
    better = score([*items, full], pass_mark=D(90), most_bonus=D(5))
    assert better.total >= worse.total
