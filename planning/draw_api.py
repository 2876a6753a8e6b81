"""The API of draws, recusals, the visit list and its replays."""

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from base.schema import REFUSALS
from planning.draw_filters import DrawFilter, RankedShopFilter, RankingReplayFilter, RecusalFilter
from planning.draw_forms import DRAW_VERBS, RECUSAL_VERBS, DrawForm, RankingReplayForm, RecusalForm
from planning.models import Draw, RankedShop, RankingReplay, RankingRule, Recusal


class RecusalSerializer(serializers.ModelSerializer):
    class Meta:
        model = Recusal
        fields = ["id", "person", "establishment", "place", "reason", "status"]


class RecusalViewSet(CreatesByForm, ReachViewSet):
    queryset = Recusal.objects.with_names().order_by("-id")
    serializer_class = RecusalSerializer
    filterset_class = RecusalFilter
    verb_forms = RECUSAL_VERBS
    create_form = RecusalForm


class DrawSerializer(serializers.ModelSerializer):
    class Meta:
        model = Draw
        fields = [
            *("id", "title", "organisation", "place", "format", "risk_grade", "count", "since", "until", "status"),
            *("seed", "seed_published_at", "algorithm", "digest", "result", "drawn_at"),
        ]


WHOLE_RECORD = inline_serializer(
    "DrawRecord",
    {
        "id": serializers.IntegerField(),
        "title": serializers.CharField(),
        "algorithm": serializers.CharField(),
        "seed": serializers.CharField(),
        "digest": serializers.CharField(),
        "count": serializers.IntegerField(),
        "candidates": serializers.JSONField(),
        "result": serializers.JSONField(),
        "equal": serializers.BooleanField(help_text="whether drawing again gives what the record says"),
        "differs": serializers.ListField(child=serializers.CharField(), help_text="the parts that do not agree"),
    },
)


class DrawViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    """Random draws; `replay` draws again from the record and says whether everything agrees."""

    queryset = Draw.objects.with_names().order_by("-id")
    serializer_class = DrawSerializer
    filterset_class = DrawFilter
    verb_forms = DRAW_VERBS
    create_form = change_form = DrawForm

    def partial_update(self, request, pk=None):
        """A draw whose seed is published stays as it is."""
        self.get_object().check_is_draft()
        return super().partial_update(request, pk=pk)

    @extend_schema(responses={200: WHOLE_RECORD, 409: REFUSALS[409]})
    @action(detail=True)
    def replay(self, request, pk=None):
        row = self.get_object()
        row.check_is_drawn()
        differs = row.differences()
        return Response(row.record() | {"equal": not differs, "differs": differs})


class ReasonSerializer(serializers.Serializer):
    words = serializers.CharField()
    points = serializers.IntegerField()


class RankedShopSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="place.name")
    score = serializers.IntegerField()
    last_on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    critical = serializers.IntegerField()
    open = serializers.IntegerField()
    gaps = serializers.IntegerField()
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = RankedShop
        fields = [
            "id",
            "name",
            "place",
            "format",
            "address",
            "risk_grade",
            "score",
            "last_on",
            "days",
            "critical",
            "open",
            "gaps",
            "reasons",
        ]

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, shop):
        return [{"words": words, "points": points} for words, points in shop.reasons(self.context["view"].rule)]


class RankedShopViewSet(ReachViewSet):
    """The shops in reach, the most urgent first, each with the reasons for its place."""

    queryset = RankedShop.objects.with_names()
    serializer_class = RankedShopSerializer
    filterset_class = RankedShopFilter

    @cached_property
    def rule(self):
        return RankingRule.objects.in_force(timezone.localdate())

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.ranked(self.rule, on=timezone.localdate()) if self.rule else rows.none()


class RankingReplaySerializer(serializers.ModelSerializer):
    class Meta:
        model = RankingReplay
        fields = ["id", "place", "rule", "since", "until", "result", "made_by", "made_at"]


class RankingReplayViewSet(CreatesByForm, ReachViewSet):
    queryset = RankingReplay.objects.with_names().order_by("-id")
    serializer_class = RankingReplaySerializer
    filterset_class = RankingReplayFilter
    create_form = RankingReplayForm


def register(router):
    router.register("recusals", RecusalViewSet)
    router.register("draws", DrawViewSet)
    router.register("ranked-shops", RankedShopViewSet)
    router.register("ranking-replays", RankingReplayViewSet)
