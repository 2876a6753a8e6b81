"""What comes with the clock: reports are opened for the day, chased when they are missing, bulletins drafted, groups dissolved."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from supervision.models import DailyReport, SupervisionGroup
from supervision.models.reports import DUE
from workdays.calendar import Calendar, at_clock


def open_reports(*, at):
    """A draft for every group that works on the day of `at` and has none yet; returns how many. Safe to run often."""
    day, calendar = timezone.localdate(at), Calendar.current()
    have = DailyReport.objects.filter(day=day).values("group")
    groups = SupervisionGroup.objects.standing(day).exclude(pk__in=have).select_related("organisation")
    return sum(open_report(group, day, at=at)[1] for group in groups if group.works_on(day, calendar))


@transaction.atomic
def open_report(group, day, *, at):
    """The group's report for `day`, drafted now where there is none; returns it and whether it is new."""
    due_at = at_clock(day, DUE)
    values = {"organisation_id": group.organisation_id, "place_id": group.place_id, "due_at": due_at}
    report, is_new = DailyReport.objects.get_or_create(group=group, day=day, defaults=values)
    if is_new:
        report.next_chase_at = report.chase_after(at)
        report.save(update_fields=["next_chase_at"])
        record("create", about=report, at=at)
    return report, is_new


def chase_due(*, at):
    """Chase every missing report whose moment has come; returns how many. Safe to run twice and by many workers at once."""
    chased = 0
    while chase_one(at=at):
        chased += 1
    return chased


@transaction.atomic
def chase_one(*, at):
    due = DailyReport.objects.filter(status=DailyReport.DRAFT, next_chase_at__lte=at).order_by("next_chase_at", "pk")
    report = due.select_for_update(skip_locked=True, of=("self",)).select_related("group__organisation__parent").first()
    if report:
        report.chase(at=at)
    return report


def dissolve_ended(*, at):
    """Dissolve the groups whose term has run out; returns how many."""
    ended = SupervisionGroup.objects.filter(status=SupervisionGroup.STANDING, until__lte=timezone.localdate(at))
    groups = list(ended.select_related("organisation"))
    for group in groups:
        group.dissolve(at=at)
    return len(groups)
