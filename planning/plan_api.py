"""The API of plans and planned shops."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from base.narrowing import narrowed
from establishments.clusters import MapsClusters
from establishments.models import Establishment
from planning.coverage import numbers
from planning.models import InspectionPlan, PlannedShop
from planning.plan_filters import PlanFilter, PlannedShopFilter
from planning.plan_forms import PLAN_VERBS, FoundShopForm, PlanForm


class InspectionPlanSerializer(serializers.ModelSerializer):
    class Meta:
        model = InspectionPlan
        fields = [
            *("id", "kind", "title", "purpose", "organisation", "place", "areas", "formats", "team", "covert"),
            *("since", "due_on", "status", "published_at"),
        ]


class CoverageAnswer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    value = serializers.IntegerField()
    url = serializers.CharField(help_text="the list of exactly the rows that are counted")


class InspectionPlanViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = InspectionPlan.objects.with_names().prefetch_related("areas", "formats", "team").order_by("-since", "-id")
    serializer_class = InspectionPlanSerializer
    filterset_class = PlanFilter
    verb_forms = PLAN_VERBS
    create_form = change_form = PlanForm

    def partial_update(self, request, pk=None):
        """Changes a draft; what is published names its shops for good."""
        self.get_object().check_is_draft()
        return super().partial_update(request, pk)

    @extend_schema(responses=CoverageAnswer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def coverage(self, request, pk=None):
        """The numbers of the plan, of what the asking person reaches of it."""
        plan = self.get_object()
        rows = PlannedShop.objects.reachable(request.user, "view").filter(plan=plan)
        found = numbers(rows, timezone.localdate(), plan=plan.pk)
        said = [{"name": one["number"].name, "label": one["number"].label, "value": one["value"], "url": one["url"]} for one in found]
        return Response(CoverageAnswer(said, many=True).data)


class PlannedShopSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="place.name")
    stands = serializers.SerializerMethodField(help_text="done, not_found, due, overdue, later or gone, as of today")

    class Meta:
        model = PlannedShop
        fields = [
            *("id", "plan", "establishment", "place", "name", "nth", "due_from", "due_on", "unknown", "officers", "status", "stands"),
            *("inspection", "done_at", "done_by"),
        ]

    def get_stands(self, row) -> str:
        return row.stands(timezone.localdate())


class PlannedShopViewSet(MapsClusters, CreatesByForm, ReachViewSet):
    """The shops that plans name; POST adds one that a sweep met and the register does not know."""

    queryset = PlannedShop.objects.with_names().order_by("plan", "place__code", "nth")
    serializer_class = PlannedShopSerializer
    filterset_class = PlannedShopFilter
    create_form = FoundShopForm

    def on_map(self):
        rows = narrowed(PlannedShop.objects.reachable(self.request.user, "view"), self.request.query_params)
        named = self.filter_queryset(rows).order_by().values("establishment")
        return Establishment.objects.reachable(self.request.user, "view").filter(pk__in=named)


def register(router):
    router.register("inspection-plans", InspectionPlanViewSet)
    router.register("planned-shops", PlannedShopViewSet)
