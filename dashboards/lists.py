"""The three lists (三清单) of a place: tasks, responsibilities, problems; current, or as they stood at the end of a day."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from dashboards.figures import list_url, rows_at
from grid.access import holds
from grid.models import Responsibility, ResponsibilityList
from inspections.models import Finding
from tasks.models import CAMPAIGN_WORK, Assignment
from workdays.calendar import end_of

SHOWN, PRINTED = 8, 1000


@dataclass(frozen=True)
class ThreeList:
    """One of the three: what it is called, its rows, how many there are, and the page with all of today's."""

    name: str
    label: Any
    rows: list
    count: int
    url: str
    note: Any = ""


def three_lists(place, user, on, *, most=SHOWN):
    """The lists this person may see at `place`, as they stood at the end of the day `on`."""
    made = [task_list(place, user, on, most), duty_list(place, user, on, most), problem_list(place, user, on, most)]
    return [one for one in made if one]


def open_on(on, prefix=""):
    """The condition on assignments: handed out by the end of the day `on` and not closed or cancelled by then."""
    end = end_of(on)
    cancelled_later = Entry.objects.filter(subject_type="tasks.assignment", verb="cancel", at__gte=end).values_list("subject_id", flat=True)
    later = [int(pk) for pk in cancelled_later]
    alive = ~Q(**{f"{prefix}status": Assignment.VOID}) | Q(**{f"{prefix}pk__in": later})
    not_closed = Q(**{f"{prefix}closed_at": None}) | Q(**{f"{prefix}closed_at__gte": end})
    return Q(**{f"{prefix}dispatched_at__lt": end}) & not_closed & alive


def task_list(place, user, on, most):
    if not holds(user, "tasks.view_assignment"):
        return None
    rows = rows_at(Assignment, user, place).filter(open_on(on), kind=CAMPAIGN_WORK)
    found = rows.select_related("organisation", "owner", "creation_task", "place").order_by("due_at", "id")
    url = list_url("assignment-list", place, status="open", kind=CAMPAIGN_WORK) if on == timezone.localdate() else ""
    return ThreeList("tasks", _("Task list"), [task_line(row, on) for row in found[:most]], rows.count(), url)


def task_line(row, on):
    return {
        "title": row.title,
        "url": row.get_absolute_url(),
        "small": row.task_words,
        "who": row.owner.name if row.owner else row.organisation.short_name,
        "where": row.place.name,
        "due_at": row.due_at,
        "late": row.due_at < end_of(on),
    }


def duty_list(place, user, on, most):
    if not holds(user, "grid.view_responsibilitylist"):
        return None
    lists = ResponsibilityList.objects.reachable(user, "view").in_force(on)
    here = lists.filter(place=place).first()
    lines = Responsibility.objects.filter(list=here).select_related("area", "person").order_by("order")
    note = _("None was in force.")
    if here:
        note = _("version %(version)d, in force from %(day)s") % {"version": here.version, "day": here.effective_on}
    url = here.get_absolute_url() if here else list_url("responsibilitylist-list", place)
    return ThreeList("duties", _("Responsibility list"), [duty_line(line) for line in lines[:most]], lines.count(), url, note)


def duty_line(line):
    return {
        "title": line.area.name,
        "url": line.area.get_absolute_url(),
        "small": line.duties,
        "who": line.person.name if line.person else "",
        "where": line.post,
        "vacant": line.person_id is None,
        "every": line.patrol_days,
    }


def problem_list(place, user, on, most):
    if not holds(user, "inspections.view_finding"):
        return None
    rows = rows_at(Finding, user, place).filter(open_on(on, "assignment__"))
    found = rows.select_related("assignment__organisation", "place").order_by("assignment__due_at", "id")
    url = list_url("finding-list", place, status="open") if on == timezone.localdate() else ""
    return ThreeList("problems", _("Problem list"), [problem_line(row, on) for row in found[:most]], rows.count(), url)


def problem_line(row, on):
    return {
        "title": row.description,
        "url": row.get_absolute_url(),
        "small": row.get_severity_display(),
        "who": row.assignment.organisation.short_name,
        "where": row.place.name,
        "due_at": row.assignment.due_at,
        "late": row.assignment.due_at < end_of(on),
    }
