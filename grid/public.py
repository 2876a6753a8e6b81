"""A cell's public page, to which the code on its board leads: no sign-in, and nothing that the board does not say."""

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.reach import reach_safe
from base.shared import remembered, too_often
from grid.models import Place
from grid.posters import HOT_LINES, cells_of, page, posts_by_place, shops_of, stations_of

KEPT, MOST, WITHIN = 300, 60, 60  # seconds an answer is kept; questions of one address within so many seconds


@reach_safe  # what it shows hangs on a wall
@login_not_required
@require_safe
def public_cell(request, code):
    """Who answers for a cell; asked too often, it asks for patience."""
    if too_often("public-cell", get_client_ip_address(request), most=MOST, seconds=WITHIN):
        response = HttpResponse(_("Too many questions. Please wait a minute."), status=429, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(WITHIN)
        return response
    cell = remembered(f"public-cell:{code}", KEPT, lambda: said_of(code))
    if not cell:
        raise Http404
    response = render(request, "grid/public_cell.html", {"cell": cell, "hot_lines": HOT_LINES})
    patch_cache_control(response, public=True, max_age=KEPT)
    response["X-Robots-Tag"] = "noindex"
    return response


def said_of(code):
    """What the board of the cell says; False for a code that no cell in use has."""
    place = Place.objects.filter(code=code).first()
    cell = cells_of(place).filter(pk=place.pk).first() if place else None
    if cell is None:
        return False
    return page(cell, posts_by_place([cell], timezone.localdate()), {}, stations_of([cell]), shops_of([cell]))
