"""What lists of draws, recusals, shops to visit and replays can be narrowed to, on the page and in the API alike."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from establishments.filters import formats
from establishments.models import Establishment
from grid.filters import PlaceFilter
from planning.models import Draw, RankedShop, RankingReplay, Recusal


class DrawFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("title"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=Draw.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Draw
        fields = []


class RecusalFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Officer or shop"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=Recusal.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Recusal
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(person__name__icontains=text) | Q(place__name__icontains=text))


class RankedShopFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Name, credit code or address"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    risk_grade = ChoiceFilter(choices=Establishment.GRADES, label=_("Risk grade"), empty_label=_("All"))

    class Meta:
        model = RankedShop
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(pk__in=Establishment.objects.named(text).order_by().values("pk"))


class RankingReplayFilter(django_filters.FilterSet):
    place = PlaceFilter()
    since = DayFilter(field_name="since", lookup_expr="gte", label=_("From"))

    class Meta:
        model = RankingReplay
        fields = []
