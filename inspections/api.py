"""The API of formats, checklists, inspections, findings and photos."""

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from base.api import HandsOutFile, ReachViewSet, Unusable
from base.reach import get_or_refuse
from establishments.models import Format
from inspections.content import InspectionContent
from inspections.filters import FindingFilter, InspectionFilter, PhotoFilter
from inspections.models import Answer, Checklist, ChecklistItem, Finding, Inspection, Photo
from inspections.photos import add_photo
from inspections.submission import submit_inspection


class ItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChecklistItem
        fields = ["id", "code", "order", "text", "text_en", "weight", "critical"]


class ChecklistSerializer(serializers.ModelSerializer):
    items = ItemSerializer(many=True)
    format_name = serializers.CharField(source="format.name")

    class Meta:
        model = Checklist
        fields = ["id", "format", "format_name", "version", "effective_on", "items"]


class ChecklistViewSet(ReachViewSet):
    """Every version there ever was; `?format=` narrows, a format's own page names the one in force."""

    queryset = Checklist.objects.select_related("format").prefetch_related("items")
    serializer_class = ChecklistSerializer
    filterset_fields = ["format", "version"]


class FormatSerializer(serializers.ModelSerializer):
    checklist = serializers.IntegerField(read_only=True, allow_null=True, help_text="id of the checklist in force today")

    class Meta:
        model = Format
        fields = ["id", "code", "name", "name_en", "basis", "checklist"]


class FormatDetailSerializer(FormatSerializer):
    """With the items of the checklist in force."""

    items = serializers.SerializerMethodField()

    class Meta(FormatSerializer.Meta):
        fields = [*FormatSerializer.Meta.fields, "items"]

    @extend_schema_field(ItemSerializer(many=True))
    def get_items(self, format):
        return ItemSerializer(ChecklistItem.objects.filter(checklist=format.checklist), many=True).data


class FormatViewSet(ReachViewSet):
    queryset = Format.objects.all()
    serializer_class = FormatSerializer
    filterset_fields = ["code"]

    def get_queryset(self):
        in_force = Checklist.objects.filter(format=OuterRef("pk"), effective_on__lte=timezone.localdate()).order_by("-version")
        return super().get_queryset().annotate(checklist=Subquery(in_force.values("pk")[:1]))

    def get_serializer_class(self):
        return FormatDetailSerializer if self.action == "retrieve" else FormatSerializer


class AnswerSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="item.code")

    class Meta:
        model = Answer
        fields = ["item", "code", "value", "note"]


class PhotoSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:photo-file")

    class Meta:
        model = Photo
        fields = ["id", "inspection", "finding", "sha256", "name", "mime_type", "size", "uploaded_at", "url"]


class FindingSerializer(serializers.ModelSerializer):
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


class InspectionSerializer(serializers.ModelSerializer):
    establishment_name = serializers.CharField(source="place.name")
    findings_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Inspection
        fields = [
            *("id", "kind", "establishment", "establishment_name", "place", "organisation", "checklist", "officer", "second_officer"),
            *("started_at", "finished_at", "received_at", "latitude", "longitude", "note", "score", "result", "findings_count"),
        ]


class InspectionDetailSerializer(InspectionSerializer):
    """The whole record, and which of the photos it names have not arrived yet."""

    findings_count = None
    answers = AnswerSerializer(many=True)
    findings = FindingSerializer(many=True)
    photos = PhotoSerializer(many=True)
    missing_photos = serializers.ListField(child=serializers.CharField())

    class Meta(InspectionSerializer.Meta):
        fields = [*InspectionSerializer.Meta.fields[:-1], "answers", "findings", "photos", "missing_photos"]


class InspectionViewSet(ReachViewSet):
    queryset = Inspection.objects.with_names().with_findings_count().order_by("-finished_at", "-id")
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilter
    parser_classes = [JSONParser]

    def get_serializer_class(self):
        return InspectionSerializer if self.action == "list" else InspectionDetailSerializer

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.with_everything()

    @extend_schema(
        request=InspectionContent,
        responses={201: InspectionDetailSerializer, 200: InspectionDetailSerializer},
        description="Record an inspection under the id its client made. New 201; the same again 200; the same id with other content "
        "409; unusable content 422 with each field and its reasons. Its findings are handed over the same day.",
    )
    def create(self, request):
        inspection, is_new = submit_inspection(request.data, by=request.user, at=timezone.now())
        whole = Inspection.objects.with_names().with_everything().get(pk=inspection.pk)
        return Response(self.get_serializer(whole).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class PhotoContent(serializers.Serializer):
    """One photo of an inspection. `finding` or `item` says whose it is, where the record itself did not name it."""

    inspection = serializers.UUIDField()
    finding = serializers.IntegerField(required=False)
    item = serializers.IntegerField(required=False)
    file = serializers.FileField()
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}\Z", required=False)


class PhotoViewSet(HandsOutFile, ReachViewSet):
    queryset = Photo.objects.order_by("-id")
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
                inspection, sent["file"], by=request.user, sha256=sent.get("sha256", ""), finding=self.finding(inspection, sent)
            )
        except ValidationError as error:
            raise Unusable(error.message_dict) from error
        return Response(self.get_serializer(photo).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    def finding(self, inspection, sent):
        """The finding that the sender names by its own id or by its item; None when it leaves that to the record."""
        named = {field: sent[key] for key, field in (("finding", "pk"), ("item", "item")) if key in sent}
        if not named:
            return None
        found = inspection.findings.filter(**named).first()
        if found is None:
            raise Unusable({"finding" if "finding" in sent else "item": ["This inspection has no such finding."]})
        return found


def register(router):
    router.register("formats", FormatViewSet)
    router.register("checklists", ChecklistViewSet)
    router.register("inspections", InspectionViewSet)
    router.register("findings", FindingViewSet)
    router.register("photos", PhotoViewSet)
