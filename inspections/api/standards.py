"""The API of formats, checklists, work standards and articles of law."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from base.api import HandsOutFile, ReachViewSet
from establishments.models import Format
from inspections.filters import ChecklistFilter, ClauseFilter, WorkStandardFilter
from inspections.forms import VERSION_VERBS
from inspections.models import Checklist, ChecklistItem, Clause, ClauseText, StandardFile, WorkStandard


class ItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChecklistItem
        fields = ["id", "code", "order", "text", "text_en", "weight", "critical", "photo_required", "hint", "fail_reasons", "clause"]


class ChecklistSerializer(serializers.ModelSerializer):
    items = ItemSerializer(many=True)
    format_name = serializers.CharField(source="format.name")

    class Meta:
        model = Checklist
        fields = ["id", "format", "format_name", "version", "status", "effective_on", "items"]


class ChecklistViewSet(ReachViewSet):
    """Every version there ever was; `?format=` narrows, a format's own page names the one in force."""

    queryset = Checklist.objects.select_related("format").prefetch_related("items").order_by("format", "-version")
    serializer_class = ChecklistSerializer
    filterset_class = ChecklistFilter
    verb_forms = VERSION_VERBS


class StandardFileSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:standardfile-file")

    class Meta:
        model = StandardFile
        fields = ["id", "standard", "kind", "caption", "name", "mime_type", "size", "sha256", "url"]


class StandardFileViewSet(HandsOutFile, ReachViewSet):
    queryset = StandardFile.objects.order_by("id")
    serializer_class = StandardFileSerializer
    filterset_fields = ["standard", "kind"]


class WorkStandardSerializer(serializers.ModelSerializer):
    format_name = serializers.CharField(source="format.name")
    files = StandardFileSerializer(many=True)

    class Meta:
        model = WorkStandard
        fields = ["id", "format", "format_name", "version", "status", "effective_on", "text", "files"]


class WorkStandardViewSet(ReachViewSet):
    """What good work looks like in shops of a format, in versions."""

    queryset = WorkStandard.objects.select_related("format").prefetch_related("files").order_by("format", "-version")
    serializer_class = WorkStandardSerializer
    filterset_class = WorkStandardFilter
    verb_forms = VERSION_VERBS


class ClauseTextSerializer(serializers.ModelSerializer):
    class Meta:
        model = ClauseText
        fields = ["id", "text", "since", "until"]


class ClauseSerializer(serializers.ModelSerializer):
    texts = ClauseTextSerializer(many=True)

    class Meta:
        model = Clause
        fields = ["id", "law", "article", "texts"]


class ClauseViewSet(ReachViewSet):
    """Articles of law with what they said from when to when."""

    queryset = Clause.objects.prefetch_related("texts")
    serializer_class = ClauseSerializer
    filterset_class = ClauseFilter


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
        in_force = Checklist.objects.published().filter(format=OuterRef("pk"), effective_on__lte=timezone.localdate()).order_by("-version")
        return super().get_queryset().annotate(checklist=Subquery(in_force.values("pk")[:1]))

    def get_serializer_class(self):
        return FormatDetailSerializer if self.action == "retrieve" else FormatSerializer
