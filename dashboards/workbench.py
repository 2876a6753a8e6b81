"""The workbench: what waits for a person, oldest deadline first, and what the person handed out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.figures import share
from dashboards.figures import list_url
from dashboards.frame import letters_for, work_for
from dashboards.navigation import sees_a_board
from grid.access import holds
from inspections.models import Inspection
from tasks.ladder import urgency, words_left
from tasks.models import FINDINGS, Assignment, LeaderVisit, Notice
from workdays.calendar import end_of, start_of

SHOWN = 15  # rows in the queue; the rest is one click away
SHOWN_OUT = 6
SHOWN_TODAY = 6
SHOWN_VISITS = 3
GROUPS = {
    "late": pgettext_lazy("queue", "Overdue"),
    "today": _("Due today"),
    "soon": _("Within three working days"),
    "later": pgettext_lazy("queue", "Later"),
}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: its deadline, what it is, and the one verb to press."""

    due_at: datetime
    title: str
    url: str
    small: list = field(default_factory=list)
    verb: Any = ""
    verb_url: str = ""


def waiting(user, now, calendar):
    """The first rows of the queue in their groups: dicts of name, label, count of all and rows, each with its deadline in words."""
    rows = sorted([*work_rows(user), *letter_rows(user)], key=lambda row: row.due_at)[:SHOWN]
    counts = count_groups(user, now) if rows else {}
    groups = {name: {"name": name, "label": label, "count": counts.get(name, 0), "rows": []} for name, label in GROUPS.items()}
    for row in rows:
        state = urgency(row.due_at, now.at, now.soon_until)
        item = {"row": row, "words": words_left(row.due_at, now.at, calendar), "state": state}
        groups[group_of(row.due_at, now)]["rows"].append(item)
    return [group for group in groups.values() if group["rows"]]


def count_groups(user, now):
    """``{group: number}`` of all that waits for `user`, also of what is not shown; in one query."""
    work = [(rows, "due_at") for rows in work_for(user)]
    letters = [(rows, "assignment__due_at") for rows in letters_for(user)]
    first, *others = [rows.order_by().values_list(grouped_by(due_at, now)).annotate(Count("pk")) for rows, due_at in work + letters]
    counts = Counter()
    for name, number in first.union(*others, all=True):
        counts[name] += number
    return counts


def grouped_by(due_at, now):
    """As SQL: the group of each row, as `group_of` says it."""
    borders = {"late": now.at, "today": end_of(now.today), "soon": now.soon_until}
    return Case(*(When(**{f"{due_at}__lte": border}, then=Value(name)) for name, border in borders.items()), default=Value("later"))


def group_of(due_at, now):
    state = urgency(due_at, now.at, now.soon_until)
    if state != "late" and due_at <= end_of(now.today):
        return "today"
    return "later" if state == "doing" else state


def work_rows(user):
    first = [rows.order_by("due_at", "id").values("pk")[:SHOWN] for rows in work_for(user)]
    found = (
        Assignment.objects.filter(pk__in=first[0].union(first[1]))
        .select_related("organisation", "issuer", "place")
        .order_by("due_at", "id")
    )
    own = {post.organisation_id for post in user.posts}
    return [work_row(row, own) for row in found]


def work_row(row, own):
    verb, label = next_verb(row)
    url = row.get_absolute_url()
    given = _("from %(who)s") % {"who": row.issuer}
    reported = _("reported by %(who)s") % {"who": row.organisation}
    small = [reported if row.status == Assignment.SUBMITTED else given, row.place.name]
    verb_url = url if verb == "close" else reverse(f"assignment-{verb}", args=[row.pk])
    return Waiting(row.due_at, row.title, url, small, label, verb_url)


WORDS = {
    "accept": Assignment.MOVES["accept"].label,
    "submit": pgettext_lazy("verb on a button", "Report"),
    "close": pgettext_lazy("verb on a button", "Review"),
}
FINDING_WORDS = WORDS | {
    "submit": pgettext_lazy("verb on a button", "Rectify"),
    "close": pgettext_lazy("verb on a button", "Recheck"),
}


def next_verb(row):
    """The verb that moves the row on, and the word on its button; a review leads to the page with both its outcomes."""
    verb = {Assignment.DISPATCHED: "accept", Assignment.UNDER_WAY: "submit", Assignment.SUBMITTED: "close"}[row.status]
    return verb, (FINDING_WORDS if row.kind in FINDINGS else WORDS)[verb]


def letter_rows(user):
    """The letters to sign and to acknowledge; a letter is as urgent as the work that it presses."""
    to_sign, to_acknowledge = (rows.select_related("assignment").order_by("assignment__due_at", "id") for rows in letters_for(user))
    signed = [sign_row(letter) for letter in to_sign.select_related("addressee")[:SHOWN]]
    return signed + [acknowledge_row(letter) for letter in to_acknowledge.select_related("issuer")[:SHOWN]]


