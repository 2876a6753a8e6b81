"""What a person sees is one query, and ends with the term."""

from datetime import timedelta

import pytest
from django.utils import timezone

from establishments.models import Establishment
from grid.access import grant
from tasks.models import Assignment
from tests.town import appoint, assignment

pytestmark = pytest.mark.django_db


def seen(user, model=Establishment, action="view"):
    user.__dict__.pop("posts", None)
    return set(model.objects.reachable(user, action))


def test_each_sees_the_shops_inside_the_own_place(town):
    assert seen(town.ma) == {town.shop, town.shop_two, town.far_shop}
    assert seen(town.wang) == {town.shop, town.shop_two}
    assert seen(town.zhao) == {town.shop}
    assert seen(town.liu) == {town.shop}
    assert seen(town.jin) == {town.far_shop}
    assert seen(town.sun) == set()
    assert seen(town.he) == set()


def test_the_department_sees_what_is_addressed_to_it_and_nothing_else(town):
    own = assignment(town)
    assignment(town, organisation=town.branch)
    assert seen(town.he, Assignment) == {own}
    assert seen(town.he, Assignment, "submit") == {own}
    assert seen(town.he, Assignment, "close") == set()


def test_only_the_issuer_closes(town):
    given = assignment(town, organisation=town.branch)
    assert seen(town.wang, Assignment) == {given}
    assert seen(town.wang, Assignment, "close") == set()
    assert seen(town.ma, Assignment, "close") == {given}


def test_the_reach_ends_with_the_term(town):
    assert seen(town.wang)
    town.wang.appointments.get().relieve(by=town.admin)
    assert seen(town.wang) == set()


def test_permission_here_and_sight_there_never_add_up(town):
    appoint(town.zhao, "包保干部", town.street_office, town.community_two)
    assert seen(town.zhao) == {town.shop, town.shop_two}
    assert seen(town.zhao, Establishment, "inspect") == {town.shop}


def test_a_grant_opens_one_shop_until_it_ends(town):
    tomorrow = timezone.now() + timedelta(days=1)
    grant(town.far_shop, "view_establishment", town.zhao, until=tomorrow, by=town.ma)
    assert seen(town.zhao) == {town.shop, town.far_shop}
    grant(town.far_shop, "view_establishment", town.zhao, until=timezone.now(), by=town.ma)
    assert seen(town.zhao) == {town.shop}


def test_the_list_and_has_perm_are_one_answer(town):
    assignment(town)
    for person in town.people.values():
        for model, action in [(Establishment, "view"), (Establishment, "inspect"), (Assignment, "view"), (Assignment, "submit")]:
            listed = seen(person, model, action)
            code = f"{model._meta.app_label}.{action}_{model._meta.model_name}"
            assert listed == {row for row in model.objects.all() if person.has_perm(code, row)}


@pytest.mark.parametrize("path", ["/assignments/", "/establishments/", "/inspections/", "/api/v1/findings/"])
def test_a_filter_by_a_place_out_of_reach_is_404(town, client, path):
    client.force_login(town.wang)
    assert client.get(path, {"place": town.xingqing.pk}).status_code == 200
    assert client.get(path, {"place": town.jinfeng.pk}).status_code == 404
