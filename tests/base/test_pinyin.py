"""Names are found by how they sound, wherever a name is looked for."""

import pytest

from accounts.models import User
from base.picking import PickField
from base.pinyin import fill, pinyin_of, sounds_like
from establishments.models import Establishment
from grid.models import Organisation, Place
from tasks.models import Assignment
from tests.town import assignment


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["宁味轩"], "ningweixuan nwx"),
        (["银川市教育局", "市教育局"], "yinchuanshijiaoyuju ycsjyj shijiaoyuju sjyj"),
        (["7-11 便利店"], "7-11bianlidian 7bld"),
        (["Anna"], "anna a"),
        ([""], ""),
    ],
)
def test_a_name_in_full_and_by_its_initials(names, written):
    assert pinyin_of(*names) == written


@pytest.mark.parametrize("typed", ["ningweixuan", "NWX", "ning wei", "ning'wei"])
def test_a_shop_is_found_as_it_is_typed(town, typed):
    assert Establishment.objects.named(typed).get() == town.shop


def test_organisations_people_and_work_are_found(town):
    work = assignment(town)
    assert Organisation.objects.named("sjyj").get() == town.education
    assert User.objects.named("wangjian").get() == town.wang
    assert Assignment.objects.named("jiaoyuju").get() == work


@pytest.mark.parametrize("typed", ["北塔", "6401", "n", "%", "n_x"])
def test_what_is_no_pinyin_is_not_compared_with_it(typed):
    assert sounds_like(typed, "pinyin").children == [("pk__in", [])]


def test_one_is_picked_by_initials(town):
    assert PickField(Place.objects.all()).clean("btsqdy") == town.cell_two


def test_a_new_name_sounds_anew_also_when_only_the_name_is_saved(town):
    town.cell.name = "新昌社区第九网格"
    town.cell.save(update_fields=["name"])
    assert Place.objects.named("xinchang").get() == town.cell


def test_rows_written_in_bulk_have_it_too(town):
    Organisation.objects.bulk_create([Organisation(name="永宁县分局", short_name="永宁分局", kind="branch", place=town.city)])
    assert Organisation.objects.named("ynfj").get().name == "永宁县分局"


def test_rows_that_stood_before_are_filled(town):
    Place.objects.update(pinyin="")
    fill(Place)
    assert Establishment.objects.named("mcmg").get() == town.far_shop
