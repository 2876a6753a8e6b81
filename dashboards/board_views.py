"""The board of a place: the page, its tables as workbooks, and its report on paper."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from base.export import named, xlsx_response
from base.printing import render as render_paper
from base.reach import reach_safe
from base.rows import number_in
from dashboards import board as boards
from dashboards.areas import in_reach, own_places
from dashboards.board_charts import chart_picture, charts, map_drawn
from dashboards.board_files import moment_in_full, report, tables
from dashboards.board_tasks import tasks
from dashboards.board_trend import trend
from dashboards.counters import Counters
from dashboards.figures import Days, list_url
from dashboards.frame import area_of, calendar_of
from dashboards.navigation import SEES_BOARDS
from dashboards.shops import SEES_SHOPS, map_of_shops
from dashboards.whose import Whose
from dashboards.workbench import visits_of
from establishments.models import Format
from grid.access import holds
from grid.models import Place


@reach_safe  # a place out of reach does not exist
@require_GET
def board(request):
    """The numbers of one place and of what lies in it; ``?export=areas`` is one of its tables as a workbook."""
    drawn = board_asked(request)
    if name := request.GET.get("export"):
        return taken_away(drawn, name, request.GET.get("as") == "png")
    return render(request, "dashboards/board.html", drawn | about(request, drawn))


def board_asked(request):
    """What the board is drawn from, at the place and on the evening that the address says."""
    user, whose = request.user, whose_asked(request)
    if not holds(user, SEES_BOARDS) and not whose.is_own(user):
        raise PermissionDenied
    place = place_asked(request, whose)
    if place is None or place.level == Place.ESTABLISHMENT:
        raise Http404
    now = Days.asked(request.GET, calendar=calendar_of(request))
    areas = boards.areas_of(place) if reaches(user, place) else []
    return drawn_from(Counters(user, place, areas, now, whose=whose), request.GET)


def whose_asked(request):
    """Whose board the address names; who sees no area's is shown the own office's."""
    whose = Whose.asked_by(request.user, request.GET)
    post = request.user.post
    if whose.is_everybody and post and not holds(request.user, SEES_BOARDS):
        return Whose(office=post.organisation)
    return whose


def place_asked(request, whose):
    """The place the address names, else the one for which the office or the person works, else the area in view."""
    own = whose.place
    if "place" in request.GET and not (own and whose.is_own(request.user) and request.GET["place"] == str(own.pk)):
        return in_reach(request.user, request.GET["place"])
    if own and own.level != Place.ESTABLISHMENT and (whose.is_own(request.user) or reaches(request.user, own)):
        return own
    return area_of(request)


def reaches(user, place):
    return any(top.holds(place) for top in own_places(user))


def drawn_from(counters, asked):
    """The parts of a board; `asked` may name what the map shows (``map``) and the format whose items are listed (``format``)."""
    whole, rows = boards.numbers_by_place(counters)
    format = Format.objects.filter(pk=number_in(asked.get("format", ""))).first()
    return {
        "place": counters.place,
        "whose": counters.whose,
        "words": counters.words,
        "now": counters.now,
        "as_of": counters.as_of,
        "whole": whole,
        "worst": boards.worst(rows),
        "map": boards.map_of(whole, rows, asked.get("map", "")),
        "findings": boards.findings(whole, rows),
        "tasks": tasks(counters),
        "trend": trend(counters),
        "formats": boards.formats(counters),
        "format": format,
        "items": boards.items(counters, format),
        "offices": boards.offices(counters),
        "target": boards.TARGET,
    }


def about(request, drawn):
    """What stands around the board: where it lies, and the addresses of its other faces."""
    place, now, kept = drawn["place"], drawn["now"], kept_words(drawn)
    return {
        "page_title": _("Board: %(place)s") % {"place": drawn["whose"].name or place.name},
        "crumbs": crumbs(request.user, drawn),
        "faces": faces(request, drawn),
        "maps": [map_offered(name, drawn) for name in boards.maps_of(drawn["whole"]) if drawn["map"]],
        "kept": kept,
        "files": {name: list_url("board", place, **kept, export=name) for name in tables(drawn)},
        "visits": visits_of(request.user, place) if drawn["whose"].is_everybody and holds(request.user, "tasks.view_leadervisit") else None,
        "shops": map_of_shops(place, now.words) if shows_shops(request.user, drawn) else None,
        "report_url": list_url("board-report", place, **kept),
        "all_formats_url": f"{list_url('board', place, **without(kept, 'format'))}#by-item",
        "today": timezone.localdate(),
        "today_url": list_url("board", place, **without(kept, "day")),
        "everybody_url": list_url("board", place, **now.words),
    }


def shows_shops(user, drawn):
    """Whether the shops of the board stand on a map: those of an area, as they are now."""
    return drawn["whose"].is_everybody and not drawn["now"].past and holds(user, SEES_SHOPS)


def kept_words(drawn):
    """What the address of this board says beside the place, for the links that keep it."""
    shown = {"map": drawn["map"]["name"]} if drawn["map"] and drawn["map"]["asked"] else {}
    return drawn["words"] | shown | ({"format": drawn["format"].pk} if drawn["format"] else {})


def without(words, name):
    return {key: value for key, value in words.items() if key != name}


def map_offered(name, drawn):
    url = list_url("board", drawn["place"], **kept_words(drawn) | {"map": name})
    return {"label": boards.MAPS[name], "url": f"{url}#m", "active": name == drawn["map"]["name"]}


def faces(request, drawn):
    """The boards of one's own to change to: of the area in view, of the own offices, and of the own person."""
    user, now, whose = request.user, drawn["now"], drawn["whose"]
    found = []
    if holds(user, SEES_BOARDS) and area_of(request):
        area = drawn["place"] if reaches(user, drawn["place"]) else area_of(request)
        found.append({"label": area.name, "url": list_url("board", area, **now.words), "active": whose.is_everybody})
    for office in {post.organisation_id: post.organisation for post in user.posts if post.place.level != Place.ESTABLISHMENT}.values():
        found.append({"label": str(office), "url": boards.office_url(office.pk, now), "active": whose == Whose(office=office)})
    if found:
        mine = Whose(person=user)
        found.append({"label": _("My own"), "url": list_url("board", **now.words, person=user.pk), "active": whose == mine})
    return found


