"""The page of a sweep: streets, one press per shop, unknown shops, and clear words where something is wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from establishments.models import Establishment
from planning.models import PlannedShop
from tests.planning.plans import plan_of, stand
from tests.town import credit_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweep(town, client):
    client.force_login(town.zhao)
    return plan_of(town, "sweep", place=town.street, title="凤凰北街扫街行动")


def page(client, **asked):
    return client.get(reverse("sweep"), asked)


def test_the_page_offers_streets_and_what_is_still_to_be_met(town, client, sweep):
    client.force_login(town.qian)
    shown = page(client).context
    assert [part["name"] for part in shown["parts"]] == ["北塔社区", "崇安社区"]
    assert [row.place.name for row in shown["to_meet"]] == ["宁味轩小吃店", "北塔便利店"]
    here = page(client, plan=sweep.pk, area=town.community.pk).context
    assert [row.place.name for row in here["to_meet"]] == ["宁味轩小吃店"]
    assert page(client, plan=sweep.pk, q="北塔").context["to_meet_count"] == 1
    assert page(client, plan=sweep.pk, area=town.jinfeng.pk).status_code == 404


def test_who_walks_a_sweep_meets_shops_beyond_the_own_cell_as_long_as_it_lasts(town, client, sweep):
    assert [row.place.name for row in page(client).context["to_meet"]] == ["宁味轩小吃店", "北塔便利店"]
    assert page(client, plan=sweep.pk, area=town.community_two.pk).context["to_meet_count"] == 1
    other = sweep.shops.get(establishment=town.shop_two)
    assert client.post(reverse("plannedshop-meet", args=[other.pk])).status_code == 302
    sweep.close(by=town.wang)
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("change", [{"kind": "full"}, {"since": timezone.localdate() + timedelta(days=1)}])
def test_no_other_plan_and_no_sweep_before_its_first_day_carries_further_than_the_post(town, client, sweep, change):
    type(sweep).objects.filter(pk=sweep.pk).update(**change)
    other = sweep.shops.get(establishment=town.shop_two)
    assert not PlannedShop.objects.reachable(town.zhao, "meet").filter(pk=other.pk).exists()
    assert PlannedShop.objects.reachable(town.zhao, "meet").filter(establishment=town.shop).exists()


def test_an_officer_outside_the_team_meets_only_the_shops_of_the_own_cell(town, client, sweep):
    sweep.let_go(by=town.wang, user=town.zhao)
    assert [row.place.name for row in page(client).context["to_meet"]] == ["宁味轩小吃店"]
    other = sweep.shops.get(establishment=town.shop_two)
    assert client.post(reverse("plannedshop-meet", args=[other.pk])).status_code == 404


def test_one_press_each_and_back_to_the_street(town, client, sweep):
    row = sweep.shops.get(establishment=town.shop)
    back = f"{reverse('sweep')}?plan={sweep.pk}"
    pressed = client.post(f"{reverse('plannedshop-meet', args=[row.pk])}?next={back}")
    assert (pressed.status_code, pressed.url) == (302, back)
    assert client.post(reverse("plannedshop-meet", args=[row.pk])).status_code == 409
    assert stand(sweep)["宁味轩小吃店"] == "done"


def found(town, sweep, **changes):
    said = {"plan": sweep.pk, "name": "无名小吃摊", "format": town.catering.pk, "inside": town.cell.code, "address": "凤凰北街18号旁"}
    return said | changes


def test_an_unknown_shop_is_in_the_register_at_once_and_counts_as_met(town, client, sweep):
    assert client.post(reverse("plannedshop-new"), found(town, sweep)).status_code == 302
    row = PlannedShop.objects.get(unknown=True)
    assert (row.status, row.done_by, row.establishment.status) == ("done", town.zhao, Establishment.OPEN)
    assert row.establishment.credit_code.startswith("待核")
    assert page(client).context["counts"]["plan_unknown"] == 1


def test_the_team_adds_unknown_shops_wherever_the_sweep_goes_and_nobody_else_does(town, client, sweep):
    assert client.post(reverse("plannedshop-new"), found(town, sweep, inside=town.cell_two.code)).status_code == 302
    assert PlannedShop.objects.get(unknown=True).place.parent == town.cell_two
    sweep.let_go(by=town.wang, user=town.zhao)
    assert client.post(reverse("plannedshop-new"), found(town, sweep, inside=town.cell_two.code)).status_code == 422


def test_what_is_wrong_with_an_unknown_shop_is_said_and_nothing_is_written(town, client, sweep):
    for wrong, sentence in [
        ({"credit_code": town.shop.credit_code}, "登记"),
        ({"credit_code": "123"}, "18"),
        ({"inside": town.far_community.code}, "没有"),
        ({"name": ""}, ""),
        ({"plan": 0}, ""),
    ]:
        answer = client.post(reverse("plannedshop-new"), found(town, sweep, **wrong))
        assert answer.status_code == 422, wrong
        assert sentence in answer.content.decode(), wrong
    sweep.close(by=town.wang)
    assert client.post(reverse("plannedshop-new"), found(town, sweep, credit_code=credit_code(77))).status_code == 422
    assert Establishment.objects.count() == 3


def test_who_works_off_no_plans_has_no_page(town, client):
    for person, answer in [(town.liu, 403), (town.he, 403), (town.jin, 200)]:
        client.force_login(person)
        assert page(client).status_code == answer
