"""Pages that only read: the workbench and the search. None is one of the five; each begins with what its person reaches."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from base.reach import reach_safe
from base.rows import words_in
from dashboards import workbench as desk
from dashboards.counters import Counters
from dashboards.figures import FIGURES, Days, count, list_url
from dashboards.frame import area_of, calendar_of, tallies_of
from dashboards.search import search as find
from grid.access import holds
from grid.models import Place
from notifications.models import Message

FIELD_LEVELS = {Place.CELL}
DESK_FIGURES = ["establishments", "work_open", "work_overdue", "inspected_today", "in_time", "closed"]


@reach_safe
@require_GET
def workbench(request):
    """What waits for the person; those who only walk their cells are led to the page made for the phone."""
    user = request.user
    if user.posts and all(post.place.level in FIELD_LEVELS for post in user.posts):
        return redirect("field")
    calendar = calendar_of(request)
    now = Days(calendar=calendar)
    counts, area = tallies_of(request), area_of(request)
    numbers = desk_numbers(user, area, now)
    return render(
        request,
        "dashboards/workbench.html",
        {
            "page_title": _("Workbench"),
            "crumbs": [(user.post.organisation.short_name if user.post else user.name, None), (_("Workbench"), None)],
            "now": now,
            "numbers": numbers,
            "rate": desk.rate(numbers) if "closed" in numbers else None,
            "counts": counts,
            "groups": desk.waiting(user, now, calendar),
            "out": desk.handed_out(user, now, calendar) if holds(user, "tasks.dispatch_assignment") else None,
            "acts": desk.acts(user, counts),
            "shown": desk.SHOWN,
            "inspections": desk.inspections_of(user, now) if holds(user, "inspections.add_inspection") else None,
            "visits": desk.visits_of(user) if holds(user, "tasks.view_leadervisit") else None,
            "news": list(Message.objects.reachable(user).unread().order_by("-id")[:6]),
            "work_url": list_url("assignment-list", waiting="true"),
            "desk_url": list_url("notice-desk"),
            "letters_url": list_url("notice-list", waiting="true"),
            "news_url": list_url("message-list"),
        },
    )


def desk_numbers(user, area, now):
    """``{name: Number}`` of what the person may count in the area in view; without an area, of all that is in reach."""
    names = [name for name in DESK_FIGURES if holds(user, FIGURES[name].needs)]
    if area is None:
        return count(names, user, None, now)
    found = Counters(user, area, [], now, names=names, with_parts=False).of(area)
    return {name: found[name] for name in names}


@reach_safe
@require_GET
def search(request):
    text = words_in(request.GET.get("q", ""))[:100]
    groups = find(text, request.user)
    title = _("Search: %(text)s") % {"text": text} if text else _("Search")
    return render(request, "dashboards/search.html", {"page_title": title, "text": text, "groups": groups})
