"""What the lists of clauses, cards and standings can be narrowed to, on the page and in the API alike."""

import django_filters
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from grid.filters import PlaceFilter
from scoring.models import GROUPS, Scheme, Scorecard, ScoringClause, Standing
from tasks.models import Campaign


def schemes(request):
    return Scheme.objects.reachable(request.user, "view") if request else Scheme.objects.none()


def campaigns(request):
    return Campaign.objects.filter(standings__isnull=False).distinct()


class SchemeFilter(django_filters.FilterSet):
    class Meta:
        model = Scheme
        fields = []


class ClauseFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("What is asked"))
    scheme = django_filters.ModelChoiceFilter(queryset=schemes, label=_("Scoring rules"), empty_label=_("All rules"))
    kind = ChoiceFilter(choices=ScoringClause.KINDS, label=_("Item type"), empty_label=_("All item types"))
    formula = ChoiceFilter(choices=ScoringClause.FORMULAS, label=_("How it is scored"), empty_label=_("Every way of scoring"))

    class Meta:
        model = ScoringClause
        fields = []


class ScorecardFilter(django_filters.FilterSet):
    scheme = django_filters.ModelChoiceFilter(queryset=schemes, label=_("Scoring rules"), empty_label=_("All rules"))
    group = ChoiceFilter(choices=GROUPS, label=_("Group"), empty_label=_("Departments and districts"))
    status = ChoiceFilter(choices=Scorecard.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    place = PlaceFilter()

    class Meta:
        model = Scorecard
        fields = []


class StandingFilter(django_filters.FilterSet):
    day = DayFilter(field_name="day", label=_("Day"))
    group = ChoiceFilter(choices=GROUPS, label=_("Group"), empty_label=_("Departments and districts"))
    campaign = django_filters.ModelChoiceFilter(queryset=campaigns, label=_("Campaign"), empty_label=_("All campaigns"))

    class Meta:
        model = Standing
        fields = []
