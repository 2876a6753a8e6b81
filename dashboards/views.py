"""Pages that only read: the workbench, the board, the search. None is one of the five; each begins with what its person reaches."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from base.reach import reach_safe
from base.rows import words_in
from dashboards import board as boards
from dashboards import workbench as desk
from dashboards.areas import in_reach
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
    now, calendar = now_of(request), calendar_of(request)
    counts, area = tallies_of(request), area_of(request)
    names = [name for name in DESK_FIGURES if holds(user, FIGURES[name].needs)]
    numbers = count(names, user, area, now)
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
            "news": list(Message.objects.reachable(user).unread().order_by("-id")[:6]),
            "work_url": list_url("assignment-list", waiting="true"),
            "desk_url": list_url("notice-desk"),
            "letters_url": list_url("notice-list", waiting="true"),
            "news_url": list_url("message-list"),
        },
    )


@reach_safe
@require_GET
def board(request):
    """The numbers of one place and of what lies in it; a place out of reach does not exist."""
    user = request.user
    place = in_reach(user, request.GET["place"]) if "place" in request.GET else area_of(request)
    if not holds(user, "inspections.view_finding"):
        raise PermissionDenied
    if place is None or place.level == Place.ESTABLISHMENT:
        raise Http404
    now = now_of(request)
    whole, rows = boards.numbers_by_place(user, place, now)
    return render(
        request,
        "dashboards/board.html",
        {
            "page_title": _("Board: %(place)s") % {"place": place.name},
            "crumbs": [(above.name, list_url("board", above)) for above in chain(user, place)],
            "place": place,
            "now": now,
            "whole": whole,
            "worst": boards.worst(rows),
            "coverage": boards.coverage(rows),
            "findings": boards.findings(whole, rows),
            "tasks": boards.tasks(user, place, now),
            "trend": boards.trend(user, place, now),
            "target": boards.TARGET,
        },
    )


def chain(user, place):
    """The places above `place` that `user` reaches, from the highest down."""
    tops = [post.place for post in user.posts]
    if place in tops:
        return []
    chain = Place.objects.defer("outline").above(place).exclude(pk=place.pk)
    return [above for above in chain if any(top.holds(above) for top in tops)]


@reach_safe
@require_GET
def search(request):
    text = words_in(request.GET.get("q", ""))[:100]
    groups = find(text, request.user)
    title = _("Search: %(text)s") % {"text": text} if text else _("Search")
    return render(request, "dashboards/search.html", {"page_title": title, "text": text, "groups": groups})


def now_of(request):
    return Days(calendar=calendar_of(request))
