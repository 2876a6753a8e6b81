"""The API of campaigns, creation tasks, assignments and letters."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from base.api import ChangesByForm, CreatesByForm, HandsOutFile, ReachViewSet
from base.errors import Refused
from tasks import visit_api
from tasks.assigning import NOTHING_LEFT, assign_creation_tasks
from tasks.campaign_forms import CampaignForm, CreationTaskForm, MilestoneForm
from tasks.filters import (
    AssignmentFilter,
    CampaignFilter,
    CreationTaskFilter,
    ExtensionFilter,
    MilestoneFilter,
    NoticeFilter,
    with_progress,
)
from tasks.forms import ASSIGNMENT_VERBS, EXTENSION_VERBS, MILESTONE_VERBS, NOTICE_VERBS, AssignmentForm, may_assign
from tasks.models import Assignment, Campaign, CreationTask, Evidence, Extension, Milestone, MilestoneFile, Notice, ReplyFile, Report


class CampaignSerializer(serializers.ModelSerializer):
    office_name = serializers.CharField(source="office.name")

    class Meta:
        model = Campaign
        fields = ["id", "name", "kind", "place", "office", "office_name", "since", "until"]


class AssignmentSerializer(serializers.ModelSerializer):
    issuer_name = serializers.CharField(source="issuer.short_name")
    organisation_name = serializers.CharField(source="organisation.short_name")
    place_name = serializers.CharField(source="place.name")

    class Meta:
        model = Assignment
        fields = [
            "id", "kind", "title", "requirement", "creation_task", "parent", "issuer", "issuer_name", "organisation", "organisation_name",
            "owner", "place", "place_name", "status", "created_at", "dispatched_at", "due_at", "first_due_at", "held_until",
            "submitted_at", "closed_at", "climbed",
            "next_rung_at",
        ]  # fmt: skip


class HandsOut:
    """``POST …/7/assign/`` gives what nobody has yet to the lead departments and to all who support them; answers their assignments."""

    @extend_schema(request=None, responses={201: AssignmentSerializer(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def assign(self, request, pk=None):
        row = self.get_object()
        campaign, only = (row, None) if isinstance(row, Campaign) else (row.campaign, row)
        if not may_assign(request.user, campaign):
            raise PermissionDenied
        made = assign_creation_tasks(campaign, by=request.user, at=timezone.now(), only=only)
        if not made:
            raise Refused(NOTHING_LEFT)
        return Response(AssignmentSerializer(made, many=True).data, status=201)


class CampaignViewSet(HandsOut, CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = Campaign.objects.select_related("office")
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter
    create_form = change_form = CampaignForm


class CreationTaskSerializer(serializers.ModelSerializer):
    lead_name = serializers.CharField(source="lead.name")
    progress = serializers.ChoiceField(choices=["todo", "doing", "soon", "late", "done"], default="todo", read_only=True)

    class Meta:
        model = CreationTask
        fields = [
            "id", "campaign", "no", "category", "title", "standard", "evidence", "weight", "item_type",
            "lead", "lead_name", "supports", "due_on", "is_sample", "progress",
        ]  # fmt: skip


class CreationTaskViewSet(HandsOut, CreatesByForm, ChangesByForm, ReachViewSet):
    """The catalogue; `progress` is what the assignments that you reach tell."""

    queryset = CreationTask.objects.select_related("lead").prefetch_related("supports").order_by("no")
    serializer_class = CreationTaskSerializer
    filterset_class = CreationTaskFilter
    create_form = change_form = CreationTaskForm

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "list" or getattr(self, "swagger_fake_view", False) else with_progress(rows, self.request)


class EvidenceSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:evidence-file")

    class Meta:
        model = Evidence
        fields = ["id", "name", "mime_type", "size", "sha256", "url"]


class EvidenceViewSet(HandsOutFile, ReachViewSet):
    """The files that reports show."""

    queryset = Evidence.objects.order_by("-id")
    serializer_class = EvidenceSerializer


class ReportSerializer(serializers.ModelSerializer):
    by_name = serializers.CharField(source="by.name")
    files = EvidenceSerializer(many=True)

    class Meta:
        model = Report
        fields = ["id", "text", "percent", "by", "by_name", "at", "files"]


class AssignmentDetailSerializer(AssignmentSerializer):
    """With what was reported, and how much of it and of its parts is closed."""

    percent = serializers.IntegerField(read_only=True)
    reports = ReportSerializer(many=True)

    class Meta(AssignmentSerializer.Meta):
        fields = [*AssignmentSerializer.Meta.fields, "percent", "reports"]


class AssignmentViewSet(CreatesByForm, ReachViewSet):
    """`?status=open`, `?waiting=true`, `?overdue=true` and the list page's other filters narrow it."""

    queryset = Assignment.objects.select_related("issuer", "organisation", "place").order_by("due_at", "id")
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    verb_forms = ASSIGNMENT_VERBS
    create_form = AssignmentForm

    def get_queryset(self):
        return super().get_queryset() if self.action == "list" else super().get_queryset().with_percent()

    def get_serializer_class(self):
        return AssignmentSerializer if self.action in ("list", "create") else AssignmentDetailSerializer


class ExtensionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Extension
        fields = ["id", "assignment", "organisation", "issuer", "place", "reason", "due_before", "until", "asked_at", "status"]


class ExtensionViewSet(ReachViewSet):
    """Later deadlines asked for; asked with `POST /api/v1/assignments/7/extend/`."""

    queryset = Extension.objects.order_by("-id")
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    verb_forms = EXTENSION_VERBS


class ReplyFileSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:replyfile-file")

    class Meta:
        model = ReplyFile
        fields = ["id", "notice", "name", "mime_type", "size", "sha256", "url"]


class ReplyFileViewSet(HandsOutFile, ReachViewSet):
    """The files that came with replies to letters."""

    queryset = ReplyFile.objects.order_by("-id")
    serializer_class = ReplyFileSerializer


class MilestoneFileSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:milestonefile-file")

    class Meta:
        model = MilestoneFile
        fields = ["id", "name", "mime_type", "size", "sha256", "url"]


class MilestoneFileViewSet(HandsOutFile, ReachViewSet):
    """The files that show that steps were attained."""

    queryset = MilestoneFile.objects.order_by("-id")
    serializer_class = MilestoneFileSerializer


class MilestoneSerializer(serializers.ModelSerializer):
    files = MilestoneFileSerializer(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields = ["id", "assignment", "title", "due_on", "organisation", "issuer", "place", "status", "attained_at", "attained_by", "files"]


class MilestoneViewSet(CreatesByForm, ReachViewSet):
    """The dated steps of assignments; `?overdue=true` for those whose day is over."""

    queryset = Milestone.objects.prefetch_related("files").order_by("due_on", "id")
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter
    verb_forms = MILESTONE_VERBS
    create_form = MilestoneForm


class NoticeSerializer(serializers.ModelSerializer):
    issuer_name = serializers.CharField(source="issuer.name")
    addressee_name = serializers.CharField(source="addressee.name")

    class Meta:
        model = Notice
        fields = [
            "id", "kind", "number", "title", "body", "assignment", "issuer", "issuer_name", "addressee", "addressee_name", "place",
            "status", "drafted_at", "issued_at", "signed_by", "acknowledged_at", "acknowledged_by", "reply_text", "replied_at",
        ]  # fmt: skip


class NoticeViewSet(ReachViewSet):
    queryset = Notice.objects.select_related("issuer", "addressee").order_by("-id")
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    verb_forms = NOTICE_VERBS


def register(router):
    router.register("campaigns", CampaignViewSet)
    router.register("creation-tasks", CreationTaskViewSet)
    router.register("assignments", AssignmentViewSet)
    router.register("evidence", EvidenceViewSet)
    router.register("extensions", ExtensionViewSet)
    router.register("milestones", MilestoneViewSet)
    router.register("milestone-files", MilestoneFileViewSet)
    router.register("notices", NoticeViewSet)
    router.register("reply-files", ReplyFileViewSet)
    visit_api.register(router)
