"""The board of a place: the page, its tables as workbooks, and its report on paper."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from base.export import xlsx_response
from base.printing import render as render_paper
from base.reach import reach_safe
from dashboards import board as boards
from dashboards.areas import in_reach
from dashboards.board_files import report, tables
from dashboards.board_tasks import tasks
from dashboards.board_trend import trend
from dashboards.counters import Counters
from dashboards.figures import Days, list_url
from dashboards.frame import area_of, calendar_of
from dashboards.workbench import visits_of
from grid.access import holds
from grid.models import Place

SEES_BOARDS = "inspections.view_finding"


@reach_safe  # a place out of reach does not exist
@require_GET
def board(request):
    """The numbers of one place and of what lies in it; ``?export=areas`` is one of its tables as a workbook."""
    drawn = board_asked(request)
    if name := request.GET.get("export"):
        return workbook(drawn, name)
    return render(request, "dashboards/board.html", drawn | about(request, drawn))


def board_asked(request):
    """What the board is drawn from, at the place and on the evening that the address says."""
    user = request.user
    place = in_reach(user, request.GET["place"]) if "place" in request.GET else area_of(request)
    if not holds(user, SEES_BOARDS):
        raise PermissionDenied
    if place is None or place.level == Place.ESTABLISHMENT:
        raise Http404
    now = Days.asked(request.GET, calendar=calendar_of(request))
    return drawn_from(Counters(user, place, boards.areas_of(place), now), request.GET.get("map", ""))


def drawn_from(counters, asked_map=""):
    """The parts of a board; the wall shows some of them too."""
    whole, rows = boards.numbers_by_place(counters)
    return {
        "place": counters.place,
        "now": counters.now,
        "as_of": counters.as_of,
        "whole": whole,
        "worst": boards.worst(rows),
        "map": boards.map_of(rows, asked_map),
        "findings": boards.findings(whole, rows),
        "tasks": tasks(counters),
        "trend": trend(counters),
        "formats": boards.formats(counters),
        "items": boards.items(counters),
        "offices": boards.offices(counters),
        "target": boards.TARGET,
    }


def about(request, drawn):
    """What stands around the board: where it lies, and the addresses of its other faces."""
    place, now = drawn["place"], drawn["now"]
    words = now.words | ({"map": request.GET["map"]} if request.GET.get("map") in boards.MAPS else {})
    return {
        "page_title": _("Board: %(place)s") % {"place": place.name},
        "crumbs": [(above.name, list_url("board", above, **now.words)) for above in chain(request.user, place)],
        "maps": [map_offered(name, drawn) for name in boards.MAPS if name in drawn["whole"]["n"] or name in boards.RATES],
        "files": {name: list_url("board", place, **words | {"export": name}) for name in tables(drawn)},
        "visits": visits_of(request.user, place) if holds(request.user, "tasks.view_leadervisit") else None,
        "report_url": list_url("board-report", place, **now.words),
        "today": timezone.localdate(),
        "today_url": list_url("board", place, **{key: value for key, value in words.items() if key != "day"}),
    }


def map_offered(name, drawn):
    url = list_url("board", drawn["place"], **drawn["now"].words | {"map": name})
    return {"label": boards.MAPS[name], "url": f"{url}#m", "active": name == drawn["map"]["name"]}


def chain(user, place):
    """The places above `place` that `user` reaches, from the highest down."""
    tops = [post.place for post in user.posts]
    if place in tops:
        return []
    chain = Place.objects.defer("outline").above(place).exclude(pk=place.pk)
    return [above for above in chain if any(top.holds(above) for top in tops)]


def workbook(drawn, name):
    made = tables(drawn)
    if name not in made:
        raise Http404
    label, heading, rows = made[name]
    title = [f"{drawn['place'].name} {label} {drawn['now'].today:%Y-%m-%d}"]
    return xlsx_response([title, heading, *rows], f"board-{name}-{drawn['place'].code}-{drawn['now'].today:%Y%m%d}.xlsx")


@reach_safe  # the board's own rules
@require_GET
def board_report(request):
    """The report of the day, or of a past evening, as a PDF."""
    with override("zh-hans"):
        drawn = board_asked(request)
        data = report(drawn, render_to_string("dashboards/_summary.html", drawn).strip())
    response = HttpResponse(render_paper("board", data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{drawn["place"].code}-{drawn["now"].today:%Y%m%d}.pdf"'
    return response
