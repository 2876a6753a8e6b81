"""A plan names its shops when it is published, inspections tick them off, and every number is the list behind it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from base.errors import Refused
from notifications.models import Message
from planning.coverage import COVERAGE, numbers
from planning.follow import planned_shop_is_done
from planning.models import InspectionPlan, PlannedShop, RoutineRule
from planning.publishing import windows
from tests.planning.plans import inspected, plan_of, stand
from tests.town import shop

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_publishing_freezes_the_shops_and_tells_the_team(town):
    plan = plan_of(town, formats=[town.catering])
    shop(town, 8, "后来的面馆", town.cell)
    assert stand(plan) == {"宁味轩小吃店": "due"}
    assert Message.objects.get(recipient=town.zhao, channel="portal").url == plan.get_absolute_url()
    assert [entry.verb for entry in plan.history()] == ["publish"]


def test_publishing_twice_is_refused_even_from_a_stale_copy(town):
    plan = plan_of(town, publish=False)
    stale = InspectionPlan.objects.get(pk=plan.pk)
    plan.publish(by=town.wang)
    with pytest.raises(Refused):
        stale.publish(by=town.wang)
    assert plan.shops.count() == 2


def test_nothing_to_name_is_refused(town):
    with pytest.raises(Refused):
        plan_of(town, formats=[town.grocery], place=town.community)
    assert not PlannedShop.objects.exists()


def test_an_inspection_ticks_off_in_every_plan_under_way_and_once(town):
    plan, special, closed, draft = plan_of(town), plan_of(town, "special"), plan_of(town), plan_of(town, publish=False)
    closed.close(by=town.wang)
    inspection = inspected(town)
    row = plan.shops.get(establishment=town.shop)
    assert (row.status, row.inspection, row.done_by) == ("done", inspection, town.zhao)
    assert stand(special)["宁味轩小吃店"] == "done"
    assert stand(closed)["宁味轩小吃店"] == "due"
    assert not draft.shops.exists()
    planned_shop_is_done(inspection, by=town.zhao, at=timezone.now())
    inspected(town)
    assert PlannedShop.objects.get(pk=row.pk).inspection == inspection
    assert [entry.verb for entry in row.history()] == ["meet"]


def test_what_was_inspected_since_the_first_day_counts_when_the_plan_is_published(town):
    inspection = inspected(town)
    plan = plan_of(town)
    assert stand(plan) == {"宁味轩小吃店": "done", "北塔便利店": "due"}
    assert plan.shops.get(status="done").inspection == inspection


def test_routine_plans_name_a_shop_as_often_as_its_grade_asks(town):
    RoutineRule.objects.create(risk_grade="B", times=4, effective_on=TODAY - timedelta(days=900))
    RoutineRule.objects.create(risk_grade="B", times=9, effective_on=TODAY + timedelta(days=90))
    plan = plan_of(town, "routine", since=TODAY - timedelta(days=100), days=364)
    rows = list(plan.shops.filter(establishment=town.shop).order_by("nth"))
    assert [row.stands(TODAY) for row in rows] == ["overdue", "due", "later", "later"]
    assert (rows[0].due_from, rows[-1].due_on) == (plan.since, plan.due_on)
    for _visit in range(3):
        inspected(town)
    assert [row.stands(TODAY) for row in plan.shops.filter(establishment=town.shop).order_by("nth")] == ["done", "done", "later", "later"]


def test_windows_cover_every_day_once():
    parts = windows(TODAY, TODAY + timedelta(days=9), 3)
    days = [first + timedelta(days=n) for first, last in parts for n in range((last - first).days + 1)]
    assert days == [TODAY + timedelta(days=n) for n in range(10)]


def test_a_closed_shop_is_due_no_more(town):
    plan = plan_of(town)
    town.shop_two.close(by=town.wang)
    assert stand(plan)["北塔便利店"] == "gone"
    with pytest.raises(Refused):
        plan.shops.get(establishment=town.shop_two).miss(by=town.zhao)


def test_what_was_due_at_a_merged_shop_is_due_at_the_one_that_stays(town):
    twin = shop(town, 9, "宁味轩分号", town.cell)
    both = plan_of(town)
    only_twin = plan_of(town)
    only_twin.shops.exclude(establishment=twin).delete()
    PlannedShop.objects.filter(establishment=twin).update(status="done", done_at=timezone.now(), done_by=town.zhao)
    twin.merge(by=town.wang, into=town.shop)
    assert only_twin.shops.get().establishment == town.shop
    assert stand(both) == {"宁味轩小吃店": "done", "北塔便利店": "due", "宁味轩分号": "gone"}


def test_a_sweep_is_met_missed_and_taken_back(town):
    plan = plan_of(town, "sweep")
    row = plan.shops.get(establishment=town.shop)
    row.miss(by=town.zhao)
    assert town.shop.misses() == 1
    with pytest.raises(Refused):
        PlannedShop.objects.get(pk=row.pk).meet(by=town.zhao) or plan_of(town).shops.first().meet(by=town.zhao)
    assert (stand(plan)["宁味轩小吃店"], town.shop.misses()) == ("done", 0)
    PlannedShop.objects.get(pk=row.pk).take_back(by=town.zhao)
    assert stand(plan)["宁味轩小吃店"] == "due"
    inspected(town)
    with pytest.raises(Refused):
        PlannedShop.objects.get(pk=row.pk).take_back(by=town.zhao)


def test_every_number_is_the_list_behind_it_for_everybody(town, client):
    plan = plan_of(town, place=town.city, since=TODAY - timedelta(days=40), days=20)
    plan.shops.filter(establishment=town.shop).update(status="not_found")
    for person in (town.leader, town.wang, town.zhao, town.jin):
        client.force_login(person)
        rows = PlannedShop.objects.reachable(person, "view").filter(plan=plan)
        for one in numbers(rows, TODAY, plan=plan.pk):
            assert client.get(one["url"]).context["count"] == one["value"], (person, one)
    found = client.get(reverse("inspectionplan-detail", args=[plan.pk]))
    for line in [*found.context["by_area"], *found.context["by_format"]]:
        for _number, value, url in line["cells"]:
            assert client.get(url).context["count"] == value
    assert client.get(f"{reverse('plannedshop-list')}?figure=covered").status_code == 404


def test_whom_a_plan_of_the_city_reaches(town):
    plan = plan_of(town, place=town.city, publish=False)
    sees = lambda person: InspectionPlan.objects.reachable(person, "view").filter(pk=plan.pk).exists()  # noqa: E731
    assert [sees(person) for person in (town.ma, town.zhao, town.liu)] == [True, False, False]
    plan.publish(by=town.wang)
    assert [sees(person) for person in (town.ma, town.zhao, town.liu, town.sun)] == [True, True, False, False]
    assert not InspectionPlan.objects.reachable(town.zhao, "close").exists()


@pytest.mark.parametrize("address", ["inspectionplan-list", "plannedshop-list"])
def test_a_list_costs_the_same_at_one_and_at_five_rows(town, client, django_assert_num_queries, address):
    client.force_login(town.wang)
    plan_of(town, formats=[town.catering])
    client.get(reverse(address))
    costs = {"inspectionplan-list": 18, "plannedshop-list": 13}[address]
    with django_assert_num_queries(costs):
        client.get(reverse(address))
    for _nth in range(4):
        plan_of(town, formats=[town.catering])
    with django_assert_num_queries(costs):
        client.get(reverse(address))


def test_a_plan_is_drawn_up_on_the_page_and_changed_only_as_a_draft(town, client):
    client.force_login(town.wang)
    said = {"kind": "full", "title": "全覆盖", "place": "640104", "since": TODAY, "due_on": TODAY + timedelta(days=9)}
    assert client.post(reverse("inspectionplan-new"), said | {"due_on": TODAY - timedelta(days=9)}).status_code == 422
    client.post(reverse("inspectionplan-new"), said)
    plan = InspectionPlan.objects.get()
    assert (plan.organisation, list(plan.team.all())) == (town.branch, [town.wang])
    address = reverse("inspectionplan-edit", args=[plan.pk])
    client.post(address, said | {"areas": [town.street.pk], "formats": [town.grocery.pk]})
    plan.publish(by=town.wang)
    assert stand(plan) == {"北塔便利店": "due"}
    assert client.post(address, said).status_code == 409


def test_the_team_joins_and_leaves(town, client):
    plan = plan_of(town)
    client.force_login(town.wang)
    address = reverse("inspectionplan-join", args=[plan.pk])
    assert client.post(address, {"user": town.he.pk}).status_code == 422  # no post that works off plans
    client.post(address, {"user": town.qian.pk})
    assert Message.objects.filter(recipient=town.qian, channel="portal", url=plan.get_absolute_url()).exists()
    client.post(reverse("inspectionplan-let_go", args=[plan.pk]), {"user": town.zhao.pk})
    assert list(plan.team.all()) == [town.qian]


def test_the_api_says_the_same_numbers_and_clusters(town, client):
    plan = plan_of(town)
    client.force_login(town.wang)
    said = client.get(f"/api/v1/inspection-plans/{plan.pk}/coverage/").json()
    assert {one["name"]: one["value"] for one in said} == dict.fromkeys(["plan_done", "plan_overdue", "plan_not_found"], 0) | {
        "plan_named": 2,
        "plan_due": 2,
    }
    assert client.get("/api/v1/planned-shops/?figure=plan_due").json()["count"] == 2
    asked = f"/api/v1/planned-shops/clusters/?plan={plan.pk}&figure=plan_due&bbox=106,38,107,39&zoom=9"
    assert sum(one["count"] for one in client.get(asked).json()["clusters"]) == 2
    inspected(town)
    assert sum(one["count"] for one in client.get(asked).json()["clusters"]) == 1


def test_every_number_has_its_words():
    assert all(number.label for number in COVERAGE.values())
