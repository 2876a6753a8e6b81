"""Guarantees from Excel: known by the credit code, given to officials of the right level, and nobody relieved."""

import pytest

from establishments.models import Establishment
from guarantees.models import Guarantee
from imports.models import Import
from imports.working import advance
from tests.guarantees.visits import guaranteed, official
from tests.imports.books import book

HEADINGS = ["统一社会信用代码", "主体名称", "包保干部", "备注"]


def checked(town, *lines, by=None):
    row = Import.hand_in(book(lines, HEADINGS, name="包保.xlsx"), "guarantees", by=by or town.li)
    advance(row.pk)
    row.refresh_from_db()
    return row


def imported(town, *lines):
    row = checked(town, *lines)
    row.confirm(by=town.li)
    advance(row.pk)
    row.refresh_from_db()
    return row


def sums(row):
    return row.added, row.changed, row.unchanged, row.refused


@pytest.fixture
def new(town):
    return official(town, "新人", town.community)


def test_a_shop_without_a_guarantor_gets_one_and_another_changes(town, new):
    second = official(town, "二社", town.community_two)
    assert sums(imported(town, (town.shop.credit_code, "", "陈静", ""), (town.shop_two.credit_code, "", "二社", "首批"))) == (2, 0, 0, 0)
    assert Guarantee.objects.held().get(establishment=town.shop_two).appointment == second
    assert sums(imported(town, (town.shop.credit_code, "", "新人", "换届"), (town.shop_two.credit_code, "", "二社", ""))) == (0, 1, 1, 0)
    held = Guarantee.objects.held().get(establishment=town.shop)
    assert held.appointment == new
    assert held.counts_from == Guarantee.objects.get(status="relieved").counts_from


def test_what_does_not_fit_comes_back_with_its_reason(town, new):
    Establishment.objects.filter(pk=town.shop_two.pk).update(guarantee_level="")
    lines = [
        (town.shop.credit_code, "", "查无此人", ""),
        (town.shop_two.credit_code, "", "陈静", ""),
        (town.far_shop.credit_code, "", "陈静", ""),  # another district's
    ]
    assert sums(checked(town, *lines)) == (0, 0, 0, 3)
    assert not Guarantee.objects.exists()


def test_an_official_of_another_level_is_not_found(town):
    official(town, "街道甲", town.street)
    assert sums(checked(town, (town.shop.credit_code, "", "街道甲", ""))) == (0, 0, 0, 1)


def test_two_of_one_name_are_told_apart_by_the_user_name(town):
    twin = official(town, "chen2", town.community)
    twin.user.name = "陈静"
    twin.user.save()
    assert sums(checked(town, (town.shop.credit_code, "", "陈静", ""))) == (0, 0, 0, 1)
    assert sums(imported(town, (town.shop.credit_code, "", "chen2", ""))) == (1, 0, 0, 0)
    assert Guarantee.objects.held().get().appointment == twin


def test_what_changed_meanwhile_is_passed_over(town):
    row = checked(town, (town.shop.credit_code, "", "陈静", ""))
    guaranteed(town)
    row.confirm(by=town.li)
    advance(row.pk)
    assert Guarantee.objects.count() == 1
