from datetime import timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from establishments.models import Duplicate, Establishment, Format, LevelRule, SafetyOfficer
from grid.filters import PlaceFilter


def formats(request):
    """The formats a filter offers; none where the API only describes itself."""
    return Format.objects.reachable(request.user) if request else Format.objects.none()


SOON_DAYS = 60  # how long before its end a licence is called to mind
LICENCE_ENDS = {"ending": _("ends within 60 days"), "ended": _("has ended"), "unknown": _("end not known")}
SAFETY = {"none": _("nobody on record"), "no_director": _("director needed, none on record")}


class EstablishmentList(django_filters.FilterSet):
    """What the register can be narrowed to, on the page and in the API alike."""

    text = django_filters.CharFilter(method="with_text", label=_("Name, credit code or address"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    status = ChoiceFilter(choices=Establishment.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    guarantee_level = ChoiceFilter(choices=Establishment.GRADES, label=_("Guarantee level"), empty_label=_("All"))
    risk_grade = ChoiceFilter(choices=Establishment.GRADES, label=_("Risk grade"), empty_label=_("All"))
    size = ChoiceFilter(choices=Establishment._meta.get_field("size").choices, label=_("Size"), empty_label=_("All sizes"))
    licence = ChoiceFilter(choices=LICENCE_ENDS, method="with_licence", label=_("Licence"), empty_label=_("All"))
    catering_rating = ChoiceFilter(choices=Establishment.RATINGS, label=_("Catering rating"), empty_label=_("All"))
    # Asked for by links and by the API; a bar with all of them would hide the list.
    body = ChoiceFilter(choices=Establishment._meta.get_field("body").choices, widget=HiddenInput)
    licence_kind = ChoiceFilter(choices=Establishment._meta.get_field("licence_kind").choices, widget=HiddenInput)
    safety = ChoiceFilter(choices=SAFETY, method="with_safety", widget=HiddenInput)
    inspected_since = DayFilter(method="with_inspection", label=_("Inspected since"))

    class Meta:
        model = Establishment
        fields = []

    def with_inspection(self, rows, name, day):
        return rows.inspected_since(day)

    def with_licence(self, rows, name, end):
        today = timezone.localdate()
        if end == "unknown":
            return rows.filter(licence_expires_on=None)
        if end == "ended":
            return rows.licence_ending(None, today - timedelta(days=1))
        return rows.licence_ending(today, today + timedelta(days=SOON_DAYS))

    def with_safety(self, rows, name, lack):
        return rows.without_safety_officer() if lack == "none" else rows.lacking_director()

    def with_text(self, rows, name, text):
        return rows.named(text)


class SafetyOfficerList(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Name of the person or the business"))
    place = PlaceFilter()
    rank = ChoiceFilter(choices=SafetyOfficer.RANKS, label=_("Duty"), empty_label=_("All"))
    status = ChoiceFilter(choices=SafetyOfficer.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    establishment = django_filters.NumberFilter(widget=HiddenInput)

    class Meta:
        model = SafetyOfficer
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(name__icontains=text) | Q(establishment__place__name__icontains=text))


class LevelRuleList(django_filters.FilterSet):
    status = ChoiceFilter(choices=LevelRule.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = LevelRule
        fields = []


LEVELS_AND_NONE = {"-": _("none")} | Establishment.GRADES


class RegradeList(django_filters.FilterSet):
    """What a rule would change, narrowed by place, format, and from which level to which."""

    text = django_filters.CharFilter(method="with_text", label=_("Name, credit code or address"))
    place = PlaceFilter()
    format = django_filters.ModelChoiceFilter(queryset=formats, label=_("Format"), empty_label=_("All formats"))
    old = ChoiceFilter(
        choices=LEVELS_AND_NONE, method="with_level", field_name="guarantee_level", label=_("Level today"), empty_label=_("All")
    )
    new = ChoiceFilter(choices=LEVELS_AND_NONE, method="with_level", field_name="by_rule", label=_("By the rule"), empty_label=_("All"))

    class Meta:
        model = Establishment
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)

    def with_level(self, rows, name, level):
        return rows.filter(**{name: "" if level == "-" else level})


class DuplicateList(django_filters.FilterSet):
    place = PlaceFilter()
    sign = ChoiceFilter(choices=Duplicate.SIGNS, method="with_sign", label=_("What they share"), empty_label=_("All"))
    status = ChoiceFilter(choices=Duplicate.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Duplicate
        fields = []

    def with_sign(self, rows, name, sign):
        return rows.filter(signs__contains=[sign])
