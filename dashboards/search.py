"""Search over everything a person reaches: work, shops, people, letters."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dashboards.figures import list_url
from establishments.models import Establishment
from tasks.models import Assignment, CreationTask, Notice

SHOWN = 20


def search(text, user):
    """Groups of what matches `text` within reach of `user`: dicts of label, icon, rows (title, small, url) and whether there is more."""
    text = text.strip()
    if not text:
        return []
    groups = [group(text, user) for group in GROUPS]
    return [group for group in groups if group["rows"]]


def group_of(label, icon, rows, describe, more_url=None):
    found = list(rows[: SHOWN + 1])
    return {
        "label": label,
        "icon": icon,
        "rows": [describe(row) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "more_url": more_url,
    }


def assignments(text, user):
    rows = Assignment.objects.reachable(user, "view").named(text)
    rows = rows.select_related("organisation", "place").order_by("-due_at")
    return group_of(
        _("Assignments"),
        "send",
        rows,
        lambda row: line(row, row.title, row.organisation, row.place.name, row.get_status_display()),
        list_url("assignment-list", text=text, status="all"),
    )


def creation_tasks(text, user):
    rows = CreationTask.objects.reachable(user, "view").named(text)
    rows = rows.select_related("lead").order_by("no")
    return group_of(_("Creation tasks"), "checklist", rows, lambda row: line(row, row, row.category, row.lead))


def establishments(text, user):
    rows = Establishment.objects.reachable(user, "view").named(text).with_names()
    return group_of(
        _("Establishments"),
        "building-store",
        rows,
        lambda row: line(row, row.name, row.format.name, row.address),
        list_url("establishment-list", text=text),
    )


def people(text, user):
    rows = get_user_model().objects.reachable(user, "view").named(text).with_names()
    return group_of(_("People"), "user", rows, lambda row: line(row, row.name, *row.posts_today[:2]), list_url("user-list", text=text))


def letters(text, user):
    rows = Notice.objects.reachable(user, "view").named(text)
    rows = rows.select_related("assignment", "addressee").order_by("-issued_at", "-id")
    return group_of(_("Letters"), "mail", rows, lambda row: line(row, row, row.assignment.title, row.addressee, row.get_status_display()))


def line(row, title, *small):
    return {"title": str(title), "small": [str(part) for part in small if str(part)], "url": row.get_absolute_url()}


GROUPS = [assignments, creation_tasks, establishments, people, letters]
