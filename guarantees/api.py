"""The API of guarantees, visits, problems and pledges."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from base.api import ReachViewSet, Unusable
from base.reach import get_or_refuse
from guarantees.content import VisitContent
from guarantees.filters import GuaranteeFilter, PledgeFilter, ProblemFilter, VisitFilter
from guarantees.forms import GUARANTEE_VERBS, PLEDGE_VERBS
from guarantees.models import Guarantee, GuaranteeVisit, Pledge, VisitAnswer, VisitItem, VisitPhoto, VisitProblem
from guarantees.submission import add_photo, submit_visit


class GuaranteeSerializer(serializers.ModelSerializer):
    establishment_name = serializers.CharField(source="place.name")
    level = serializers.CharField(source="establishment.guarantee_level")
    guarantor = serializers.IntegerField(source="appointment.user_id")
    guarantor_name = serializers.CharField(source="appointment.user.name")

    class Meta:
        model = Guarantee
        fields = [
            *("id", "establishment", "establishment_name", "level", "place", "appointment", "guarantor", "guarantor_name"),
            *("since", "until", "status", "due_from", "due_on"),
        ]


class GuaranteeViewSet(ReachViewSet):
    """Who answers for which shop; `?as_of=` says it for another day, `?visit=overdue` what is late."""

    queryset = Guarantee.objects.with_names().order_by("-id")
    serializer_class = GuaranteeSerializer
    filterset_class = GuaranteeFilter
    verb_forms = GUARANTEE_VERBS


class VisitItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = VisitItem
        fields = ["id", "order", "group", "text", "formats", "retired_on"]


class VisitItemViewSet(ReachViewSet):
    """What is asked at a visit; an item without formats is asked of all."""

    queryset = VisitItem.objects.order_by("order")
    serializer_class = VisitItemSerializer
    filterset_fields = ["group"]


class VisitAnswerSerializer(serializers.ModelSerializer):
    text = serializers.CharField(source="item.text")

    class Meta:
        model = VisitAnswer
        fields = ["item", "text", "value", "note"]


class VisitPhotoSerializer(serializers.ModelSerializer):
    class Meta:
        model = VisitPhoto
        fields = ["id", "problem", "sha256", "name", "mime_type", "size", "uploaded_at"]


class VisitProblemSerializer(serializers.ModelSerializer):
    establishment = serializers.IntegerField(source="visit.establishment_id")
    establishment_name = serializers.CharField(source="place.name")
    status = serializers.CharField(source="assignment.status")
    due_at = serializers.DateTimeField(source="assignment.due_at")
    organisation_name = serializers.CharField(source="assignment.organisation.short_name")

    class Meta:
        model = VisitProblem
        fields = [
            *("id", "visit", "establishment", "establishment_name", "place", "item", "description", "found_at", "photos_named"),
            *("assignment", "status", "due_at", "organisation_name"),
        ]


class VisitProblemViewSet(ReachViewSet):
    """What guarantors passed on. Its verbs are those of its assignment."""

    queryset = VisitProblem.objects.with_names().order_by("-found_at", "-id")
    serializer_class = VisitProblemSerializer
    filterset_class = ProblemFilter


class VisitSerializer(serializers.ModelSerializer):
    establishment_name = serializers.CharField(source="place.name")
    problems_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = GuaranteeVisit
        fields = [
            *("id", "guarantee", "establishment", "establishment_name", "place", "organisation", "guarantor", "mode", "started_at"),
            *("finished_at", "visited_on", "received_at", "latitude", "longitude", "note", "problems_count"),
        ]


class VisitDetailSerializer(VisitSerializer):
    """The whole record, and which of the photos it names have not arrived yet."""

    problems_count = None
    answers = VisitAnswerSerializer(many=True)
    problems = VisitProblemSerializer(many=True)
    photos = VisitPhotoSerializer(many=True)
    missing_photos = serializers.ListField(child=serializers.CharField())

    class Meta(VisitSerializer.Meta):
        fields = [*VisitSerializer.Meta.fields[:-1], "answers", "problems", "photos", "missing_photos"]


class VisitPhotoContent(serializers.Serializer):
    file = serializers.FileField()
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}\Z", required=False)


class GuaranteeVisitViewSet(ReachViewSet):
    queryset = GuaranteeVisit.objects.with_names().with_problem_counts().order_by("-finished_at", "-id")
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    parser_classes = [JSONParser]

    def get_serializer_class(self):
        return VisitSerializer if self.action == "list" else VisitDetailSerializer

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.with_everything()

    @extend_schema(
        request=VisitContent,
        responses={201: VisitDetailSerializer, 200: VisitDetailSerializer},
        description="Record a guarantor's visit under the id its client made. New 201; the same again 200; the same id with other "
        "content 409; unusable content 422 with each field and its reasons. Its problems are passed to the station at once.",
    )
    def create(self, request):
        visit, is_new = submit_visit(request.data, by=request.user, at=timezone.now())
        whole = GuaranteeVisit.objects.with_names().with_everything().get(pk=visit.pk)
        return Response(self.get_serializer(whole).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request={"multipart/form-data": VisitPhotoContent}, responses={201: VisitPhotoSerializer, 200: VisitPhotoSerializer})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def photos(self, request, pk=None):
        """Send one photo of the visit: new 201, the same picture again 200, no image or damaged 422."""
        visit = get_or_refuse(GuaranteeVisit.objects.all(), request.user, "view", pk=pk)
        if visit.guarantor_id != request.user.pk:
            raise PermissionDenied
        content = VisitPhotoContent(data=request.data)
        content.is_valid(raise_exception=True)
        sent = content.validated_data
        try:
            photo, is_new = add_photo(visit, sent["file"], by=request.user, sha256=sent.get("sha256", ""))
        except ValidationError as error:
            raise Unusable(error.message_dict) from error
        return Response(VisitPhotoSerializer(photo).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class PledgeSerializer(serializers.ModelSerializer):
    guarantor_name = serializers.CharField(source="guarantor.name")
    shops_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Pledge
        fields = [
            "id",
            "guarantor",
            "guarantor_name",
            "appointment",
            "place",
            "status",
            "drafted_at",
            "signed_on",
            "expires_on",
            "shops_count",
        ]


class PledgeViewSet(ReachViewSet):
    queryset = Pledge.objects.with_names().order_by("-id")
    serializer_class = PledgeSerializer
    filterset_class = PledgeFilter
    verb_forms = PLEDGE_VERBS


def register(router):
    router.register("guarantees", GuaranteeViewSet)
    router.register("guarantee-visits", GuaranteeVisitViewSet)
    router.register("visit-items", VisitItemViewSet)
    router.register("visit-problems", VisitProblemViewSet)
    router.register("pledges", PledgeViewSet)
