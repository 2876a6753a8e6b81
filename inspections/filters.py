"""What lists of inspections and findings can be narrowed to, on the page and in the API alike."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from base.pinyin import sounds_like
from establishments.filters import formats
from grid.filters import PlaceFilter
from inspections.models import (
    Checklist,
    Clause,
    Dispute,
    Finding,
    Inspection,
    Photo,
    Quarantined,
    RectificationOrder,
    WeakPoint,
    WorkStandard,
)
from tasks.ladder import soon_until
from workdays.calendar import Calendar


class InspectionFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Shop, credit code or officer"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(
        field_name="establishment__format", queryset=formats, label=_("Format"), empty_label=_("All formats")
    )
    kind = ChoiceFilter(choices=Inspection.KINDS, label=_("Kind"), empty_label=_("All kinds"))
    result = ChoiceFilter(choices=Inspection.RESULTS, label=_("Result"), empty_label=_("All results"))
    since = DayFilter(field_name="finished_at", lookup_expr="date__gte", label=_("From"))
    until = DayFilter(field_name="finished_at", lookup_expr="date__lte", label=_("Up to"))
    establishment = django_filters.NumberFilter(field_name="establishment_id", label=_("Establishment"), widget=HiddenInput)

    class Meta:
        model = Inspection
        fields = []

    def with_text(self, rows, name, text):
        shop = Q(place__name__icontains=text) | Q(establishment__credit_code__startswith=text.upper())
        officer = Q(officer__name__icontains=text) | Q(second_officer__name__icontains=text)
        return rows.filter(shop | officer | sounds_like(text, "place__pinyin", "officer__pinyin", "second_officer__pinyin"))


class FindingFilter(django_filters.FilterSet):
    OPEN, SOON, OVERDUE = "open", "soon", "overdue"
    STATUSES = {OPEN: _("not closed yet"), SOON: _("due soon"), OVERDUE: _("overdue")} | Finding.STATUSES

    text = django_filters.CharFilter(method="with_text", label=_("Shop or what was found"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(
        field_name="inspection__establishment__format", queryset=formats, label=_("Format"), empty_label=_("All formats")
    )
    severity = ChoiceFilter(choices=Finding.SEVERITIES, label=_("Severity"), empty_label=_("All severities"))
    status = ChoiceFilter(choices=STATUSES, method="with_status", label=_("Status"), empty_label=_("All statuses"))
    since = DayFilter(field_name="found_at", lookup_expr="date__gte", label=_("Found from"))
    until = DayFilter(field_name="found_at", lookup_expr="date__lte", label=_("Up to"))
    organisation = django_filters.NumberFilter(field_name="assignment__organisation_id", label=_("Handed over to"), widget=HiddenInput)
    establishment = django_filters.NumberFilter(field_name="inspection__establishment_id", label=_("Establishment"), widget=HiddenInput)
    closed_since = django_filters.DateFilter(field_name="assignment__closed_at", lookup_expr="date__gte", widget=HiddenInput)
    closed_until = django_filters.DateFilter(field_name="assignment__closed_at", lookup_expr="date__lte", widget=HiddenInput)
    in_time = django_filters.BooleanFilter(method="put_right_in_time", label=_("Put right in time"), widget=HiddenInput)
    inspection = django_filters.UUIDFilter(field_name="inspection_id", label=_("Inspection"), widget=HiddenInput)
    repeated = django_filters.BooleanFilter(method="found_again", label=_("Found again"), widget=HiddenInput)
    item = django_filters.CharFilter(field_name="item__code", label=_("Item"), widget=HiddenInput)
    checklist_item = django_filters.NumberFilter(field_name="item_id", label=_("Item"), widget=HiddenInput)

    class Meta:
        model = Finding
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(place__name__icontains=text) | Q(description__icontains=text) | sounds_like(text, "place__pinyin"))

    def found_again(self, rows, name, value):
        return rows.repeated() if value else rows

    def put_right_in_time(self, rows, name, value):
        return rows.in_time() if value else rows

    def with_status(self, rows, name, status):
        if status == self.OPEN:
            return rows.open()
        if status == self.SOON:
            at = timezone.now()
            return rows.due_soon(at, soon_until(at, Calendar.current()))
        if status == self.OVERDUE:
            return rows.overdue(timezone.now())
        return rows.filter(assignment__status=status)


class PhotoFilter(django_filters.FilterSet):
    """By plain ids: a choice of rows would say which of them exist out of reach."""

    inspection = django_filters.UUIDFilter(field_name="inspection_id")
    finding = django_filters.NumberFilter(field_name="finding_id")

    class Meta:
        model = Photo
        fields = []


class ChecklistFilter(django_filters.FilterSet):
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    status = ChoiceFilter(choices=Checklist.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    version = django_filters.NumberFilter(label=_("Version"), widget=HiddenInput)

    class Meta:
        model = Checklist
        fields = []


class WorkStandardFilter(django_filters.FilterSet):
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    status = ChoiceFilter(choices=WorkStandard.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = WorkStandard
        fields = []


class ClauseFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Law, article or words"))

    class Meta:
        model = Clause
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)


class OrderFilter(django_filters.FilterSet):
    place = PlaceFilter()
    since = DayFilter(field_name="issued_at", lookup_expr="date__gte", label=_("From"))
    until = DayFilter(field_name="issued_at", lookup_expr="date__lte", label=_("Up to"))

    class Meta:
        model = RectificationOrder
        fields = []


class DisputeFilter(django_filters.FilterSet):
    status = ChoiceFilter(choices=Dispute.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    place = PlaceFilter()

    class Meta:
        model = Dispute
        fields = []


class QuarantinedFilter(django_filters.FilterSet):
    status = ChoiceFilter(choices=Quarantined.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Quarantined
        fields = []


class WeakPointFilter(django_filters.FilterSet):
    dimension = ChoiceFilter(choices=WeakPoint.DIMENSIONS, label=_("Kind"), empty_label=_("All kinds"))
    place = PlaceFilter()

    class Meta:
        model = WeakPoint
        fields = []
