import django_filters
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter
from imports.models import Import


class ImportList(django_filters.FilterSet):
    status = ChoiceFilter(choices=Import.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    kind = django_filters.CharFilter(widget=django_filters.widgets.forms.HiddenInput)

    class Meta:
        model = Import
        fields = []
