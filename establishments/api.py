"""The API of the register."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from audit.models import record
from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from base.forms import ReasonForm
from base.reach import get_or_refuse
from base.words import mask_phone
from establishments.clusters import MapsClusters
from establishments.filters import DuplicateList, EstablishmentList, LevelRuleList, SafetyOfficerList
from establishments.forms import AdoptForm, EstablishmentForm, MergeForm, SafetyOfficerForm
from establishments.models import Duplicate, Establishment, LevelRule, LevelRuleLine, SafetyOfficer


class EstablishmentSerializer(serializers.ModelSerializer):
    name = serializers.CharField()
    inside = serializers.IntegerField(source="place.parent_id", help_text="id of the cell or community it lies in")
    format_code = serializers.CharField(source="format.code")
    phone = serializers.SerializerMethodField(help_text="masked; see the verb see_phone")
    inspected_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Establishment
        fields = [
            *("id", "name", "place", "inside", "format", "format_code", "credit_code", "licence_no", "address", "latitude", "longitude"),
            *("body", "size", "diners", "licence_kind", "licence_scope", "licence_issued_on", "licence_expires_on"),
            *("principal", "phone", "guarantee_level", "level_by_hand", "risk_grade", "catering_rating", "status"),
            *("merged_into", "organisation", "inspected_at"),
        ]

    def get_phone(self, shop) -> str:
        return mask_phone(shop.phone)


class PhoneAnswer(serializers.Serializer):
    phone = serializers.CharField()


class EstablishmentViewSet(MapsClusters, CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = Establishment.objects.with_names().with_last_inspection().order_by("id")
    serializer_class = EstablishmentSerializer
    filterset_class = EstablishmentList
    create_form = change_form = EstablishmentForm
    verb_forms = {"suspend": ReasonForm, "close": ReasonForm, "merge": MergeForm}

    def get_queryset(self):
        """A merged shop is no row of the register, but its id still answers, and says where it went."""
        rows = super().get_queryset()
        return rows if self.detail else rows.standing()

    @action(detail=True, methods=["post"], url_name="see_phone", serializer_class=PhoneAnswer)
    def see_phone(self, request, pk=None):
        """The phone number in full, for those who may; that it was looked at stands in the history."""
        shop = get_or_refuse(Establishment.objects.all(), request.user, "accounts.see_phone", pk=pk)
        record("see_phone", about=shop, by=request.user)
        return Response({"phone": shop.phone})


class SafetyOfficerSerializer(serializers.ModelSerializer):
    phone = serializers.SerializerMethodField(help_text="masked; the verb see_phone is its establishment's")

    class Meta:
        model = SafetyOfficer
        fields = ["id", "establishment", "rank", "name", "phone", "since", "until", "trained_hours", "status"]

    def get_phone(self, officer) -> str:
        return mask_phone(officer.phone)


class SafetyOfficerViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = SafetyOfficer.objects.with_names().order_by("id")
    serializer_class = SafetyOfficerSerializer
    filterset_class = SafetyOfficerList
    create_form = change_form = SafetyOfficerForm


class DuplicateSerializer(serializers.ModelSerializer):
    class Meta:
        model = Duplicate
        fields = ["id", "first", "second", "signs", "found_at", "status"]


class DuplicateViewSet(ReachViewSet):
    queryset = Duplicate.objects.order_by("-id")
    serializer_class = DuplicateSerializer
    filterset_class = DuplicateList


class LevelRuleLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = LevelRuleLine
        fields = ["order", "level", "formats", "sizes", "bodies", "diners_from", "diners_below"]


class LevelRuleSerializer(serializers.ModelSerializer):
    lines = LevelRuleLineSerializer(many=True, read_only=True)

    class Meta:
        model = LevelRule
        fields = ["id", "version", "basis", "effective_on", "applied_at", "status", "lines"]


class LevelRuleViewSet(ReachViewSet):
    queryset = LevelRule.objects.prefetch_related("lines").order_by("-version")
    serializer_class = LevelRuleSerializer
    filterset_class = LevelRuleList
    verb_forms = {"adopt": AdoptForm, "drop": ReasonForm}


def register(router):
    router.register("establishments", EstablishmentViewSet)
    router.register("safety-officers", SafetyOfficerViewSet)
    router.register("level-rules", LevelRuleViewSet)
    router.register("duplicates", DuplicateViewSet)
