"""The area in view: the place whose numbers a person looks at, chosen in the header and kept in the session."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from base.reach import reach_safe
from base.rows import number_in
from grid.models import Place

SEES_PLACES = "grid.view_place"
KEY = "area"
# The pages that show one place: chosen in the header, an area is in their address.
BY_AREA = {"board", "establishment-list", "assignment-list", "notice-list", "inspection-list", "finding-list"}


def own_places(user):
    """The places of the posts by which `user` sees places, highest first."""
    return [post.place for post in user.posts if SEES_PLACES in post.codes]


def current_area(request):
    """The area chosen in this session while it is still in reach, otherwise the highest place of the own posts, or None."""
    own, chosen = own_places(request.user), request.session.get(KEY)
    if chosen and chosen not in [place.pk for place in own]:
        place = Place.objects.defer("outline").filter(pk=chosen).first()
        if place and any(top.holds(place) for top in own):
            return place
    return next((place for place in own if place.pk == chosen), own[0] if own else None)


def choices(user, area):
    """(id, name) of the places the header offers: the own ones and what lies one step below them and below `area`."""
    tops = [place.pk for place in own_places(user)]
    if area is None:
        return []
    offered = Place.objects.standing().defer("outline").exclude(level=Place.ESTABLISHMENT)
    offered = offered.filter(Q(pk__in=[*tops, area.pk]) | Q(parent__in=[*tops, area.pk])).order_by("code", "id")
    found = [(place.pk, "\u3000" * depth(place, area, tops) + place.name) for place in offered]
    return found if len(found) > 1 else []


def depth(place, area, tops):
    if place.pk in tops:
        return 0
    return 1 if place.parent_id in tops else 2


def in_reach(user, pk):
    """The place `pk`, when a post of `user` reaches it; 404 otherwise."""
    place = Place.objects.defer("outline").exclude(level=Place.ESTABLISHMENT).filter(pk=number_in(pk)).first()
    if place is None or not any(top.holds(place) for top in own_places(user)):
        raise Http404
    return place


@reach_safe
@require_POST
def choose_area(request):
    """Keep another area in view and go back to the page it was chosen on, which then shows that area."""
    place = in_reach(request.user, request.POST.get("area", ""))
    request.session[KEY] = place.pk
    return HttpResponseRedirect(moved(back_to(request), place))


def back_to(request):
    url = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if safe else "/"


def moved(url, place):
    """`url` on `place`, where its page shows one place; the page number of the old list says nothing any more."""
    parts = urlsplit(url)
    pairs = {key: value for key, value in parse_qsl(parts.query) if key != "page"}
    if "place" in pairs or page_at(parts.path) in BY_AREA:
        pairs["place"] = place.pk
    return parts._replace(query=urlencode(pairs)).geturl()


def page_at(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
