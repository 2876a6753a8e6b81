"""Two at once: a shop is ticked off once by each inspection, and none is lost while a plan is published."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from inspections.submission import submit_inspection
from planning.models import InspectionPlan
from tests.inspections.records import record
from tests.planning.plans import plan_of
from tests.town import build_town

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; what any of them raises is raised."""
    start, faults = Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(60)
            act()
        except Exception as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []


def test_inspections_at_once_and_a_plan_published_between_them():
    town = build_town()
    running, draft = plan_of(town), plan_of(town, publish=False)
    contents = [record(town) for _number in range(3)]

    def inspect(content):
        submit_inspection(content, by=type(town.zhao).objects.get(pk=town.zhao.pk), at=timezone.now())

    at_once(
        *(lambda content=content: inspect(content) for content in contents),
        lambda: InspectionPlan.objects.get(pk=draft.pk).publish(by=town.wang),
    )
    for plan in (running, draft):
        row = plan.shops.get(establishment=town.shop)
        assert (row.status, row.inspection is not None) == ("done", True)
    assert [entry.verb for entry in running.shops.get(establishment=town.shop).history()] == ["meet"]
