"""The three lists as they stand and as they stood; the plans with their versions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboards.lists import three_lists
from grid.models import Plan
from grid.responsibility import draw_up
from tests.dashboards.scene import NEW, inspected
from tests.inspections.records import picture, upload
from tests.town import assignment

TODAY = timezone.localdate()


@pytest.fixture
def busy(town):
    now = timezone.now()
    town.work = assignment(town, organisation=town.branch, place=town.xingqing, at=now - timedelta(days=5))
    town.cancelled = assignment(town, organisation=town.branch, place=town.xingqing, at=now - timedelta(days=5), title="撤销")
    town.cancelled.cancel(by=town.ma, note="撤销", at=now - timedelta(days=1))
    inspected(town, town.shop, now - timedelta(minutes=2), NEW)
    draw_up(town.xingqing, by=town.admin).sign(by=town.wang)
    return town


def counts(town, who, on):
    return {one.name: one.count for one in three_lists(town.xingqing, who, on)}


def test_the_lists_are_current_and_can_be_asked_as_of_a_day(busy):
    assert counts(busy, busy.wang, TODAY) == {"tasks": 1, "duties": 4, "problems": 2}
    assert counts(busy, busy.wang, TODAY - timedelta(days=3)) == {"tasks": 2, "duties": 0, "problems": 0}
    assert counts(busy, busy.wang, TODAY - timedelta(days=9)) == {"tasks": 0, "duties": 0, "problems": 0}


def test_what_is_closed_later_was_open_that_day(busy):
    busy.work.accept(by=busy.wang)
    busy.work.submit(by=busy.wang, report="已办结")
    busy.work.close(by=busy.ma)
    assert counts(busy, busy.wang, TODAY)["tasks"] == 0
    assert counts(busy, busy.wang, TODAY - timedelta(days=2))["tasks"] == 2


def test_todays_numbers_equal_the_lists_behind_them(busy, client):
    client.force_login(busy.wang)
    for one in three_lists(busy.xingqing, busy.wang, TODAY):
        page = client.get(one.url)
        shown = len(page.context["lines"]) if one.name == "duties" else page.context["count"]
        assert shown == one.count, one.name


def test_the_page_and_the_print_are_of_the_own_area(busy, client):
    client.force_login(busy.wang)
    assert client.get("/lists/").context["place"] == busy.xingqing
    assert client.get("/lists/", {"as_of": "2026-10-01"}).status_code == 200
    assert client.get("/lists/pdf/").content.startswith(b"%PDF")
    assert client.get("/lists/pdf/", {"list": "duties", "as_of": "2026-10-01"}).content.startswith(b"%PDF")
    for path in ("/lists/", "/lists/pdf/"):
        assert client.get(path, {"place": busy.jinfeng.pk}).status_code == 404


def test_a_plan_keeps_every_version_with_its_file(busy, client):
    client.force_login(busy.ma)
    fields = {"kind": "creation", "title": "创建实施方案", "place": busy.city.code, "organisation": busy.office.name}
    assert client.post("/plans/new/", fields).status_code == 302
    plan = Plan.objects.get()
    for days, name in ((30, "一.png"), (1, "二.png"), (-9, "三.png")):
        on = TODAY - timedelta(days=days)
        answer = client.post(
            f"/plans/{plan.pk}/publish/", {"file": upload(picture(), name=name), "effective_on": on, "number": "银党办〔2026〕1号"}
        )
        assert answer.status_code == 302
    assert plan.in_force(TODAY).name == "二.png" and plan.in_force(TODAY - timedelta(days=5)).version == 1
    lies = client.post(f"/plans/{plan.pk}/publish/", {"file": upload(b"<html>", name="x.pdf"), "effective_on": TODAY})
    assert lies.status_code == 422
    assert client.get(plan.get_absolute_url()).context["now_in_force"].version == 2
    assert client.get(f"/plans/files/{plan.versions.first().pk}/").status_code == 200
    assert client.get("/lists/").context["plans"] == [(plan, plan.in_force(TODAY))]
    client.force_login(busy.sun)
    assert client.get(f"/plans/files/{plan.versions.first().pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_plans_costs_the_same_at_one_and_five_rows(town, client, rows, django_assert_num_queries):
    for number in range(rows):
        Plan.objects.create(kind="other", title=f"方案{number}", place=town.city, organisation=town.office)
    client.force_login(town.ma)
    client.get("/plans/")
    with django_assert_num_queries(9):
        assert client.get("/plans/").context["count"] == rows
