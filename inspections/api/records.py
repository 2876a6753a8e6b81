"""The API of inspections, findings and photos."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from base.api import HandsOutFile, ModelSerializer, ReachViewSet, Unusable
from base.reach import get_or_refuse
from inspections.content import InspectionContent
from inspections.filters import DisputeFilter, FindingFilter, InspectionFilter, OrderFilter, PhotoFilter, QuarantinedFilter, WeakPointFilter
from inspections.forms import DISPUTE_VERBS, QUARANTINE_VERBS
from inspections.models import Answer, Dispute, Finding, Inspection, Photo, Quarantined, RectificationOrder, WeakPoint
from inspections.photos import add_photo
from inspections.quarantine import keep_unusable
from inspections.submission import submit_inspection
from inspections.watermark import copy_response


class AnswerSerializer(ModelSerializer):
    code = serializers.CharField(source="item.code")

    class Meta:
        model = Answer
        fields = ["item", "code", "value", "note"]


class PhotoSerializer(ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:photo-file", help_text="the original, as it was sent")
    copy_url = serializers.HyperlinkedIdentityField(view_name="api:photo-copy", help_text="marked, with nothing a camera writes")

    class Meta:
        model = Photo
        fields = ["id", "inspection", "finding", "sha256", "name", "mime_type", "size", "uploaded_at", "taken_at", "url", "copy_url"]


class FindingSerializer(ModelSerializer):
    establishment = serializers.IntegerField(source="inspection.establishment_id")
    establishment_name = serializers.CharField(source="place.name")
    item_code = serializers.CharField(source="item.code")
    item_text = serializers.CharField(source="item.text")
    status = serializers.CharField(source="assignment.status")
    due_at = serializers.DateTimeField(source="assignment.due_at")
    organisation = serializers.IntegerField(source="assignment.organisation_id")
    organisation_name = serializers.CharField(source="assignment.organisation.short_name")

    class Meta:
        model = Finding
        fields = [
            *("id", "inspection", "establishment", "establishment_name", "place", "item", "item_code", "item_text", "severity"),
            *("description", "found_at", "assignment", "status", "due_at", "organisation", "organisation_name", "photos_named"),
            *("term", "nth", "cited"),
        ]


class FindingDetailSerializer(FindingSerializer):
    photos = PhotoSerializer(many=True)

    class Meta(FindingSerializer.Meta):
        fields = [*FindingSerializer.Meta.fields, "photos"]


class FindingViewSet(ReachViewSet):
    """What was found. Its verbs are those of its assignment: `POST /api/v1/assignments/{assignment}/submit/` and so on."""

    queryset = Finding.objects.with_names().order_by("-found_at", "-id")
    serializer_class = FindingSerializer
    filterset_class = FindingFilter

    def get_serializer_class(self):
        return FindingDetailSerializer if self.action == "retrieve" else FindingSerializer


class InspectionSerializer(ModelSerializer):
    establishment_name = serializers.CharField(source="place.name")
    findings_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Inspection
        fields = [
            *("id", "kind", "establishment", "establishment_name", "place", "organisation", "checklist", "officer", "second_officer"),
            *("started_at", "finished_at", "received_at", "latitude", "longitude", "note", "recusal", "recusal_note", "told", "signing"),
            *("signer", "signature", "refusal", "witness", "late_reason", "completed_at", "score", "result", "result_words"),
            "findings_count",
        ]


class InspectionDetailSerializer(InspectionSerializer):
    """The whole record, and which of the photos it names have not arrived yet."""

    findings_count = None
    answers = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True)
    photos = PhotoSerializer(many=True)
    missing_photos = serializers.ListField(child=serializers.CharField())

    class Meta(InspectionSerializer.Meta):
        fields = [*InspectionSerializer.Meta.fields[:-1], "answers", "findings", "photos", "missing_photos"]

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, inspection):
        return inspection.answer_rows


class InspectionViewSet(ReachViewSet):
    queryset = Inspection.objects.with_names().with_findings_count().order_by("-finished_at", "-id")
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilter
    parser_classes = [JSONParser]

    def get_serializer_class(self):
        return InspectionSerializer if self.action == "list" else InspectionDetailSerializer

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.with_parts()

    @extend_schema(
        request=InspectionContent,
        responses={201: InspectionDetailSerializer, 200: InspectionDetailSerializer},
        description="Record an inspection under the id its client made. New 201; the same again 200; the same id with other content "
        "409; unusable content 422 with each field and its reasons, kept for an administrator. `missing_photos` names by SHA-256 the "
        "photos that the server lacks: send each alone to /photos/, again if need be; then the record is complete. Its findings are "
        "handed over the same day.",
    )
    def create(self, request):
        try:
            inspection, is_new = submit_inspection(request.data, by=request.user, at=timezone.now())
        except Unusable as unusable:
            keep_unusable(request.data, unusable.detail, by=request.user)
            raise
        read_parts(inspection, is_new)
        return Response(self.get_serializer(inspection).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def read_parts(inspection, is_new):
    """The findings and photos of a record that was just taken in; the record itself is in hand.

    What cannot be there is not asked for: photos of a new record, and findings where nothing failed.
    """
    findings, photos = Finding.objects.with_names().order_by("item__order"), Photo.objects.order_by("id")
    if is_new:
        photos = Photo.objects.none()
    if is_new and inspection.result == Inspection.PASSED:
        findings = Finding.objects.none()
    prefetch_related_objects([inspection], Prefetch("findings", findings), Prefetch("photos", photos))


class PhotoContent(serializers.Serializer):
    """One photo of an inspection. `finding` or `item` says whose it is, where the record itself did not name it."""

    inspection = serializers.UUIDField()
    finding = serializers.IntegerField(required=False)
    item = serializers.IntegerField(required=False)
    file = serializers.FileField()
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}\Z", required=False)
    taken_at = serializers.DateTimeField(required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)


class PhotoViewSet(HandsOutFile, ReachViewSet):
    queryset = Photo.objects.select_related("inspection__place", "inspection__organisation").order_by("-id")
    serializer_class = PhotoSerializer
    filterset_class = PhotoFilter
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": PhotoContent},
        responses={201: PhotoSerializer, 200: PhotoSerializer},
        description="Send one photo: new 201, the same picture again 200, a file that is no image or arrived damaged 422.",
    )
    def create(self, request):
        content = PhotoContent(data=request.data)
        content.is_valid(raise_exception=True)
        sent = content.validated_data
        inspection = get_or_refuse(Inspection.objects.all(), request.user, "add", pk=sent["inspection"])
        try:
            photo, is_new = add_photo(
                inspection,
                sent["file"],
                by=request.user,
                sha256=sent.get("sha256", ""),
                finding=self.finding(inspection, sent),
                taken_at=sent.get("taken_at"),
                where=(sent.get("latitude"), sent.get("longitude")),
            )
        except ValidationError as error:
            raise Unusable(error.message_dict) from error
        return Response(self.get_serializer(photo).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(detail=True)
    def copy(self, request, pk=None):
        """The copy that is shown to people: marked with shop and moment, without location or anything else a camera writes."""
        return copy_response(self.get_object())

    def finding(self, inspection, sent):
        """The finding that the sender names by its own id or by its item; None when it leaves that to the record."""
        named = {field: sent[key] for key, field in (("finding", "pk"), ("item", "item")) if key in sent}
        if not named:
            return None
        found = inspection.findings.filter(**named).first()
        if found is None:
            raise Unusable({"finding" if "finding" in sent else "item": ["This inspection has no such finding."]})
        return found


class DisputeSerializer(ModelSerializer):
    class Meta:
        model = Dispute
        fields = ["id", "finding", "issuer", "organisation", "place", "reason", "raised_by", "raised_at", "status"]


class DisputeViewSet(ReachViewSet):
    """Objections to findings, raised on the finding's page."""

    queryset = Dispute.objects.order_by("-id")
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    verb_forms = DISPUTE_VERBS


