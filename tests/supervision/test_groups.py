"""A group's people reach its territory from the first to the last day of its term, and not a day longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from base.errors import Refused
from establishments.models import Establishment
from grid.models import Appointment
from inspections.content import Unusable
from inspections.models import Finding
from inspections.submission import submit_inspection
from supervision.models import SupervisionGroup, SupervisionPoint
from supervision.opening import dissolve_ended
from tests.inspections.records import record
from tests.supervision.scene import fresh, group_of, inspected, planned, staffed
from workdays.calendar import Calendar

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def sees(person, shop):
    return Establishment.objects.reachable(fresh(person), "inspect").filter(pk=shop.pk).exists()


def test_reach_begins_with_joining_and_ends_with_letting_go(town):
    group = group_of(town)
    assert not sees(town.sun, town.shop)
    post = group.join(by=town.ma, user=town.sun)
    assert sees(town.sun, town.shop)
    assert not sees(town.sun, town.far_shop)
    group.let_go(by=town.ma, post=post, note="回原单位")
    assert not sees(town.sun, town.shop)
    assert [entry.verb for entry in group.history()] == ["let_go", "join", "create"]


def test_reach_ends_by_the_term_alone(town):
    group = group_of(town, since=TODAY - timedelta(days=10), days=11)
    post = group.join(by=town.ma, user=town.sun)
    assert (post.since, post.until) == (TODAY, TODAY + timedelta(days=1))
    assert sees(town.sun, town.shop)
    Appointment.objects.filter(pk=post.pk).update(since=TODAY - timedelta(days=5), until=TODAY)
    assert not sees(town.sun, town.shop)


def test_reach_begins_with_the_term_of_a_group_that_is_yet_to_come(town):
    group = group_of(town, since=TODAY + timedelta(days=3))
    post = group.join(by=town.ma, user=town.sun)
    assert post.since == group.since
    assert not sees(town.sun, town.shop)


def test_a_group_has_one_leader_and_nobody_twice(town):
    group = staffed(town)
    with pytest.raises(Refused):
        group.join(by=town.ma, user=town.he, leads=True)
    with pytest.raises(Refused):
        group.join(by=town.ma, user=town.sun)
    assert [post.user for post in group.members(TODAY)] == [town.jin, town.sun]
    assert group.leaders(TODAY) == [town.jin]


def test_prolonging_takes_the_members_along(town):
    group = staffed(town)
    later = group.until + timedelta(days=60)
    group.prolong(by=town.ma, until=later)
    assert {post.until for post in group.members(TODAY)} == {later}
    with pytest.raises(Refused):
        group.prolong(by=town.ma, until=TODAY)


def test_a_group_whose_term_ran_out_is_dissolved_and_the_office_rechecks(town):
    group = staffed(town)
    finding = inspected(town).findings.get()
    ahead = planned(group, shop=town.shop_two, day=TODAY + timedelta(days=1))
    SupervisionGroup.objects.filter(pk=group.pk).update(since=TODAY - timedelta(days=9), until=TODAY)
    assert dissolve_ended(at=timezone.now()) == 1
    assert dissolve_ended(at=timezone.now()) == 0
    ahead.refresh_from_db()
    assert ahead.status == SupervisionPoint.SKIPPED
    assert not sees(town.jin, town.shop)
    work = Finding.objects.get(pk=finding.pk).assignment
    assert work.issuer == town.office
    assert work.history()[0].changes == {"issuer": [group.organisation_id, town.office.pk]}


def test_which_days_a_group_works(town):
    calendar = Calendar.of([(TODAY, False, "节"), (TODAY + timedelta(days=1), True, "补班")])
    group = group_of(town)
    assert group.works_on(TODAY, calendar)
    group.schedule = group.WORKDAYS
    assert not group.works_on(TODAY, calendar)
    assert group.works_on(TODAY + timedelta(days=1), calendar)
    planned(group, shop=town.shop)
    assert group.works_on(TODAY, calendar)  # who plans points for a day off works on it
    assert not group.works_on(group.until, calendar)


def test_an_inspection_of_the_group_is_the_groups_and_ticks_the_point_off(town):
    group = staffed(town)
    point = planned(group, shop=town.shop)
    inspection = inspected(town)
    assert inspection.organisation == group.organisation
    assert inspection.findings.get().assignment.issuer == group.organisation
    point.refresh_from_db()
    assert (point.status, point.inspection, point.visited_by) == (point.VISITED, inspection, town.jin)
    with pytest.raises(Refused):
        point.skip(by=town.jin, note="不去了")


def test_a_shop_inspected_on_the_way_is_a_point_too_and_a_second_inspection_leaves_the_first(town):
    group = staffed(town)
    first, second = inspected(town), inspected(town, values=("pass", "pass", "pass"))
    point = group.points.get()
    assert point.unplanned
    assert point.inspection == first != second


def test_nobody_else_inspects_in_the_name_of_a_group(town):
    staffed(town)
    with pytest.raises(Unusable) as refused:
        inspected(town, by=town.zhao)
    assert "kind" in refused.value.fields


def test_a_routine_inspection_by_a_member_with_an_office_is_the_offices(town):
    group = staffed(town)
    group.join(by=town.ma, user=town.qian)
    assert inspected(town, by=town.qian).organisation == group.organisation
    content = record(town, officer_two=town.zhao)
    routine, _new = submit_inspection(content, by=fresh(town.qian), at=timezone.now())
    assert routine.organisation == town.station


def test_a_place_is_visited_by_saying_what_was_seen(town):
    group = staffed(town)
    point = planned(group, place=town.community)
    point.visit(by=town.sun, seen="包保台账齐全，网格员到岗。")
    assert point.status == point.VISITED
    shop = planned(group, shop=town.shop)
    with pytest.raises(Refused):
        shop.visit(by=town.sun, seen="看过")
