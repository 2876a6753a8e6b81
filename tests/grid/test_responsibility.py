"""Responsibility lists: drawn up from the appointments, frozen once signed, compared line by line, patrols counted as of a day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from base.errors import Refused
from grid.models import Responsibility, ResponsibilityList
from grid.responsibility import count_patrols, differences, draw_up
from tests.dashboards.scene import inspected
from tests.town import appoint

TODAY = timezone.localdate()


def lines(made):
    return {(line.area.name, line.person.name if line.person else None) for line in made.lines.select_related("area", "person")}


def test_a_draft_takes_its_lines_from_the_appointments_and_names_what_is_vacant(town):
    made = draw_up(town.street, by=town.admin)
    assert lines(made) == {
        ("凤凰北街街道", "李娜"),
        ("崇安社区", "陈静"),
        ("崇安社区第一网格", "赵梅"),
        ("北塔社区", None),
        ("北塔社区第一网格", "周平"),
    }
    cell = made.lines.get(area=town.cell)
    assert (cell.shops, cell.patrol_days, bool(cell.duties)) == (1, 7, True)
    assert made.lines.get(area=town.street).shops == 2
    with pytest.raises(Refused):
        draw_up(town.street, by=town.admin)


def test_signed_versions_count_up_and_stay(town):
    first = draw_up(town.community, by=town.admin)
    first.sign(by=town.li)
    assert (first.version, first.status, first.effective_on) == (1, "signed", TODAY)
    line = first.lines.first()
    line.duties = "另写"
    with pytest.raises(Refused):
        line.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsibilityList.objects.create(place=town.community, version=1, drafted_by=town.admin, status="signed")
    second = draw_up(town.community, by=town.admin)
    second.sign(by=town.li, effective_on=TODAY + timedelta(days=3))
    assert second.version == 2 and second.before() == first
    in_force = ResponsibilityList.objects.in_force
    assert list(in_force(TODAY)) == [first] and list(in_force(TODAY + timedelta(days=3))) == [second]
    assert not in_force(TODAY - timedelta(days=1)).exists()


def test_versions_are_compared_line_by_line(town):
    first = draw_up(town.street, by=town.admin)
    first.sign(by=town.li)
    town.zhao.appointments.get().hand_over(by=town.admin, successor=town.sun)
    appoint(town.jin, "包保干部", town.street_office, town.community_two, "社区书记")
    second = draw_up(town.street, by=town.admin)
    found = {(one.kind, one.line.area.name): one.fields for one in differences(list(first.lines.all()), list(second.lines.all()))}
    assert found.keys() == {("changed", "崇安社区第一网格"), ("changed", "北塔社区")}
    assert "person_id" in found["changed", "北塔社区"]


def test_a_draft_drawn_up_anew_keeps_what_was_written_by_hand(town):
    made = draw_up(town.community, by=town.admin)
    Responsibility.objects.filter(list=made, person=town.zhao).update(duties="每日巡查早市")
    appoint(town.sun, "网格员", town.street_office, town.cell)
    made.refresh(by=town.admin)
    assert made.lines.get(person=town.zhao).duties == "每日巡查早市"
    assert made.lines.filter(person=town.sun).exists()


def test_patrols_are_days_with_an_inspection_in_the_area_as_of_a_day(town):
    made = draw_up(town.street, by=town.admin)
    now = timezone.now()
    for days in (40, 3, 3, 1):
        inspected(town, town.shop, now - timedelta(days=days))
    found = list(made.lines.select_related("area"))
    by_area = {line.area.name: count_patrols(found, town.street, TODAY)[line.pk] for line in found if line.person_id}
    cell = by_area["崇安社区第一网格"]
    assert (cell.done, cell.due, cell.late) == (2, 4, True)
    assert by_area["北塔社区第一网格"].done == 0
    earlier = count_patrols(found, town.street, TODAY - timedelta(days=2))
    assert {line.area.name: earlier[line.pk].done for line in found if line.person_id == town.zhao.pk} == {"崇安社区第一网格": 1}


def test_the_pages_draw_up_edit_sign_and_print(town, client, django_assert_max_num_queries):
    client.force_login(town.li)
    answer = client.post("/responsibilities/new/", {"place": town.street.code})
    made = ResponsibilityList.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert client.post("/responsibilities/new/", {"place": town.street.code}).status_code in (409, 422)
    line = made.lines.get(area=town.cell)
    assert client.post(f"/responsibilities/lines/{line.pk}/edit/", {"duties": "每日巡查", "patrol_days": 3}).status_code == 302
    with django_assert_max_num_queries(32):
        assert client.get(made.get_absolute_url()).status_code == 200
    assert client.get(f"{made.get_absolute_url()}sign/").context["form"]["effective_on"].value() == TODAY
    assert client.post(f"{made.get_absolute_url()}sign/", {"effective_on": TODAY}).status_code == 302
    made.refresh_from_db()
    assert made.version == 1 and made.signed_by == town.li
    assert client.post(f"/responsibilities/lines/{line.pk}/edit/", {"duties": "另写", "patrol_days": 3}).status_code == 409
    town.zhao.appointments.get().relieve(by=town.admin)
    page = client.get(made.get_absolute_url())
    assert [one.line.area.name for one in page.context["drift"]] == ["崇安社区第一网格"]
    assert client.get(f"/responsibilities/{made.pk}/pdf/").content.startswith(b"%PDF")
    assert client.get(f"{made.get_absolute_url()}?export=xlsx&on=2026-11-01").status_code == 200
    assert client.get(f"{made.get_absolute_url()}?on=x").status_code == 200
    client.force_login(town.jin)
    assert client.get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_lists_costs_the_same_at_one_and_five_rows(town, client, rows, django_assert_num_queries):
    places = [town.street, town.community, town.cell, town.xingqing, town.community_two]
    for place in places[:rows]:
        draw_up(place, by=town.admin).sign(by=town.li)
    client.force_login(town.admin)
    client.get("/responsibilities/")
    with django_assert_num_queries(9):
        assert client.get("/responsibilities/").context["count"] == rows
