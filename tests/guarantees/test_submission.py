"""A visit arrives whole, once, and from nobody but the shop's guarantor; its problems become the station's work."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from base.errors import Refused
from base.reach import may
from base.records import Unusable
from guarantees.models import GuaranteeVisit, VisitItem, VisitPhoto, VisitProblem
from guarantees.submission import add_photo, submit_visit
from notifications.models import Message
from tasks.models import Assignment
from tests.guarantees.visits import guaranteed, items_of, official, visit
from tests.inspections.records import picture, sha256, upload


def send(town, content, by=None):
    return submit_visit(content, by=by or town.chen, at=timezone.now())


def test_a_visit_is_recorded_and_the_next_is_due_in_the_next_period(town):
    row = guaranteed(town)
    made, new = send(town, visit(row))
    row.refresh_from_db()
    assert new
    assert (made.guarantor, made.answers.count(), made.problems.count()) == (town.chen, len(items_of(town.shop)), 0)
    assert row.due_from > made.visited_on


def test_a_problem_goes_to_the_station_and_the_branch_closes_it(town):
    made, _new = send(town, visit(guaranteed(town), no=[1]))
    problem = made.problems.get()
    work = problem.assignment
    assert (work.organisation, work.issuer, work.status, work.kind) == (town.station, town.branch, "dispatched", "passed_on")
    assert Message.objects.filter(recipient=town.qian, channel="portal").exists()
    work.accept(by=town.qian)
    work.submit(by=town.qian, report="已整改")
    assert not may(town.qian, "close", work), "nobody closes what the own office reported"
    assert Message.objects.filter(recipient=town.wang, channel="portal").exists()
    work.close(by=town.wang)
    problem = VisitProblem.objects.with_names().get()
    assert (problem.status_words, problem.state) == ("已销号", "done")
    assert not VisitProblem.objects.open().exists()


def test_the_same_visit_again_is_the_same_and_another_under_its_id_is_refused(town):
    content = visit(guaranteed(town))
    first, _new = send(town, content)
    again, new = send(town, content | {"answers": list(reversed(content["answers"]))})
    assert (again, new) == (first, False)
    with pytest.raises(Refused):
        send(town, content | {"note": "另一次"})
    assert GuaranteeVisit.objects.count() == 1


def test_only_the_guarantor_records_visits(town):
    row = guaranteed(town)
    other = official(town, "另一人", town.community).user
    with pytest.raises(Refused):
        send(town, visit(row), by=other)
    with pytest.raises(PermissionDenied):
        send(town, visit(row), by=town.zhao)
    with pytest.raises(Http404):
        send(town, visit(row), by=official(town, "远", town.far_community).user)
    row.relieve(by=town.wang)
    with pytest.raises(Refused):
        send(town, visit(row))
    assert not GuaranteeVisit.objects.exists()


def test_what_is_missing_or_wrong_is_said_at_its_item(town):
    row = guaranteed(town)
    content = visit(row, no=[0])
    items = items_of(town.shop)
    with pytest.raises(Unusable) as unusable:
        send(town, content | {"answers": content["answers"][:-1], "problems": []})
    assert unusable.value.at_items[items[0].pk]["description"]
    assert unusable.value.at_items[items[-1].pk]["value"]
    later = timezone.now() + timedelta(hours=1)
    for changes in ({"finished_at": later.isoformat()}, {"started_at": later.isoformat()}, {"latitude": 91}, {"answers": "?"}):
        with pytest.raises(Unusable):
            send(town, visit(row, **changes))
    assert not GuaranteeVisit.objects.exists()
    assert not Assignment.objects.exists()


def test_the_form_is_that_of_the_shops_format(town):
    groups = {item.group for item in items_of(town.shop)}
    assert groups == {"通用", "餐饮"}
    VisitItem.objects.filter(group="餐饮").update(retired_on=timezone.localdate())
    assert {item.group for item in items_of(town.shop)} == {"通用"}
    assert {item.group for item in items_of(town.shop_two)} == {"通用", "销售"}


def test_without_an_office_of_the_regulator_nothing_is_recorded(town):
    from grid.models import Organisation

    row = guaranteed(town)
    Organisation.objects.filter(kind__in=["station", "branch", "bureau"]).update(kind="department")
    with pytest.raises(Refused):
        send(town, visit(row, no=[1]))
    assert not GuaranteeVisit.objects.exists()


def test_a_photo_belongs_to_the_problem_that_names_it(town):
    shot = picture()
    content = visit(guaranteed(town), no=[1])
    content["problems"][0]["photos"] = [sha256(shot)]
    made, _new = send(town, content)
    assert made.missing_photos() == [sha256(shot)]
    photo, new = add_photo(made, upload(shot), by=town.chen)
    assert (photo.problem, new) == (made.problems.get(), True)
    assert add_photo(made, upload(shot), by=town.chen) == (photo, False)
    with pytest.raises(PermissionDenied):
        add_photo(made, upload(shot), by=town.zhao)
    assert VisitPhoto.objects.count() == 1
