"""The API of the boards: their numbers, each with the address of the rows it counts."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from base.api import CreatesByForm, ReachViewSet
from dashboards.areas import in_reach, own_places
from dashboards.counters import Counters, may_count
from dashboards.figures import FIGURES, WINDOW_DAYS, WINDOWS, Days, count
from dashboards.models import Wall
from dashboards.shops import gathered
from dashboards.wall_views import WallFilter, WallForm
from dashboards.whose import Whose
from establishments.clusters import VIEW_PARAMETERS, ClustersAnswer, view_asked
from grid.models import Place
from workdays.calendar import Calendar


class FigureSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.IntegerField()
    place = serializers.IntegerField(allow_null=True)
    day = serializers.DateField()
    list = serializers.CharField(allow_null=True, help_text="the page with the rows that it counts; null where nobody knows them any more")
    rows = serializers.CharField(allow_null=True, help_text="the same rows in the API")


class FigureViewSet(ViewSet):
    """The numbers of the boards. ``?place=`` is a place in reach, the highest own one unless named; ``?day=`` a past evening."""

    reach_safe = True  # counts only what its person reaches, at a place that the person reaches
    serializer_class = FigureSerializer

    @extend_schema(
        responses=FigureSerializer(many=True),
        parameters=[
            OpenApiParameter("place", OpenApiTypes.INT),
            OpenApiParameter("day", OpenApiTypes.DATE),
            OpenApiParameter("office", OpenApiTypes.INT, description="only what this office has to do with"),
            OpenApiParameter("person", OpenApiTypes.INT, description="only what this person has to do with"),
            OpenApiParameter("days", OpenApiTypes.INT, enum=WINDOWS, default=WINDOW_DAYS, description="what “lately” means"),
        ],
    )
    def list(self, request):
        user, asked = request.user, request.query_params
        place = in_reach(user, asked["place"]) if "place" in asked else next(iter(own_places(user)), None)
        now, whose = Days.asked(asked, calendar=Calendar.current()), Whose.asked_by(user, asked)
        return Response([said(number, place, now, whose) for number in numbers_of(user, place, now, whose)])

    @extend_schema(responses=ClustersAnswer, parameters=[OpenApiParameter("place", OpenApiTypes.INT), *VIEW_PARAMETERS])
    @action(detail=False)
    def shops(self, request):
        """The shops in business of a part of the map, gathered into squares of the screen, with how many are in which state."""
        user, asked = request.user, request.query_params
        place = in_reach(user, asked["place"]) if "place" in asked else next(iter(own_places(user)), None)
        bbox, zoom = view_asked(asked)
        found = gathered(user, place, Days(calendar=Calendar.current()), bbox, zoom) if place else []
        return Response({"clusters": found})


def numbers_of(user, place, now, whose):
    if place and place.level != Place.ESTABLISHMENT:  # a shop is no area: nothing is kept of it
        return Counters(user, place, [], now, whose=whose, with_parts=False).of(place).values()
    names = [name for name, figure in FIGURES.items() if may_count(user, figure, whose) and figure.known_on(now)]
    return count(names, user, place, now, whose).values()


def said(number, place, now, whose):
    figure = number.figure
    facts = {"name": figure.name, "label": str(figure.label), "unit": str(figure.unit), "value": number.value}
    addresses = {"list": number.url, "rows": figure.api_url(place, now, **whose.words)}
    return facts | {"place": place and place.pk, "day": now.today} | addresses


class WallSerializer(serializers.ModelSerializer):
    class Meta:
        model = Wall
        fields = ["id", "name", "places", "pace", "until", "status"]


class WallViewSet(CreatesByForm, ReachViewSet):
    """The links of walls; the link itself stands on its page alone."""

    queryset = Wall.objects.prefetch_related("places").order_by("-id")
    serializer_class = WallSerializer
    filterset_class = WallFilter
    create_form = WallForm


def register(router):
    router.register("walls", WallViewSet)
    router.register("figures", FigureViewSet, basename="figure")
