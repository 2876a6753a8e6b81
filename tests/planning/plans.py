"""Plans for tests: of Xingqing, where the noodle shop and the shop of 北塔 lie."""

from datetime import timedelta

from django.utils import timezone

from inspections.submission import submit_inspection
from planning.models import InspectionPlan
from tests.inspections.records import record


def plan_of(town, kind="full", *, place=None, formats=(), by=None, days=30, since=None, publish=True, **more):
    """A plan drawn up by Wang for his district, published unless said otherwise."""
    since = since or timezone.localdate() - timedelta(days=1)
    plan = InspectionPlan.objects.create(
        kind=kind,
        title=more.pop("title", "小餐饮全覆盖检查"),
        organisation=town.branch,
        place=place or town.xingqing,
        since=since,
        due_on=since + timedelta(days=days),
        **more,
    )
    plan.formats.set(formats)
    plan.team.add(town.zhao)
    if publish:
        plan.publish(by=by or town.wang)
    return plan


def inspected(town, **changes):
    """Zhao's inspection of the noodle shop."""
    return submit_inspection(record(town, **changes), by=town.zhao, at=timezone.now())[0]


def stand(plan):
    """{name of a shop: how it stands today}"""
    today = timezone.localdate()
    return {row.place.name: row.stands(today) for row in plan.shops.select_related("place", "establishment").order_by("nth")}
