"""The seven steps are proved by what the portal knows; the proof lists what is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from base.errors import Refused
from establishments.models import Establishment
from grid.proof import prove
from guarantees import papers
from guarantees.models import FrequencyRule, Guarantee, Step
from guarantees.steps import assess, implementations, post_board, stands_of, take_step
from guarantees.submission import submit_visit
from tests.guarantees.visits import guaranteed, visit
from tests.town import moment

TODAY = timezone.localdate()


def done(shop):
    return [stand.done for stand in stands_of([shop], TODAY)[shop.pk]]


def test_seven_steps_one_after_the_other(town):
    shop = town.shop
    assert done(shop) == [True, True, False, False, False, False, False]
    row = guaranteed(town)
    papers.draft_pledge(town.chen, by=town.li).sign(by=town.li, signed_on=TODAY, expires_on=TODAY + timedelta(days=365))
    assert done(shop)[2]
    post_board(shop, by=town.chen, on=TODAY)
    assert done(shop)[3]
    made, _new = submit_visit(visit(row, no=[1]), by=town.chen, at=timezone.now())
    assert done(shop)[4:6] == [True, True]
    assess(shop, {item: (item.points, "") for item in implementations()}, by=town.chen, on=TODAY)
    assert not done(shop)[6]  # the problem is still open
    work = made.problems.get().assignment
    work.accept(by=town.qian)
    work.submit(by=town.qian, report="已整改")
    work.close(by=town.wang)
    assert done(shop) == [True] * 7


def test_a_step_without_proof_is_said_by_a_person_once(town):
    step = Step.objects.create(order=8, name="回头看")
    take_step(town.shop, step, by=town.chen)
    take_step(town.shop, step, by=town.li)
    stand = stands_of([town.shop], TODAY)[town.shop.pk][-1]
    assert (stand.done, stand.by_hand, stand.on) == (True, True, TODAY)
    with pytest.raises(Refused):
        take_step(town.shop, Step.objects.get(order=1), by=town.chen)


def test_stands_cost_the_same_queries_for_one_shop_and_for_three(town, django_assert_num_queries):
    for shops in ([town.shop], [town.shop, town.shop_two, town.far_shop]):
        with django_assert_num_queries(9):
            stands_of(shops, TODAY)


def test_marks_add_up_to_a_hundred(town):
    items = implementations()
    assert (len(items), sum(item.points for item in items)) == (6, 100)
    row = assess(town.shop, {item: (item.points - 5, "") for item in items}, by=town.chen, on=TODAY)
    assert (row.score, row.most, row.share) == (70, 100, 70)


# The proof -----------------------------------------------------------------------------------------------------------


def lines(kind, at=None):
    return list(prove(at=at or timezone.now()).lines.filter(kind=kind))


def test_a_shop_without_a_guarantor_is_a_gap_until_it_has_one(town):
    assert {line.place for line in lines("guarantor")} == {town.shop.place, town.shop_two.place, town.far_shop.place}
    row = guaranteed(town)
    assert town.shop.place not in {line.place for line in lines("guarantor")}
    row.relieve(by=town.wang)
    assert town.shop.place in {line.place for line in lines("guarantor")}
    Establishment.objects.update(guarantee_level="")
    assert lines("guarantor") == []


def test_a_post_that_does_not_match_or_is_vacant_is_a_gap(town):
    guaranteed(town)
    assert lines("guarantor_fit") == []
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="A")
    (line,) = lines("guarantor_fit")
    assert line.place == town.shop.place
    Establishment.objects.filter(pk=town.shop.pk).update(guarantee_level="D")
    town.chen.appointments.get().relieve(by=town.admin)
    assert len(lines("guarantor_fit")) == 1


def test_an_overdue_visit_is_a_gap_until_it_is_made(town):
    row = guaranteed(town, at=moment("2026-01-10 09:00"))
    assert [line.place for line in lines("guarantor_visit")] == [town.shop.place]
    submit_visit(visit(row), by=town.chen, at=timezone.now())
    assert lines("guarantor_visit") == []


def test_a_guarantor_with_too_many_shops_is_an_overlap(town):
    guaranteed(town)
    FrequencyRule.objects.update(most_shops=0)
    (line,) = lines("guarantor_load")
    assert (line.place, line.facts) == (town.community, {"count": 1, "level": "D", "most": 0})
    assert Guarantee.objects.held().count() == 1