class QuarantinedSerializer(ModelSerializer):
    class Meta:
        model = Quarantined
        fields = ["id", "by", "record_id", "content", "reasons", "times", "first_at", "last_at", "status"]


class QuarantinedViewSet(ReachViewSet):
    """Submissions that were answered with 422, for an administrator."""

    queryset = Quarantined.objects.order_by("-id")
    serializer_class = QuarantinedSerializer
    filterset_class = QuarantinedFilter
    verb_forms = QUARANTINE_VERBS


class OrderSerializer(ModelSerializer):
    class Meta:
        model = RectificationOrder
        fields = ["id", "number", "inspection", "place", "issuer", "content", "issued_at", "issued_by"]


class OrderViewSet(ReachViewSet):
    """Orders to rectify, each as it was issued."""

    queryset = RectificationOrder.objects.order_by("-id")
    serializer_class = OrderSerializer
    filterset_class = OrderFilter


class WeakPointSerializer(ModelSerializer):
    status = serializers.CharField(source="assignment.status")
    due_at = serializers.DateTimeField(source="assignment.due_at")

    class Meta:
        model = WeakPoint
        fields = [
            *("id", "dimension", "place", "format", "item_code", "name", "since", "until", "inspections", "findings", "rate", "average"),
            *("assignment", "status", "due_at"),
        ]


class WeakPointViewSet(ReachViewSet):
    """Weak points that became measures, with their figures as they stood."""

    queryset = WeakPoint.objects.select_related("assignment").order_by("-id")
    serializer_class = WeakPointSerializer
    filterset_class = WeakPointFilter
