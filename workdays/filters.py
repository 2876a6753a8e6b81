"""What the list of special days can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _

from workdays.models import SpecialDay


def years(request=None):
    return [(year, str(year)) for year in SpecialDay.objects.order_by("-day__year").values_list("day__year", flat=True).distinct()]


class SpecialDayFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(field_name="day__year", choices=years, label=_("Year"), empty_label=_("All years"))
    name = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Occasion"))
    is_workday = django_filters.ChoiceFilter(
        choices=[(False, _("day off")), (True, _("make-up working day"))],
        label=_("Day off or make-up day"),
        empty_label=_("Days off and make-up days"),
    )

    class Meta:
        model = SpecialDay
        fields = []