def crumbs(user, drawn):
    """The places above, from the highest down; over an office's or a person's board the place itself too."""
    above = chain(user, drawn["place"])
    if not drawn["whose"].is_everybody and reaches(user, drawn["place"]):
        above = [*above, drawn["place"]]
    return [(one.name, list_url("board", one, **drawn["now"].words)) for one in above]


def chain(user, place):
    """The places above `place` that `user` reaches, from the highest down."""
    tops = [post.place for post in user.posts]
    if place in tops:
        return []
    chain = Place.objects.defer("outline").above(place).exclude(pk=place.pk)
    return [above for above in chain if any(top.holds(above) for top in tops)]


def taken_away(drawn, name, as_picture):
    """One of the board's tables as a workbook, or its chart as a picture."""
    made = tables(drawn)
    if name not in made:
        raise Http404
    label, heading, rows = made[name]
    whose = " ".join(filter(None, [drawn["place"].name, drawn["whose"].name]))
    file = f"board-{name}-{drawn['place'].code}-{drawn['now'].today:%Y%m%d}"
    if as_picture:
        drawing = chart_picture(name, drawn, f"{whose} {moment_in_full(drawn['as_of'])}")
        return named(HttpResponse(drawing, content_type="image/png"), f"{file}.png")
    return xlsx_response([[f"{whose} {label} {drawn['now'].today:%Y-%m-%d}"], heading, *rows], f"{file}.xlsx")


@reach_safe  # the board's own rules
@require_GET
def board_report(request):
    """The report of the day, or of a past evening, as a PDF."""
    with override("zh-hans"):
        drawn = board_asked(request)
        pictures = map_drawn(drawn)
        data = report(drawn, render_to_string("dashboards/_summary.html", drawn).strip())
        data |= {"charts": charts(drawn), "has_map": bool(pictures)}
    response = HttpResponse(render_paper("board", data, pictures=pictures), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{drawn["place"].code}-{drawn["now"].today:%Y%m%d}.pdf"'
    return response
