"""The API of the register."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from audit.models import record
from base.api import ChangesByForm, CreatesByForm, ReachViewSet
from base.reach import get_or_refuse
from base.templatetags.portal import mask_phone
from establishments.filters import EstablishmentList
from establishments.forms import EstablishmentForm
from establishments.models import Establishment


class EstablishmentSerializer(serializers.ModelSerializer):
    name = serializers.CharField()
    inside = serializers.IntegerField(source="place.parent_id", help_text="id of the cell or community it lies in")
    format_code = serializers.CharField(source="format.code")
    phone = serializers.SerializerMethodField(help_text="masked; see the verb see-phone")
    inspected_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Establishment
        fields = [
            *("id", "name", "place", "inside", "format", "format_code", "credit_code", "licence_no", "address", "latitude", "longitude"),
            *("principal", "phone", "guarantee_level", "risk_grade", "catering_rating", "status", "organisation", "inspected_at"),
        ]

    def get_phone(self, shop) -> str:
        return mask_phone(shop.phone)


class PhoneAnswer(serializers.Serializer):
    phone = serializers.CharField()


class EstablishmentViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = Establishment.objects.with_names().with_last_inspection().order_by("id")
    serializer_class = EstablishmentSerializer
    filterset_class = EstablishmentList
    create_form = change_form = EstablishmentForm

    @action(detail=True, methods=["post"], url_path="see-phone", serializer_class=PhoneAnswer)
    def see_phone(self, request, pk=None):
        """The phone number in full, for those who may; that it was looked at stands in the history."""
        shop = get_or_refuse(Establishment.objects.all(), request.user, "accounts.see_phone", pk=pk)
        record("see_phone", about=shop, by=request.user)
        return Response({"phone": shop.phone})


def register(router):
    router.register("establishments", EstablishmentViewSet)
