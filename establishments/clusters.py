"""Establishments for a map: gathered by the database into squares of the screen, within the reach and filters of their list."""

from math import isfinite

from django.db.models import Avg, Count, F, Min
from django.db.models.functions import Floor
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import Unusable
from establishments.models import Establishment

SQUARE = 64  # pixels of the screen
WORLD = 256  # pixels at zoom 0
FLATTER = 0.78  # a degree of latitude beside one of longitude, about Yinchuan, on the screen
APART, MOST = 18, 2000  # the zoom from which every shop stands alone; squares in one answer


def clusters(rows, bbox, zoom, states=None):
    """One dict for each square of the screen that holds some of `rows`: count, the middle of them, and a single shop's name.

    `states`, conditions by name, adds how many of the square's shops are in each.
    """
    said = {f"in_{name}": Count("pk", filter=condition) for name, condition in (states or {}).items()}
    west, south, east, north = bbox
    inside = rows.filter(longitude__range=(west, east), latitude__range=(south, north)).order_by()
    side = 360 * SQUARE / WORLD / 2 ** min(zoom, APART)
    if zoom >= APART:
        squares = inside.annotate(square=F("pk")).values("square")
    else:
        squares = inside.annotate(x=Floor(F("longitude") / side), y=Floor(F("latitude") / (side * FLATTER))).values("x", "y")
    found = list(
        squares.annotate(count=Count("pk"), longitude_of=Avg("longitude"), latitude_of=Avg("latitude"), first=Min("pk"), **said)
        .values_list("count", "longitude_of", "latitude_of", "first", *said)
        .order_by("-count")[:MOST]
    )
    names = named([first for count, _x, _y, first, *_states in found if count == 1])
    return [cluster(*row[:4], names) | in_states(states, row[4:]) for row in found]


def in_states(states, counts):
    return {"states": dict(zip(states, counts, strict=True))} if states else {}


def named(ids):
    return {pk: (name, status) for pk, name, status in Establishment.objects.filter(pk__in=ids).values_list("pk", "place__name", "status")}


def cluster(count, longitude, latitude, first, names):
    plain = {"count": count, "longitude": round(longitude, 6), "latitude": round(latitude, 6)}
    if count > 1:
        return plain
    name, status = names[first]
    return plain | {
        "id": first,
        "name": name,
        "open": status == Establishment.OPEN,
        "url": reverse("establishment-detail", args=[first]),
    }


def corners(text):
    """West, south, east, north of ``bbox=``."""
    try:
        sides = [float(side) for side in text.split(",")]
    except ValueError:
        sides = []
    if len(sides) != 4 or not all(isfinite(side) for side in sides):
        raise Unusable({"bbox": [_("Four numbers are expected: west, south, east, north.")]})
    return sides


def view_asked(data):
    """The part of the map and the zoom that the address names."""
    zoom = data.get("zoom", "")
    if not zoom.isascii() or not zoom.isdigit() or int(zoom) > 24:
        raise Unusable({"zoom": [_("A whole number from 0 to 24 is expected.")]})
    return corners(data.get("bbox", "")), int(zoom)


VIEW_PARAMETERS = [
    OpenApiParameter("bbox", OpenApiTypes.STR, required=True, description="west,south,east,north in degrees of WGS 84"),
    OpenApiParameter("zoom", OpenApiTypes.INT, required=True, description="0 to 19, as web maps count"),
]


class ClusterAnswer(serializers.Serializer):
    count = serializers.IntegerField()
    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    id = serializers.IntegerField(required=False, help_text="only where the square holds a single establishment, like what follows")
    name = serializers.CharField(required=False)
    open = serializers.BooleanField(required=False)
    states = serializers.DictField(child=serializers.IntegerField(), required=False)
    url = serializers.CharField(required=False)


class ClustersAnswer(serializers.Serializer):
    clusters = ClusterAnswer(many=True)


class MapsClusters:
    """Adds ``clusters/?bbox=west,south,east,north&zoom=12`` to the viewset of establishments, with all filters of its list."""

    def on_map(self):
        """The establishments that are drawn."""
        return self.filter_queryset(Establishment.objects.standing().reachable(self.request.user, "view"))

    @extend_schema(responses=ClustersAnswer, parameters=VIEW_PARAMETERS)
    @action(detail=False, pagination_class=None)
    def clusters(self, request):
        """The establishments of a part of the map, gathered into squares of the screen."""
        return Response({"clusters": clusters(self.on_map(), *view_asked(request.query_params))})
