"""Cells are made, renamed, split, merged, moved and retired; shops, posts and open work follow, and the past stays readable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from establishments.models import Establishment
from grid.models import Appointment, FormerPlace, Place
from grid.reshaping import Part
from tests.town import appoint, assignment, shop

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
SQUARE = {"type": "Polygon", "coordinates": [[[106.26, 38.46], [106.28, 38.46], [106.28, 38.48], [106.26, 38.48], [106.26, 38.46]]]}
WEST = {"type": "Polygon", "coordinates": [[[106.26, 38.46], [106.27, 38.46], [106.27, 38.48], [106.26, 38.48], [106.26, 38.46]]]}
FAR = {"type": "Polygon", "coordinates": [[[106.4, 38.4], [106.5, 38.4], [106.5, 38.5], [106.4, 38.4]]]}


@pytest.fixture
def sister(town):
    """A second cell in the community of the first."""
    return Place.objects.open(town.community, Place.CELL, "崇安社区第二网格", on=TODAY() - timedelta(days=30))


def seen(user, model=Establishment):
    user.__dict__.pop("posts", None)
    return set(model.objects.reachable(user).values_list("pk", flat=True))


def test_a_renamed_cell_is_found_by_both_names_and_shown_as_it_was(town):
    town.cell.rename(by=town.admin, name="崇安东网格")
    yesterday = TODAY() - timedelta(days=1)
    assert Place.objects.as_of(yesterday).get(pk=town.cell.pk).name_then == "崇安社区第一网格"
    assert Place.objects.as_of(TODAY()).get(pk=town.cell.pk).name_then == "崇安东网格"
    assert town.cell.history()[0].changes == {"name": ["崇安社区第一网格", "崇安东网格"]}


def test_two_changes_on_one_day_leave_one_former_state(town):
    town.cell.rename(by=town.admin, name="甲")
    town.cell.rename(by=town.admin, name="乙")
    assert [former.name for former in town.cell.former.all()] == ["崇安社区第一网格"]
    assert len(town.cell.history()) == 2


def test_a_name_is_given_once_in_a_community(town, sister):
    with pytest.raises(Refused, match="崇安社区第一网格"):
        sister.rename(by=town.admin, name="崇安社区第一网格")
    sister.refresh_from_db()
    assert sister.name == "崇安社区第二网格"


def test_a_split_moves_the_chosen_shops_and_leaves_the_rest(town):
    other = shop(town, 9, "隔壁面馆", town.cell)
    (made,) = town.cell.split(by=town.admin, parts=[Part("崇安社区新网格", (other.place_id,))])
    assert (made.code, made.parent, made.opened_on) == (f"{town.community.code}002", town.community, TODAY())
    place = Place.objects.get(pk=other.place_id)
    assert (place.parent, place.code, place.path) == (made, f"{made.code}S0001", f"{made.path}{place.pk}/")
    assert Place.objects.get(pk=town.shop.place_id).parent == town.cell
    assert place.former.get().code == f"{town.cell.code}S0009"
    assert Entry.objects.about(place).get().verb == "move"


def test_the_officers_of_a_split_cell_are_in_post_in_the_new_one_when_asked(town):
    (made,) = town.cell.split(by=town.admin, parts=[Part("新", (town.shop.place_id,))])
    assert seen(town.zhao) == set()
    (third,) = made.split(by=town.admin, parts=[Part("三", (town.shop.place_id,))], officers=True)
    assert not third.appointments.exists()
    (fourth,) = town.cell.split(by=town.admin, parts=[Part("四")], officers=True)
    assert fourth.appointments.get().user == town.zhao


def test_a_split_by_outline_cuts_the_old_outline(town):
    town.cell.draw(by=town.admin, outline=SQUARE)
    (made,) = town.cell.split(by=town.admin, parts=[Part("西", (), WEST)])
    town.cell.refresh_from_db()
    assert made.outline == WEST
    assert {x for x, _y in town.cell.outline["coordinates"][0]} == {106.27, 106.28}


def test_who_splits_second_is_told_which_shop_has_gone(town):
    stale = Place.objects.get(pk=town.cell.pk)
    town.cell.split(by=town.admin, parts=[Part("甲", (town.shop.place_id,))])
    with pytest.raises(Refused, match="宁味轩小吃店"):
        stale.split(by=town.admin, parts=[Part("乙", (town.shop.place_id,))])
    assert not Place.objects.filter(name="乙").exists()


def test_a_merge_takes_shops_posts_and_open_work_along(town, sister):
    work = assignment(town, organisation=town.street_office, place=town.cell, issuer=town.branch, by=town.wang)
    closed = assignment(town, organisation=town.street_office, place=town.cell, issuer=town.branch, by=town.wang)
    closed.cancel(by=town.wang, note="重复")
    due = work.due_at
    town.cell.merge(by=town.admin, into=sister)
    town.cell.refresh_from_db()
    assert (town.cell.status, town.cell.retired_on) == ("retired", TODAY())
    assert Place.objects.get(pk=town.shop.place_id).parent == sister
    old, new = Appointment.objects.filter(user=town.zhao).order_by("pk")
    assert (old.status, old.until, new.place, new.since, new.until) == ("relieved", TODAY(), sister, TODAY(), None)
    work.refresh_from_db()
    closed.refresh_from_db()
    assert (work.place, work.due_at, closed.place) == (sister, due, town.cell)
    assert seen(town.zhao) == {town.shop.pk}
    assert list(Place.objects.as_of(TODAY() - timedelta(days=1)).filter(parent_then=town.cell.pk).values_list("pk", flat=True)) == [
        town.shop.place_id
    ]


def test_who_holds_both_posts_holds_one_after_the_merge(town, sister):
    appoint(town.zhao, "网格员", town.street_office, sister)
    town.cell.merge(by=town.admin, into=sister)
    assert Appointment.objects.filter(user=town.zhao, status="held").count() == 1


def test_cells_of_two_communities_are_not_merged(town):
    with pytest.raises(Refused, match="another community|社区"):
        town.cell.merge(by=town.admin, into=town.cell_two)
    with pytest.raises(Refused):
        town.cell.merge(by=town.admin, into=town.cell)
    assert Place.objects.get(pk=town.cell.pk).status == "standing"


def test_a_moved_cell_takes_everything_inside_along_and_gets_the_next_code(town):
    town.cell.move(by=town.admin, parent=town.community_two)
    assert (town.cell.code, town.cell.path) == (f"{town.community_two.code}002", f"{town.community_two.path}{town.cell.pk}/")
    inside = Place.objects.get(pk=town.shop.place_id)
    assert (inside.code, inside.path) == (f"{town.cell.code}S0001", f"{town.cell.path}{inside.pk}/")
    assert seen(town.chen) == set()
    assert seen(town.zhao) == {town.shop.pk}
    yesterday = TODAY() - timedelta(days=1)
    assert town.cell in Place.objects.as_of(yesterday).inside_on(town.community, yesterday)
    assert town.cell not in Place.objects.as_of(TODAY()).inside_on(town.community, TODAY())


def test_a_moved_community_may_get_the_code_of_the_statistics_office(town):
    town.community.move(by=town.admin, parent=town.far_street, code="640106001099")
    cell = Place.objects.get(pk=town.cell.pk)
    assert (cell.code, cell.path) == ("640106001099001", f"{town.far_street.path}{town.community.pk}/{cell.pk}/")
    assert seen(town.jin) == {town.far_shop.pk, town.shop.pk}
    assert seen(town.wang) == {town.shop_two.pk}


@pytest.mark.parametrize("parent", ["street", "community", "city"])
def test_a_cell_lies_in_a_community_and_nowhere_else(town, parent):
    with pytest.raises(Refused):
        town.cell.move(by=town.admin, parent=getattr(town, parent))
    assert not FormerPlace.objects.exists()


def test_a_cell_with_shops_is_not_retired_an_empty_one_relieves_its_people(town):
    with pytest.raises(Refused, match="1"):
        town.cell.retire(by=town.admin, note="撤并")
    town.cell.split(by=town.admin, parts=[Part("新", (town.shop.place_id,))])
    town.cell.retire(by=town.admin, note="撤并")
    assert town.cell.status == "retired"
    assert not town.zhao.appointments.filter(status="held").exists()
    with pytest.raises(Refused):
        town.cell.rename(by=town.admin, name="又来")


def test_a_cell_with_open_work_is_not_retired(town):
    empty = Place.objects.open(town.community, Place.CELL, "空网格", on=TODAY())
    assignment(town, organisation=town.street_office, place=empty, issuer=town.branch, by=town.wang)
    with pytest.raises(Refused, match="1"):
        empty.retire(by=town.admin, note="撤并")


def test_a_code_is_never_given_twice(town, sister):
    sister.move(by=town.admin, parent=town.community_two)
    assert Place.objects.open(town.community, Place.CELL, "第三", on=TODAY()).code == f"{town.community.code}003"


def test_nothing_is_put_into_a_retired_cell(town, sister):
    sister.retire(by=town.admin, note="撤并")
    with pytest.raises(Refused):
        Place.objects.open(sister, Place.ESTABLISHMENT, "新店", on=TODAY())


def test_an_outline_lies_inside_the_parent_and_overlaps_no_sister(town, sister):
    town.cell.draw(by=town.admin, outline=SQUARE)
    with pytest.raises(Refused, match="崇安社区第一网格"):
        sister.draw(by=town.admin, outline=WEST)
    town.community.draw(by=town.admin, outline=SQUARE)
    with pytest.raises(Refused, match="100%.*崇安社区"):
        sister.draw(by=town.admin, outline=FAR)
    sister.refresh_from_db()
    assert sister.outline is None


def test_a_shop_is_adopted_by_the_cell_whose_outline_holds_it(town, sister):
    with pytest.raises(Refused):
        town.shop.place.adopt(by=town.admin)
    sister.draw(by=town.admin, outline=SQUARE)
    town.shop.place.adopt(by=town.admin)
    assert Place.objects.get(pk=town.shop.place_id).parent == sister
    with pytest.raises(Refused):
        town.shop.place.adopt(by=town.admin)


def test_the_city_itself_keeps_its_name(town):
    with pytest.raises(Refused):
        town.city.rename(name="银川", by=town.admin)
    assert Place.objects.get(pk=town.city.pk).name == "银川市"
