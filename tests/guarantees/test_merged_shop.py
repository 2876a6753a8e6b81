"""A shop that was on record twice keeps one guarantor, and the visits of both."""

import pytest
from django.utils import timezone

from guarantees.models import Guarantee, GuaranteeVisit
from guarantees.submission import submit_visit
from tests.guarantees.visits import guaranteed, official, visit
from tests.town import shop

pytestmark = pytest.mark.django_db


def test_guarantor_and_visits_go_to_the_shop_that_stays(town):
    other = shop(town, 50, "宁味轩小吃店（分店）", town.cell)
    submit_visit(visit(guaranteed(town)), by=town.chen, at=timezone.now())
    town.shop.merge(by=town.qian, into=other, note="同一家店")
    assert Guarantee.objects.held().get().establishment == other
    assert GuaranteeVisit.objects.get().establishment == other


def test_where_both_have_one_the_shop_that_stays_keeps_its_own(town):
    other = shop(town, 50, "宁味轩小吃店（分店）", town.cell)
    first = guaranteed(town)
    second = guaranteed(town, other, official(town, "邻", town.community))
    town.shop.merge(by=town.qian, into=other, note="同一家店")
    first.refresh_from_db()
    assert (first.status, first.establishment) == ("relieved", other)
    assert Guarantee.objects.held().get() == second
