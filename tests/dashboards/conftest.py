"""A town in which every number has rows to count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from grid.proof import prove
from tests.dashboards.scene import NEW, inspected
from tests.permissions.things import letter_to_the_branch
from tests.town import assignment
from workdays.calendar import start_of


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
    work = assignment(town, organisation=town.branch, at=now - timedelta(days=2))
    letter_to_the_branch(town, work).sign(by=town.leader)
    assignment(town, organisation=town.branch, at=now - timedelta(days=2)).hold(
        by=town.ma, until=timezone.localdate(now) + timedelta(days=9), note="等"
    )
    prove(at=now)
    return town