def sign_row(letter):
    title = _("%(kind)s: %(title)s") % {"kind": letter.get_kind_display(), "title": letter.assignment.title}
    url = reverse("notice-desk-letter", args=[letter.pk])
    small = [_("to %(who)s") % {"who": letter.addressee}, _("drafted, waits for your signature")]
    return Waiting(letter.assignment.due_at, title, url, small, pgettext_lazy("verb on a button", "Sign"), url)


def acknowledge_row(letter):
    title = _("%(kind)s: %(title)s") % {"kind": letter.get_kind_display(), "title": letter.assignment.title}
    small = [letter.number, _("from %(who)s") % {"who": letter.issuer}]
    url = letter.get_absolute_url()
    return Waiting(
        letter.assignment.due_at, title, url, small, Notice.MOVES["acknowledge"].label, reverse("notice-acknowledge", args=[letter.pk])
    )


def handed_out(user, now, calendar):
    """What the user's offices gave to others and have not got back: counts and the first rows, nearest deadline first."""
    rows = Assignment.objects.reachable(user, "view").handed_out_by(user)
    counts = rows.aggregate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now.at)))
    first = rows.select_related("organisation").with_letters().order_by("due_at", "id")[:SHOWN_OUT]
    return counts | {
        "rows": [out_row(row, now, calendar) for row in first],
        "more": max(counts["count"] - SHOWN_OUT, 0),
        "url": list_url("assignment-list", handed_out="true"),
        "late_url": list_url("assignment-list", handed_out="true", overdue="true"),
    }


def visits_of(user, place=None):
    """The last leaders' visits in reach, or at `place`, with how many of their instructions are settled: their own for a leader."""
    rows = LeaderVisit.objects.reachable(user, "view").with_names().with_tally().order_by("-visited_on", "-id")
    if place is not None:
        return list(rows.inside(place)[:SHOWN_VISITS])
    own = rows.filter(leader=user) if holds(user, "tasks.sign_notice") else rows
    return list(own[:SHOWN_VISITS])


def out_row(row, now, calendar):
    state = urgency(row.due_at, now.at, now.soon_until)
    return {"row": row, "words": words_left(row.due_at, now.at, calendar), "state": state}


def inspections_of(user, now):
    """What `user` inspected today, newest first."""
    mine = Q(officer=user) | Q(second_officer=user)
    rows = Inspection.objects.reachable(user, "view").filter(mine, finished_at__gte=start_of(now.today))
    rows = rows.select_related("establishment__place__parent", "establishment__format").annotate(n=Count("findings"))
    return rows.order_by("-finished_at")[:SHOWN_TODAY]


ACTS = [
    # (permissions, page, label, what it says, icon)
    ("tasks.add_assignment", "assignment-new", _("New assignment"), _("to an office or a person"), "send"),
    ("tasks.sign_notice", "notice-desk", _("Sign letters"), None, "signature"),
    ("supervision.add_supervisionpoint", "supervision-day", _("My group today"), _("points, problems, the daily report"), "users-group"),
    ("inspections.add_inspection", "field", _("Record an inspection"), _("announced, routine, recheck"), "clipboard-check"),
    ("tasks.submit_assignment", "assignment-list", _("Report progress"), _("what was given to us"), "file-pencil"),
    ("tasks.acknowledge_notice", "notice-list", _("Letters to us"), None, "mail-opened"),
    ("guarantees.add_guaranteevisit", "guarantor-home", _("My shops"), _("visits that are due"), "clipboard-text"),
    ("grid.add_appointment", "appointment-new", _("Appoint a person"), _("role, place and term"), "user-plus"),
    ("accounts.add_user", "user-list", _("People"), _("accounts and posts"), "users"),
    ("", "board", _("Board"), _("the numbers of the area"), "chart-bar"),
    ("tasks.view_creationtask", "creationtask-list", _("Creation tasks"), _("the catalogue of the campaign"), "checklist"),
    ("establishments.view_establishment", "establishment-list", _("Establishments"), _("find a shop"), "building-store"),
    ("inspections.view_finding", "finding-list", _("Findings"), _("open and closed"), "alert-circle"),
]


def acts(user, counts):
    """The four acts most common in the posts of `user`."""
    filters = {"assignment-list": {"waiting": "true"}}
    small = {
        "notice-desk": _("%(count)d to sign") % {"count": counts["desk"]},
        "notice-list": _("%(count)d to acknowledge") % {"count": counts["letters"]},
    }
    found = []
    for code, page, label, words, icon in ACTS:
        url = list_url(page, **filters.get(page, {}))
        if sees_a_board(user) if page == "board" else holds(user, code):
            found.append({"url": url, "label": label, "small": words or small[page], "icon": icon})
    return found[:4]


def rate(numbers):
    """Percent rectified in time of what was closed lately."""
    return share(numbers["in_time"].value, numbers["closed"].value)
