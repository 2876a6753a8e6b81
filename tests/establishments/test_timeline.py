"""A shop's life on one page: every app tells its part, everybody sees what is in reach, and the tabs count what they list."""

import pytest
from django.urls import reverse
from django.utils import timezone

from establishments.timeline import SOURCES, Timeline
from inspections.submission import submit_inspection
from tests.inspections.records import record as content_of
from tests.planning.plans import plan_of
from tests.town import assignment, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(town):
    """The shop after a graded change, an inspection with a finding, work from the city, and a missed visit."""
    town.shop.grade_changes.create(field="risk_grade", old="B", new="C", since=timezone.localdate(), reason="年度评定", by=town.wang)
    submit_inspection(content_of(town, values=("fail", "pass", "pass")), by=town.zhao, at=timezone.now())
    assignment(town, organisation=town.noodles, place=town.shop.place, title="补正证照")
    town.shop.report_missing(by=town.zhao, note="卷帘门锁闭")
    return town


def kinds(shop, user):
    return [source.kind for source, _line in Timeline(shop, user)[:50]]


def test_every_app_tells_its_part_newest_first(lived):
    lines = [line for _source, line in Timeline(lived.shop, lived.ma)[:50]]
    assert {"entry", "grade", "inspection", "finding", "assignment"} <= set(kinds(lived.shop, lived.ma))
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_plans_that_name_it_and_sweeps_that_met_it_are_told_to_who_sees_them(lived):
    sweep = plan_of(lived, "sweep", place=lived.street, title="凤凰北街扫街行动")
    sweep.shops.get(establishment=lived.shop_two).meet(by=lived.zhao)
    told = {source.kind: line for source, line in Timeline(lived.shop_two, lived.ma)[:50]}
    assert (told["plan"].what, told["met"].more) == ("凤凰北街扫街行动", "凤凰北街扫街行动")
    assert told["met"].who == lived.zhao
    assert not {"plan", "met"} & set(kinds(lived.shop_two, lived.liu))


def test_every_tab_counts_what_it_lists_for_every_member_of_the_cast(lived, client):
    url = reverse("establishment-timeline", args=[lived.shop.pk])
    for person in lived.people.values():
        client.force_login(person)
        page = client.get(url)
        if page.status_code == 404:
            continue
        for tab in page.context["tabs"]:
            shown = client.get(tab["url"]).context["page"]
            assert tab["count"] == shown.paginator.count == len(shown.object_list), (person, tab["label"])


def test_what_is_out_of_reach_is_not_told(lived):
    assert "assignment" not in kinds(lived.shop, lived.chen)
    assert "finding" in kinds(lived.shop, lived.chen)


def test_what_was_merged_into_it_belongs_to_its_life(lived):
    other = shop(lived, 50, "宁味轩分店", lived.cell)
    lived.shop.merge(by=lived.qian, into=other, note="同一家店")
    told = kinds(other, lived.ma)
    assert {"entry", "grade", "inspection", "finding", "assignment"} <= set(told)
    assert len(told) == Timeline(other, lived.ma).count()


def test_the_page_costs_the_same_however_long_the_life(lived, client, django_assert_max_num_queries):
    client.force_login(lived.ma)
    url = reverse("establishment-timeline", args=[lived.shop.pk])
    client.get(url)
    for _more in range(30):
        lived.shop.grade_changes.create(field="risk_grade", old="B", new="C", since=timezone.localdate(), by=lived.wang)
    with django_assert_max_num_queries(14 + 3 * len(SOURCES)):
        assert client.get(url).status_code == 200
