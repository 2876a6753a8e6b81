"""The place filter offers what the person reaches and takes no other place."""

import django_filters
import pytest
from django.http import Http404
from django.test import RequestFactory

from establishments.models import Establishment
from grid.filters import PlaceFilter

pytestmark = pytest.mark.django_db


class Shops(django_filters.FilterSet):
    place = PlaceFilter()

    class Meta:
        model = Establishment
        fields = ["place"]


def filtered(user, **data):
    request = RequestFactory().get("/", data)
    request.user = user
    return Shops(request.GET, queryset=Establishment.objects.reachable(user), request=request)


def offered(user, **data):
    return [str(label).strip() for value, label in filtered(user, **data).form["place"].field.choices if value]


def test_it_offers_three_levels_from_the_own_post_down(town):
    assert offered(town.ma) == ["银川市", "兴庆区", "凤凰北街街道", "金凤区", "满城北街街道"]
    assert offered(town.wang) == ["兴庆区", "凤凰北街街道", "崇安社区", "北塔社区"]
    assert offered(town.zhao) == ["崇安社区第一网格"]
    assert offered(town.he) == []


def test_it_keeps_what_lies_inside(town):
    assert set(filtered(town.ma, place=town.xingqing.pk).qs) == {town.shop, town.shop_two}
    assert set(filtered(town.ma, place=town.cell.pk).qs) == {town.shop}


def test_a_chosen_place_that_is_not_offered_stays_chosen(town):
    found = filtered(town.ma, place=town.cell.pk)
    assert "崇安社区第一网格" in str(found.form["place"])


def test_a_place_out_of_reach_does_not_exist(town):
    with pytest.raises(Http404):
        filtered(town.wang, place=town.jinfeng.pk).qs  # noqa: B018 - asking is what refuses
