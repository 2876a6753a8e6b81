"""What lists of groups, points, reports and bulletins can be narrowed to, on the page and in the API alike."""

import django_filters
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from base.pinyin import sounds_like
from grid.filters import PlaceFilter
from supervision.models import BulletinCopy, DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint


class GroupFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="organisation__name", lookup_expr="icontains", label=_("Name"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=SupervisionGroup.KINDS, label=_("Kind"), empty_label=_("All kinds"))
    status = ChoiceFilter(choices=SupervisionGroup.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = SupervisionGroup
        fields = []


class OfGroup(django_filters.FilterSet):
    """Lists of what a group does: by group, place and days."""

    group = django_filters.NumberFilter(field_name="group_id", label=_("supervision group"), widget=HiddenInput)
    place = PlaceFilter()
    since = DayFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = DayFilter(field_name="day", lookup_expr="lte", label=_("Up to"))


class PointFilter(OfGroup):
    text = django_filters.CharFilter(method="with_text", label=_("Shop, place or what to look at"))
    status = ChoiceFilter(choices=SupervisionPoint.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    of_shops = django_filters.BooleanFilter(field_name="inspection", lookup_expr="isnull", exclude=True, widget=HiddenInput)

    class Meta:
        model = SupervisionPoint
        fields = []

    def with_text(self, rows, name, text):
        named = rows.filter(place__name__icontains=text) | rows.filter(purpose__icontains=text)
        return named | rows.filter(sounds_like(text, "place__pinyin"))


class ReportFilter(OfGroup):
    MISSING = "missing"
    STATUSES = {MISSING: _("missing after its hour")} | DailyReport.STATUSES

    status = ChoiceFilter(choices=STATUSES, method="with_status", label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = DailyReport
        fields = []

    def with_status(self, rows, name, status):
        return rows.missing(timezone.now()) if status == self.MISSING else rows.filter(status=status)


class BulletinFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Words of the bulletin"))
    status = ChoiceFilter(choices=DailyBulletin.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    since = DayFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = DayFilter(field_name="day", lookup_expr="lte", label=_("Up to"))

    class Meta:
        model = DailyBulletin
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(content__icontains=text) | rows.filter(situation__icontains=text)


class CopyFilter(django_filters.FilterSet):
    bulletin = django_filters.NumberFilter(field_name="bulletin_id", label=_("Bulletin"), widget=HiddenInput)
    status = ChoiceFilter(choices=BulletinCopy.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = BulletinCopy
        fields = []
