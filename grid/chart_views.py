"""The chart's page, drillable, and its print on A3; the boards of cells on A4 and A3."""

from django.http import Http404, HttpResponse
from django.shortcuts import render as render_page
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from base.printing import render
from base.reach import get_or_refuse, reach_safe
from base.rows import number_in
from base.words import day
from grid.chart import chart_of
from grid.models import Place
from grid.past_pages import day_asked
from grid.posters import MOST_POSTERS, SIZES, cells_of, posters

SEES = "grid.view_place"


def place_asked(request):
    """The place in the address, or the highest of the own posts; out of reach does not exist."""
    if "place" in request.GET:
        return get_or_refuse(areas(), request.user, "view", pk=number_in(request.GET["place"]))
    own = next((post.place for post in request.user.posts if SEES in post.codes and post.place.level != Place.ESTABLISHMENT), None)
    if own is None:
        raise Http404
    return areas().get(pk=own.pk)


def areas():
    return Place.objects.exclude(level=Place.ESTABLISHMENT).select_related("parent").defer("outline")


@reach_safe  # begins with the places in reach
@require_safe
def chart(request):
    """Who answers for what at one place and in its parts; each part leads on."""
    place, on = place_asked(request), day_asked(request)
    above = [one for one in Place.objects.above(place).defer("outline") if one != place and in_reach(request.user, one)]
    context = {
        "page_title": _("Chart of responsibility"),
        "node": chart_of(place, request.user, on=on),
        "above": above,
        "as_of": on,
        "today": timezone.localdate(),
        "query": f"&as_of={on}" if on else "",
    }
    return render_page(request, "grid/chart.html", context)


def in_reach(user, place):
    return any(SEES in post.codes and post.place.holds(place) for post in user.posts)


@reach_safe  # begins with the places in reach
@require_safe
def chart_pdf(request):
    """The same on A3."""
    place, on = place_asked(request), day_asked(request) or timezone.localdate()
    with override("zh-hans"):
        data = {"on": day(on), "node": printed(chart_of(place, request.user, on=on)), "full_name": place.full_name()}
    return pdf(render("chart", data), f"chart-{place.code}")


def printed(node):
    return {
        "name": node.place.name,
        "level": gettext(str(node.place.get_level_display())),
        "people": [{"name": post.user.name, "title": post.title, "acting": bool(post.stands_in_for_id)} for post in node.posts],
        "shops": node.shops,
        "parts": [printed(part) for part in node.parts],
    }


@reach_safe  # begins with the places in reach
@require_safe
def place_poster(request, pk):
    """The board of a cell, or of every cell of a community or street, as one PDF; ``?size=a3`` for the larger sheet."""
    place = get_or_refuse(areas(), request.user, "view", pk=pk)
    cells = list(cells_of(place)[: MOST_POSTERS + 1])
    if not cells or len(cells) > MOST_POSTERS:
        raise Http404  # nothing to hang, or a whole district at once
    size = request.GET.get("size", "a4")
    return pdf(posters(cells, size if size in SIZES else "a4"), f"board-{place.code}")


def pdf(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
