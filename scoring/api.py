"""The API of scoring rules, cards and league tables."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import ChangesByForm, CreatesByForm, HandsOutFile, ReachViewSet, Unusable, form_data, form_errors
from base.reach import get_or_refuse
from scoring.filters import ClauseFilter, SchemeFilter, ScorecardFilter, StandingFilter
from scoring.forms import SCORECARD_VERBS, ClauseForm, MarkForm, SchemeForm, ScorecardForm
from scoring.models import Mark, MarkFile, Scheme, Scorecard, ScoringClause, Standing


class SchemeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Scheme
        fields = ["id", "campaign", "title", "pass_mark", "most_bonus", "is_sample"]


class SchemeViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = Scheme.objects.order_by("-pk")
    serializer_class = SchemeSerializer
    filterset_class = SchemeFilter
    create_form = change_form = SchemeForm


class ScoringClauseSerializer(serializers.ModelSerializer):
    class Meta:
        model = ScoringClause
        fields = [
            "id",
            "scheme",
            "no",
            "part",
            "title",
            "kind",
            "formula",
            "points",
            "target",
            "evidence",
            "task_nos",
            "applies_to",
            "source",
        ]


class ClauseViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = ScoringClause.objects.order_by("scheme", "no")
    serializer_class = ScoringClauseSerializer
    filterset_class = ClauseFilter
    create_form = change_form = ClauseForm


class MarkFileSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:markfile-file")

    class Meta:
        model = MarkFile
        fields = ["id", "line", "name", "mime_type", "size", "sha256", "url"]


class MarkFileViewSet(HandsOutFile, ReachViewSet):
    """The papers that show clauses."""

    queryset = MarkFile.objects.order_by("-id")
    serializer_class = MarkFileSerializer


class MarkSerializer(serializers.ModelSerializer):
    files = MarkFileSerializer(many=True)

    class Meta:
        model = Mark
        fields = ["clause", "value", "reason", "reviewed", "review_reason", "files"]


class ScorecardSerializer(serializers.ModelSerializer):
    own_score = serializers.DecimalField(source="own_score.total", max_digits=8, decimal_places=2, read_only=True)
    reviewed_score = serializers.DecimalField(
        source="reviewed_score.total", max_digits=8, decimal_places=2, read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Scorecard
        fields = ["id", "scheme", "organisation", "office", "place", "group", "status", "own_score", "reviewed_score"]


class ScorecardDetailSerializer(ScorecardSerializer):
    """With what is said of each clause."""

    marks = MarkSerializer(many=True)

    class Meta(ScorecardSerializer.Meta):
        fields = [*ScorecardSerializer.Meta.fields, "marks"]


class MarkWords(serializers.Serializer):
    """What is said of one clause: 1 or 0, percent, or a number, and why points are taken off."""

    value = serializers.DecimalField(max_digits=8, decimal_places=2)
    reason = serializers.CharField(required=False)


class ScorecardViewSet(CreatesByForm, ReachViewSet):
    """The cards; `answer/12/` says how far clause 12 is met, `review/12/` what the reviewer found."""

    queryset = Scorecard.objects.with_sheets().select_related("scheme").order_by("id")
    serializer_class = ScorecardSerializer
    filterset_class = ScorecardFilter
    verb_forms = SCORECARD_VERBS
    create_form = ScorecardForm

    def get_serializer_class(self):
        return ScorecardSerializer if self.action in ("list", "create") else ScorecardDetailSerializer

    @extend_schema(request=MarkWords)
    @action(detail=True, methods=["post"], url_path=r"answer/(?P<clause>\d+)")
    def answer(self, request, pk=None, clause=None):
        return self.say("answer", clause)

    @extend_schema(request=MarkWords)
    @action(detail=True, methods=["post"], url_path=r"review/(?P<clause>\d+)")
    def review(self, request, pk=None, clause=None):
        return self.say("review", clause)

    def say(self, act, clause):
        card = get_or_refuse(self.queryset.all(), self.request.user, act, pk=self.kwargs["pk"])
        clause = get_or_refuse(
            ScoringClause.objects.filter(pk__in=[row.pk for row, _mark in card.sheet()]), self.request.user, "view", pk=clause
        )
        form = MarkForm(form_data(self.request), clause=clause, user=self.request.user)
        if not form.is_valid():
            raise Unusable(form_errors(form))
        getattr(card, act)(clause, by=self.request.user, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"])
        return Response(self.get_serializer(self.get_queryset().get(pk=card.pk)).data)


class StandingSerializer(serializers.ModelSerializer):
    organisation_name = serializers.CharField(source="organisation.name")
    percent = serializers.IntegerField(read_only=True)
    climbed = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Standing
        fields = [
            *("id", "day", "campaign", "group", "organisation", "organisation_name", "rank", "climbed"),
            *("given", "closed", "percent", "in_time", "overdue", "own_score", "reviewed_score"),
        ]


class StandingViewSet(ReachViewSet):
    """The league tables as each night froze them."""

    queryset = Standing.objects.with_names().order_by("-day", "group", "rank")
    serializer_class = StandingSerializer
    filterset_class = StandingFilter


def register(router):
    router.register("schemes", SchemeViewSet)
    router.register("scoring-clauses", ClauseViewSet)
    router.register("scorecards", ScorecardViewSet)
    router.register("mark-files", MarkFileViewSet)
    router.register("standings", StandingViewSet)
