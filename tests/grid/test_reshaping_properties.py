"""However the grid is reshaped: no shop is lost and none doubled, reach follows, open work follows, the past stays as it was."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from base.errors import Refused
from establishments.models import Establishment
from grid.models import Appointment, Place
from grid.reshaping import Part
from tasks.models import Assignment
from tests.town import appoint, assignment, shop

pytestmark = pytest.mark.django_db

VERBS = ["split", "merge", "move", "rename", "retire"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 99), st.integers(0, 99), st.booleans()), min_size=1, max_size=6)


@pytest.fixture
def busy(town):
    """Two communities with two cells each, six more shops, officers and a deputy, open work at cells and shops."""
    town.sister = Place.objects.open(town.community, Place.CELL, "崇安社区第二网格", on=timezone.localdate() - timedelta(days=9))
    for serial in range(20, 26):
        shop(town, serial, f"第{serial}店", [town.cell, town.cell_two, town.sister][serial % 3])
    appoint(town.sun, "网格员", town.street_office, town.sister)
    appoint(town.zhou, "网格员", town.street_office, town.cell)
    for place in (town.cell, town.cell_two, town.sister, town.shop.place):
        assignment(town, organisation=town.street_office, place=place, issuer=town.branch, by=town.wang)
    return town


@example(steps=[("merge", 0, 2, False)])  # the first cell into its sister, shops and all
@example(steps=[("split", 0, 2, True), ("move", 0, 2, False)])
@given(steps=STEPS)
@settings(max_examples=25)
def test_whatever_is_done_to_the_grid_nothing_gets_lost(busy, steps):
    with transaction.atomic():
        before = snapshot()
        for step in steps:
            reached = {person: reach(person) for person in busy.people.values()}
            done = take(step, busy)
            check_tree(before)
            check_reach(busy)
            if done == "merge":
                assert all(reached[person] <= reach(person) for person in reached)
        check_past(before)
        transaction.set_rollback(True)


def take(step, town):
    """One verb on one cell in use; a refusal is an answer too."""
    verb, first, second, flag = step
    cells = list(Place.objects.standing().filter(level="cell").order_by("pk"))
    cell, other = cells[first % len(cells)], cells[second % len(cells)]
    shops = list(cell.children.order_by("pk").values_list("pk", flat=True))
    asked = {
        "split": {"parts": [Part(f"新{first}-{second}", tuple(shops[: second % (len(shops) + 1)]))], "officers": flag},
        "merge": {"into": other},
        "move": {"parent": [town.community, town.community_two, town.far_community][second % 3]},
        "rename": {"name": f"名{second}"},
        "retire": {"note": "撤并"},
    }
    try:
        with transaction.atomic():
            made = getattr(cell, verb)(by=town.admin, **asked[verb])
            if verb == "split":
                assert {pk for part in made for pk in part.children.values_list("pk", flat=True)} == set(asked["split"]["parts"][0].shops)
    except Refused:
        return None
    return verb


def snapshot():
    places = Place.objects.filter(level="establishment").values_list("pk", "name", "code", "parent")
    return {pk: facts for pk, *facts in places}, Assignment.objects.open().count()


def check_tree(before):
    shops, open_work = before
    places = {place.pk: place for place in Place.objects.all()}
    assert {pk for pk, place in places.items() if place.level == "establishment"} == set(shops)
    for place in places.values():
        above = places.get(place.parent_id)
        assert place.path == f"{above.path if above else ''}{place.pk}/"
        assert above is None or place.code.startswith(above.code)
        assert above is None or place.status == "retired" or above.status == "standing"
    assert Assignment.objects.open().count() == open_work
    assert not Assignment.objects.open().filter(place__status="retired").exists()
    assert not Appointment.objects.current(timezone.localdate()).filter(place__status="retired").exists()


def check_reach(town):
    """The reach of everybody by the tree of parents, walked one by one: nothing of it knows paths."""
    parents = dict(Place.objects.values_list("pk", "parent"))
    right = Permission.objects.get(codename="view_establishment")
    for person in town.people.values():
        posts = Appointment.objects.current(timezone.localdate()).filter(user=person, role__permissions=right)
        areas = set(posts.values_list("place", flat=True))
        expected = {pk for pk, place in Establishment.objects.values_list("pk", "place") if areas & set(chain(place, parents))}
        assert reach(person) == expected, person


def chain(place, parents):
    while place:
        yield place
        place = parents[place]


def reach(person):
    person.__dict__.pop("posts", None)
    return set(Establishment.objects.reachable(person).values_list("pk", flat=True))


def check_past(before):
    """Yesterday every shop lay where it lay, under the code it had."""
    yesterday = timezone.localdate() - timedelta(days=1)
    then = Place.objects.as_of(yesterday).filter(level="establishment").values_list("pk", "name_then", "code_then", "parent_then")
    assert {pk: facts for pk, *facts in then} == before[0]
