"""The API of places, organisations and appointments."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from grid.filters import AppointmentList, OrganisationList, PlaceList
from grid.forms import AppointmentForm, CellForm, CopiesForm, OrganisationForm
from grid.handover_views import HandOverForm, HandOverList, StandInForm
from grid.maps import outlines_of
from grid.models import Appointment, HandOver, Organisation, Place, Plan, PlanVersion, ProofLine, Responsibility, ResponsibilityList
from grid.plan_views import PlanFilter, PlanForm, PublishForm
from grid.proof_views import ProofLineList
from grid.reshaping_forms import FORMS
from grid.responsibility_views import ListFilter, SignForm


class PlaceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Place
        fields = ["id", "parent", "level", "name", "code", "path", "status", "opened_on", "retired_on"]

    def to_representation(self, place):
        """Asked as of a day, a place answers with the name, code and parent it had then."""
        answer = super().to_representation(place)
        then = {name: getattr(place, f"{name}_then") for name in ("name", "code", "parent") if hasattr(place, f"{name}_then")}
        return answer | then


class PlaceDetailSerializer(PlaceSerializer):
    class Meta(PlaceSerializer.Meta):
        fields = [*PlaceSerializer.Meta.fields, "outline"]


class PlaceViewSet(CreatesByForm, ReachViewSet):
    """Places from the city down to cells and establishments; outlines stand in the single place. POST to the list adds a cell.

    ``?as_of=2026-10-01`` lists the places of that day, as they were called and lay then.
    """

    queryset = Place.objects.order_by("code")
    serializer_class = PlaceSerializer
    filterset_class = PlaceList
    create_form = CellForm
    verb_forms = FORMS

    def get_serializer_class(self):
        return PlaceDetailSerializer if self.action == "retrieve" else PlaceSerializer

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action in ("retrieve", "outlines") else rows.defer("outline")

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def outlines(self, request, pk=None):
        """A GeoJSON FeatureCollection of the place and its drawn parts, for a map; `role` says which is which."""
        return Response(outlines_of(self.get_object(), request.user))


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ["id", "name", "short_name", "kind", "place", "parent", "letter_code"]


class OrganisationViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = Organisation.objects.order_by("place__code", "name")
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationList
    create_form = change_form = OrganisationForm


class AppointmentSerializer(serializers.ModelSerializer):
    user_name = serializers.CharField(source="user.name")
    role_name = serializers.CharField(source="role.name")
    term = serializers.CharField(help_text="current, future or ended, as of today")

    class Meta:
        model = Appointment
        fields = ["id", "user", "user_name", "role", "role_name", "organisation", "place", "title", "phone"]
        fields += ["since", "until", "status", "term", "stands_in_for"]


class AppointmentViewSet(CreatesByForm, ReachViewSet):
    """POST to the list appoints; `relieve/` ends the term today, `hand_over/` passes post and open work on, `stand_in/` lends it."""

    queryset = Appointment.objects.select_related("user", "role").order_by("id")
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentList
    create_form = AppointmentForm
    verb_forms = {"stand_in": StandInForm, "hand_over": HandOverForm}


class HandOverSerializer(serializers.ModelSerializer):
    class Meta:
        model = HandOver
        fields = ["id", "giver", "taker", "place", "at", "by", "note", "posts", "lines", "status"]


class HandOverViewSet(ReachViewSet):
    """Posts that went from one person to another, with every open item that went along. POST files to `keep_copy/` once it is signed."""

    queryset = HandOver.objects.order_by("-id")
    serializer_class = HandOverSerializer
    filterset_class = HandOverList
    verb_forms = {"keep_copy": CopiesForm}


class ProofLineSerializer(serializers.ModelSerializer):
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = ProofLine
        fields = ["id", "run", "kind", "place", "subject", "sentence", "facts", "url", "mend_url", "first_on", "fresh"]


class ProofLineViewSet(ReachViewSet):
    """The gaps and overlaps of the newest proof, or with `run` those of an earlier one."""

    queryset = ProofLine.objects.order_by("id")
    serializer_class = ProofLineSerializer
    filterset_class = ProofLineList


class ResponsibilitySerializer(serializers.ModelSerializer):
    class Meta:
        model = Responsibility
        fields = ["area", "person", "post", "shops", "duties", "patrol_days"]


class ResponsibilityListSerializer(serializers.ModelSerializer):
    lines = ResponsibilitySerializer(many=True, read_only=True)

    class Meta:
        model = ResponsibilityList
        fields = ["id", "place", "version", "status", "effective_on", "signed_by", "signed_at", "lines"]


class ResponsibilityListViewSet(ReachViewSet):
    """Who answers for what: published versions and drafts. POST to `sign/` publishes a draft as the next version."""

    queryset = ResponsibilityList.objects.prefetch_related("lines").order_by("id")
    serializer_class = ResponsibilityListSerializer
    filterset_class = ListFilter
    verb_forms = {"sign": SignForm, "keep_copy": CopiesForm}


class PlanVersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlanVersion
        fields = ["id", "version", "number", "effective_on", "name", "size", "sha256", "note", "uploaded_at"]


class PlanSerializer(serializers.ModelSerializer):
    versions = PlanVersionSerializer(many=True, read_only=True)

    class Meta:
        model = Plan
        fields = ["id", "kind", "title", "place", "organisation", "status", "versions"]


class PlanViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    """Plans with their versions. POST a file to `publish/` for the next version."""

    queryset = Plan.objects.prefetch_related("versions").order_by("id")
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    create_form = change_form = PlanForm
    verb_forms = {"publish": PublishForm}


def register(router):
    router.register("places", PlaceViewSet)
    router.register("organisations", OrganisationViewSet)
    router.register("appointments", AppointmentViewSet)
    router.register("hand-overs", HandOverViewSet)
    router.register("plans", PlanViewSet)
    router.register("proof-lines", ProofLineViewSet)
    router.register("responsibility-lists", ResponsibilityListViewSet)
