"""What the map of a place shows: its outline, those of its parts, and how far the view reaches."""

from django.db.models import Max, Min
from django.urls import reverse
from shapely import union_all
from shapely.geometry import shape

from grid.access import outermost
from grid.models import Place
from grid.tallies import related

MARGIN = 0.01  # degrees about a single point
CITY = (106.0, 38.2, 106.5, 38.7)  # where nothing is drawn and no shop has a position


def map_of(place):
    """The addresses from which the map of `place` is drawn."""
    return {
        "outlines": reverse("api:place-outlines", args=[place.pk]),
        "clusters": f"{reverse('api:establishment-clusters')}?place={place.pk}",
    }


def map_to_draw(place):
    """As `map_of`, with every shop in reach: an outline is drawn between those of its own and the others'."""
    return map_of(place) | {"clusters": reverse("api:establishment-clusters")}


def outlines_of(place, user):
    """A GeoJSON FeatureCollection: `place`, the parts of it that are drawn, a cell's sisters, and what lies around the undrawn."""
    parts = drawn_parts(place, user)
    features = [feature(place, "self")] if place.outline else around(place)
    sisters = drawn_parts(place.parent, user) if place.level == Place.CELL else []
    return {
        "type": "FeatureCollection",
        "bbox": list(bounds(place, parts or sisters, user) or (shape(features[0]["geometry"]).bounds if features else CITY)),
        "features": features + [feature(part, "part") for part in parts] + [feature(one, "sister") for one in sisters if one != place],
    }


def drawn_parts(place, user):
    """The areas below that have an outline and lie in no other below that has one: districts of the city, else cells."""
    areas = Place.objects.reachable(user).standing().inside(place).exclude(pk=place.pk).exclude(level=Place.ESTABLISHMENT)
    drawn = {path: pk for pk, path in areas.exclude(outline=None).values_list("pk", "path")}
    return list(Place.objects.filter(pk__in=[drawn[path] for path in outermost(drawn)]).order_by("path"))


def around(place):
    above = [one for one in reversed(place.chain()) if one.outline]
    return [feature(above[0], "around")] if above else []


def feature(place, role):
    return {
        "type": "Feature",
        "id": place.pk,
        "geometry": place.outline,
        "properties": {"name": place.name, "code": place.code, "level": place.level, "role": role, "url": place.get_absolute_url()},
    }


def bounds(place, drawn, user):
    """West, south, east, north of an undrawn place by what is `drawn` in or beside it, else by its shops, or those about it."""
    if place.outline:
        return shape(place.outline).bounds
    if drawn:
        return union_all([shape(one.outline) for one in drawn]).bounds
    shops = related("establishment").objects.reachable(user, "view").inside(place).order_by()
    west, south, east, north = shops.aggregate(Min("longitude"), Min("latitude"), Max("longitude"), Max("latitude")).values()
    if west is not None:
        return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN
    return bounds(place.parent, [], user) if place.parent_id and not place.parent.outline else None
