"""A shop's public page, to which the code on its board leads: no sign-in, and nothing personal beyond what the board says."""

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.reach import reach_safe
from base.shared import remembered, too_often
from base.words import mask_phone
from establishments.models import Establishment
from guarantees.boards import HOT_LINES
from guarantees.models import Board

KEPT, MOST, WITHIN = 300, 60, 60  # seconds an answer is kept; questions of one address within so many seconds
NOBODY = {"missing": True}


@reach_safe  # what it shows is public by law: the board hangs at the door; the address cannot be guessed
@login_not_required
@require_safe
def public_shop(request, code):
    """The facts of one shop by the code on its board; asked too often, it asks for patience."""
    if too_often("public-shop", get_client_ip_address(request), most=MOST, seconds=WITHIN):
        response = HttpResponse(_("Too many questions. Please wait a minute."), status=429, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(WITHIN)
        return response
    facts = remembered(f"public-shop:{code}", KEPT, lambda: facts_of(code))
    if facts == NOBODY:
        raise Http404
    shop = facts | {"inspection": said(facts["inspection"])}
    response = render(request, "guarantees/public.html", {"shop": shop, "hot_lines": HOT_LINES})
    patch_cache_control(response, public=True, max_age=KEPT)
    response["X-Robots-Tag"] = "noindex"
    return response


def facts_of(code):
    """What the page says, as plain values; NOBODY for a code that no board has."""
    board = Board.objects.select_related("establishment").filter(code=code).first()
    if board is None:
        return NOBODY
    stands = board.establishment.merged_into_id or board.establishment_id  # an old board leads to the shop it became
    shop = Establishment.objects.select_related("place", "format").get(pk=stands)
    office = shop.supervisor()
    return {
        "name": shop.place.name,
        "format": shop.format.name,
        "level": shop.guarantee_level,
        "address": shop.address,
        "in_business": shop.status == shop.OPEN,
        "guarantor": guarantor_of(shop),
        "office": office.name if office else "",
        "inspection": inspection_of(shop),
    }


def said(inspection):
    """The last inspection with its result in the reader's language."""
    results = Establishment.inspections.rel.related_model.RESULTS
    return inspection and inspection | {"result": results[inspection["result"]]}


def guarantor_of(shop):
    row = shop.guarantees.held().select_related("appointment__user", "appointment__organisation").first()
    if row is None:
        return None
    post = row.appointment
    return {"name": post.user.name, "post": f"{post.organisation.name} {post.title}", "phone": mask_phone(post.phone or post.user.phone)}


def inspection_of(shop):
    last = shop.inspections.order_by("-finished_at").first()
    if last is None:
        return None
    return {"at": last.finished_at, "result": last.result, "state": last.state}
