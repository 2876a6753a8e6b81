"""Every number equals the list behind it, for everybody."""

import csv
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from dashboards.areas import own_places
from dashboards.figures import FIGURES, Days, count, count_by_child, rows_at
from grid.access import holds
from inspections.models import Finding
from tests.town import CAST
from workdays.calendar import Calendar

pytestmark = pytest.mark.django_db


def listed(url, user):
    """The ids in the list at `url` as `user` sees it: the list page's own filter over its own reachable rows."""
    parts = urlsplit(url)
    page = resolve(parts.path).func.view_class
    request = RequestFactory().get(parts.path, dict(parse_qsl(parts.query)))
    request.user = user
    view = page()
    view.setup(request)
    found = view.found()
    assert found.is_valid(), found.errors
    unknown = set(request.GET) - set(found.filters) - {"figure", "day", "days", "office", "person"}
    assert not unknown, f"{parts.path} knows no filter {unknown}"
    return set(found.qs.values_list("pk", flat=True))


def now_here(**more):
    return Days(calendar=Calendar.current(), **more)


def places_of(user, town):
    """The places whose board this person can open, and none at all, which is everything in reach."""
    for place in (None, town.city, town.xingqing, town.street, town.cell):
        if place is None or any(top.holds(place) for top in own_places(user)):
            yield place


@pytest.mark.parametrize("username", CAST)
def test_every_number_equals_its_list(busy, username):
    user, now = busy.people[username], now_here()
    for place in places_of(user, busy):
        for name, number in count(FIGURES, user, place, now).items():
            rows = set(FIGURES[name].rows(user, place, now).values_list("pk", flat=True))
            assert (name, len(rows)) == (name, number.value)
            assert listed(number.url, user) == rows, name


@pytest.mark.parametrize("username", CAST)
def test_list_export_and_api_say_the_same_number(busy, client, username):
    """Everywhere in reach, and at the narrowest place whose board the person opens."""
    user = busy.people[username]
    client.force_login(user)
    for place in {None, [*places_of(user, busy)][-1]}:
        said = client.get("/api/v1/figures/", {"place": place.pk} if place else {}).json()
        for figure in said:
            assert len(listed(figure["list"], user)) == figure["value"], figure
            assert client.get(figure["rows"]).json()["count"] == figure["value"], figure
            exported = b"".join(client.get(f"{figure['list']}&export=csv").streaming_content).decode()
            assert len(list(csv.reader(exported.splitlines(keepends=True)))) - 1 == figure["value"], figure


@pytest.mark.parametrize("day", [0, 3])
@pytest.mark.parametrize("window", [7, 90])
def test_numbers_of_another_day_and_period_equal_their_lists(busy, day, window):
    now = now_here(day=timezone.localdate() - timedelta(days=day), window=window)
    names = [name for name, figure in FIGURES.items() if figure.known_on(now)]
    counted = count(names, busy.ma, busy.city, now)
    assert counted["found"].value > 0
    for name, number in counted.items():
        assert len(listed(number.url, busy.ma)) == number.value, name


def test_a_list_knows_no_figure_of_other_rows_and_no_state_of_a_past_evening(busy, client):
    client.force_login(busy.ma)
    yesterday = timezone.localdate() - timedelta(days=1)
    for asked in ({"figure": "work_open"}, {"figure": "nothing"}, {"figure": "overdue", "day": str(yesterday)}):
        assert client.get("/findings/", asked).status_code == 404
        assert client.get("/api/v1/findings/", asked).status_code == 404


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
    with django_assert_num_queries(7):  # establishments (and the grants for them), assignments, letters, inspections, findings, gaps
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
