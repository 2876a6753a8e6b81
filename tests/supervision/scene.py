"""A supervision group of 兴庆区 whose people come from elsewhere: Jin leads it, Sun is a member."""

from datetime import timedelta

from django.utils import timezone

from inspections.submission import submit_inspection
from supervision.models import DailyReport, SupervisionGroup, SupervisionPoint
from supervision.opening import open_report
from tests.inspections.records import record


def fresh(person):
    """The person as the next request finds them: without what was known of the posts."""
    person.__dict__.pop("posts", None)
    return person


def group_of(town, *, place=None, kind="district", name="兴庆区督查组", days=30, since=None, **more):
    since = since or timezone.localdate() - timedelta(days=1)
    term = {"since": since, "until": since + timedelta(days=days)}
    return SupervisionGroup.objects.set_up(
        name=name, kind=kind, place=place or town.xingqing, office=town.office, by=town.ma, schedule="every_day", **term, **more
    )


def staffed(town, **more):
    """The group with Jin at its head and Sun in it."""
    group = group_of(town, **more)
    group.join(by=town.ma, user=town.jin, leads=True)
    group.join(by=town.ma, user=town.sun)
    fresh(town.jin), fresh(town.sun)
    return group


def planned(group, shop=None, place=None, day=None, **more):
    return SupervisionPoint.objects.create(
        group=group,
        organisation=group.organisation,
        day=day or timezone.localdate(),
        establishment=shop,
        place=shop.place if shop else place,
        **more,
    )


def inspected(town, *, values=("pass", "fail", "pass"), by=None, at=None, **changes):
    """The group's inspection of the noodle shop."""
    at = at or timezone.now()
    content = record(town, values=values, officer_two=town.sun, kind="supervision", **changes)
    content |= {"started_at": (at - timedelta(minutes=20)).isoformat(), "finished_at": at.isoformat()}
    return submit_inspection(content, by=fresh(by or town.jin), at=at)[0]


def report_of(group, *, at=None):
    at = at or timezone.now()
    report, _new = open_report(group, timezone.localdate(at), at=at)
    return DailyReport.objects.get(pk=report.pk)
