"""Every number equals the list behind it, for everybody."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from dashboards.figures import FIGURES, Days, count, count_by_child, rows_at
from grid.access import holds
from grid.proof import prove
from inspections.models import Finding
from tests.dashboards.scene import NEW, inspected
from tests.town import CAST, assignment
from workdays.calendar import Calendar, start_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(town):
    """Work and findings in every state, near and far, at moments around today and the window's edge."""
    now = timezone.now()
    for shop in (town.shop, town.shop_two, town.far_shop):
        inspected(town, shop, max(now - timedelta(minutes=1), start_of(timezone.localdate(now))), NEW)
        inspected(town, shop, now - timedelta(days=3))
        inspected(town, shop, now - timedelta(days=40))
    for organisation in (town.branch, town.branch_two, town.station, town.education):
        for due_in in (-30, -1, 5, 20 * 24):
            due_at = now + timedelta(hours=due_in)
            assignment(town, organisation=organisation, at=now - timedelta(days=9), due_at=due_at, creation_task=town.creation_task)
    prove(at=now)
    return town


def listed(url, user):
    """The ids in the list at `url` as `user` sees it: the list page's own filter over its own reachable rows."""
    parts = urlsplit(url)
    page = resolve(parts.path).func.view_class
    request = RequestFactory().get(parts.path, dict(parse_qsl(parts.query)))
    request.user = user
    view = page()
    view.setup(request)
    found = view.filterset_class(view.asked() if hasattr(view, "asked") else request.GET, queryset=view.reachable(), request=request)
    assert found.is_valid(), found.errors
    unknown = set(request.GET) - set(found.filters)
    assert not unknown, f"{parts.path} knows no filter {unknown}"
    return set(found.qs.values_list("pk", flat=True))


def now_here():
    return Days(calendar=Calendar.current())


@pytest.mark.parametrize("username", CAST)
def test_every_number_equals_its_list(busy, username):
    user, now = busy.people[username], now_here()
    for place in (None, busy.city, busy.xingqing, busy.street, busy.cell):
        if place and not any(post.place.holds(place) and "grid.view_place" in post.codes for post in user.posts):
            continue
        for name, number in count(FIGURES, user, place, now).items():
            rows = set(FIGURES[name].rows(user, place, now).values_list("pk", flat=True))
            assert (name, len(rows)) == (name, number.value)
            assert listed(number.url, user) == rows, name


def test_the_figures_of_the_city_are_not_all_nought(busy):
    counted = count(FIGURES, busy.ma, busy.city, now_here())
    assert [name for name, number in counted.items() if not number.value] == []


def test_the_children_add_up_to_the_whole(busy):
    now = now_here()
    whole = count(FIGURES, busy.ma, busy.city, now)
    parts = count_by_child(FIGURES, busy.ma, busy.city, now)
    for name, number in whole.items():
        assert sum(part.get(name, 0) for part in parts.values()) == number.value
    assert parts[busy.xingqing.pk]["found"] == rows_at(Finding, busy.ma, busy.xingqing).filter(FIGURES["found"].holds(now)).count()


def test_many_figures_cost_a_query_for_each_model(busy, django_assert_num_queries):
    now = now_here()
    assert holds(busy.ma, "inspections.view_finding")
    with django_assert_num_queries(6):  # establishments (and the grants for them), assignments, inspections, findings, gaps
        count(FIGURES, busy.ma, busy.city, now)


def test_the_numbers_of_the_workbench_equal_their_lists(busy, client):
    for user in busy.people.values():
        client.force_login(user)
        shown = client.get("/", follow=True).context
        if "counts" not in shown:  # a grid officer, led to the page for the phone
            continue
        assert len(listed(shown["work_url"], user)) == shown["counts"]["work"]
        assert len(listed(shown["letters_url"], user)) == shown["counts"]["letters"]
        if shown["out"]:
            assert len(listed(shown["out"]["url"], user)) == shown["out"]["count"]
            assert len(listed(shown["out"]["late_url"], user)) == shown["out"]["late"]


@pytest.mark.parametrize(
    ("username", "place"), [("ma", "city"), ("ma", "jinfeng"), ("wang", "xingqing"), ("wang", "street"), ("jin", "jinfeng")]
)
def test_the_numbers_of_the_tasks_equal_their_lists(busy, client, username, place):
    user = busy.people[username]
    client.force_login(user)
    tasks = client.get("/board/", {"place": getattr(busy, place).pk}).context["tasks"]
    assert len(listed(tasks["url"], user)) == tasks["count"]
    for state in tasks["states"]:
        assert len(listed(state["url"], user)) == state["count"]
    for category in tasks["categories"]:
        assert len(listed(category["url"], user)) == category["count"]
        assert len(listed(category["done_url"], user)) == category["done"]
    for row in tasks["league"] + tasks["others"]:
        assert [len(listed(row[f"{name}url"], user)) for name in ("", "done_", "late_")] == [row["count"], row["done"], row["late"]]


def test_the_numbers_of_a_day_equal_their_lists(busy, client):
    client.force_login(busy.wang)
    for row in client.get("/board/").context["trend"]["rows"]:
        for name in ("inspected", "found", "closed"):
            assert len(listed(row[f"{name}_url"], busy.wang)) == row[name]
