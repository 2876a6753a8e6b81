"""Two people reshape the same cell in the same moment: one goes first, the other is told."""

import threading

import pytest
from django.db import connection, transaction

from base.errors import Refused
from grid.models import Place
from grid.reshaping import Part
from tests.town import build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db):
    return build_town()


def at_once(*works):
    """Run the works in threads that start together; the sentence each was refused with, or None."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            start.wait()
            work()
        except Refused as refusal:
            answers[number] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def fresh(place):
    """The row as a page of its own has read it."""
    return Place.objects.get(pk=place.pk)


def test_a_shop_is_split_off_once(town):
    one, two = fresh(town.cell), fresh(town.cell)
    shops = (town.shop.place_id,)
    answers = at_once(
        lambda: one.split(by=town.admin, parts=[Part("甲", shops)]),
        lambda: two.split(by=town.admin, parts=[Part("乙", shops)]),
    )
    assert sorted(bool(answer) for answer in answers) == [False, True]
    made = Place.objects.get(name__in=["甲", "乙"])
    assert fresh(town.shop.place).parent == made
    assert Place.objects.filter(level="establishment").count() == 3


def test_two_new_cells_never_get_one_code(town):
    answers = at_once(
        lambda: fresh(town.cell).split(by=town.admin, parts=[Part("甲")]),
        lambda: fresh(town.cell).split(by=town.admin, parts=[Part("乙")]),
    )
    assert answers == [None, None]
    assert len(set(town.community.children.values_list("code", flat=True))) == 3


def test_two_cells_merged_into_each_other_leave_one(town):
    with transaction.atomic():
        Place.objects.open(town.community, Place.CELL, "崇安社区第二网格", on=town.cell.opened_on)
    one, two = Place.objects.filter(parent=town.community).order_by("pk")
    answers = at_once(lambda: fresh(one).merge(by=town.admin, into=two), lambda: fresh(two).merge(by=town.admin, into=one))
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert Place.objects.filter(parent=town.community, status="standing").count() == 1
    assert fresh(town.shop.place).parent.status == "standing"


def test_a_shop_opened_while_its_community_moves_moves_with_it(town):
    def open_shop():
        with transaction.atomic():
            Place.objects.open(fresh(town.cell), Place.ESTABLISHMENT, "新店", on=town.cell.opened_on)

    answers = at_once(open_shop, lambda: fresh(town.community).move(by=town.admin, parent=town.far_street))
    assert answers == [None, None]
    assert Place.objects.get(name="新店").path.startswith(town.far_street.path)
