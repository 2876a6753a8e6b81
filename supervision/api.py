"""The API of supervision groups, their points and reports, and of the bulletins."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from supervision.filters import BulletinFilter, CopyFilter, GroupFilter, PointFilter, ReportFilter
from supervision.forms import BULLETIN_VERBS, GROUP_VERBS, POINT_VERBS, REPORT_VERBS, DraftForm, GroupForm, PointForm
from supervision.models import BulletinCopy, DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint


@extend_schema_field({"type": "string", "examples": ["15:00:00"]})
class ClockField(serializers.TimeField):
    """An hour by the office's clocks; a "time" of the description's own would carry an offset from UTC."""


class SupervisionGroupSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="organisation.short_name")
    begins_at = ClockField()

    class Meta:
        model = SupervisionGroup
        fields = ["id", "organisation", "name", "kind", "place", "since", "until", "schedule", "begins_at", "status"]


class SupervisionGroupViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = SupervisionGroup.objects.with_names().order_by("-kind", "place__code", "pk")
    serializer_class = SupervisionGroupSerializer
    filterset_class = GroupFilter
    verb_forms = GROUP_VERBS
    create_form = change_form = GroupForm


class SupervisionPointSerializer(serializers.ModelSerializer):
    place_name = serializers.CharField(source="place.name")
    findings_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = SupervisionPoint
        fields = [
            *("id", "group", "day", "establishment", "place", "place_name", "purpose", "unplanned", "status"),
            *("inspection", "seen", "visited_at", "findings_count"),
        ]


class SupervisionPointViewSet(CreatesByForm, ReachViewSet):
    """What the groups look at; a shop's point is ticked off by its inspection of kind `supervision`."""

    queryset = SupervisionPoint.objects.with_names().with_findings_count().order_by("-day", "-id")
    serializer_class = SupervisionPointSerializer
    filterset_class = PointFilter
    verb_forms = POINT_VERBS
    create_form = PointForm


class DailyReportSerializer(serializers.ModelSerializer):
    group_name = serializers.CharField(source="group.organisation.short_name")

    class Meta:
        model = DailyReport
        fields = [
            *("id", "group", "group_name", "place", "day", "status", "summary", "tomorrow", "content"),
            *("due_at", "chased", "submitted_at", "submitted_by"),
        ]


class DailyReportViewSet(ReachViewSet):
    """`content` is what a report said when it was submitted; it is empty until then."""

    queryset = DailyReport.objects.with_names().order_by("-day", "-id")
    serializer_class = DailyReportSerializer
    filterset_class = ReportFilter
    verb_forms = REPORT_VERBS


class DailyBulletinSerializer(serializers.ModelSerializer):
    class Meta:
        model = DailyBulletin
        fields = [
            *("id", "organisation", "place", "day", "year", "serial", "status", "situation", "demands", "content"),
            *("drafted_at", "reviewed_at", "published_at", "signed_by"),
        ]


class DailyBulletinViewSet(CreatesByForm, ReachViewSet):
    """`content` is what an issue says from its review on; it is empty until then."""

    queryset = DailyBulletin.objects.with_names().order_by("-day", "-id")
    serializer_class = DailyBulletinSerializer
    filterset_class = BulletinFilter
    verb_forms = BULLETIN_VERBS
    create_form = DraftForm


class BulletinCopySerializer(serializers.ModelSerializer):
    addressee_name = serializers.CharField(source="addressee.short_name")

    class Meta:
        model = BulletinCopy
        fields = ["id", "bulletin", "addressee", "addressee_name", "status", "acknowledged_at", "acknowledged_by"]


class BulletinCopyViewSet(ReachViewSet):
    queryset = BulletinCopy.objects.with_names().order_by("-bulletin", "addressee__place__code", "pk")
    serializer_class = BulletinCopySerializer
    filterset_class = CopyFilter


def register(router):
    router.register("supervision-groups", SupervisionGroupViewSet)
    router.register("supervision-points", SupervisionPointViewSet)
    router.register("daily-reports", DailyReportViewSet)
    router.register("daily-bulletins", DailyBulletinViewSet)
    router.register("bulletin-copies", BulletinCopyViewSet)
