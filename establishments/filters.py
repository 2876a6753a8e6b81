import django_filters
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from establishments.models import Establishment, Format
from grid.filters import PlaceFilter


def formats(request):
    """The formats a filter offers; none where the API only describes itself."""
    return Format.objects.reachable(request.user) if request else Format.objects.none()


class EstablishmentList(django_filters.FilterSet):
    """What the register can be narrowed to, on the page and in the API alike."""

    text = django_filters.CharFilter(method="with_text", label=_("Name, credit code or address"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    status = ChoiceFilter(choices=Establishment.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    guarantee_level = ChoiceFilter(choices=Establishment.GRADES, label=_("Guarantee level"), empty_label=_("All"))
    risk_grade = ChoiceFilter(choices=Establishment.GRADES, label=_("Risk grade"), empty_label=_("All"))
    catering_rating = ChoiceFilter(choices=Establishment.RATINGS, label=_("Catering rating"), empty_label=_("All"))
    inspected_since = DayFilter(method="with_inspection", label=_("Inspected since"))

    class Meta:
        model = Establishment
        fields = []

    def with_inspection(self, rows, name, day):
        return rows.inspected_since(day)

    def with_text(self, rows, name, text):
        return rows.named(text)
