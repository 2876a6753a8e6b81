"""What lists of plans and of planned shops can be narrowed to, on the page and in the API alike."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter
from base.pinyin import sounds_like
from establishments.filters import formats
from grid.filters import PlaceFilter
from planning.models import InspectionPlan, PlannedShop


class PlanFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("Title"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=InspectionPlan.KINDS, label=_("Kind"), empty_label=_("All kinds"))
    status = ChoiceFilter(choices=InspectionPlan.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    mine = django_filters.BooleanFilter(method="of_me", label=_("My plans"), widget=HiddenInput)

    class Meta:
        model = InspectionPlan
        fields = []

    def of_me(self, rows, name, value):
        return rows.filter(pk__in=self.request.user.inspection_plans.values("pk")) if value else rows


class PlannedShopFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Shop, address or credit code"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(
        field_name="establishment__format", queryset=formats, label=_("Format"), empty_label=_("All formats")
    )
    status = ChoiceFilter(choices=PlannedShop.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    plan = django_filters.NumberFilter(field_name="plan_id", label=_("Inspection plan"), widget=HiddenInput)
    establishment = django_filters.NumberFilter(field_name="establishment_id", label=_("Establishment"), widget=HiddenInput)

    class Meta:
        model = PlannedShop
        fields = []

    def with_text(self, rows, name, text):
        shop = Q(place__name__icontains=text) | Q(establishment__address__icontains=text) | sounds_like(text, "place__pinyin")
        return rows.filter(shop | Q(establishment__credit_code__startswith=text.upper()))
