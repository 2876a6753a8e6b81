"""What lists of guarantees, visits, problems, guarantors and pledges can be narrowed to, on the page and in the API alike."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.filters import ChoiceFilter, DayFilter
from establishments.filters import formats
from establishments.models import Establishment
from grid.filters import AsOfList, PlaceFilter, as_of_filter
from guarantees.models import Guarantee, GuaranteeVisit, Pledge, VisitProblem


def hidden_number(field, label):
    return django_filters.NumberFilter(field_name=field, label=label, widget=HiddenInput)


class GuaranteeFilter(AsOfList):
    OVERDUE, DUE, VISITED = "overdue", "due", "visited"
    VISITS = {OVERDUE: _("overdue"), DUE: _("to be visited in this period"), VISITED: _("visited in this period")}
    FAULTS = {"mismatch": _("post does not match the level"), "vacant": _("post held by nobody")}

    text = django_filters.CharFilter(method="with_text", label=_("Shop, credit code or guarantor"))
    place = PlaceFilter()
    level = ChoiceFilter(
        field_name="establishment__guarantee_level",
        choices=Establishment.GRADES,
        label=pgettext_lazy("guarantee", "Level"),
        empty_label=_("All"),
    )
    format = django_filters.ModelChoiceFilter(
        field_name="establishment__format", queryset=formats, label=_("Format"), empty_label=_("All formats")
    )
    visit = ChoiceFilter(choices=VISITS, method="with_visit", label=_("Visit"), empty_label=_("All"))
    fault = ChoiceFilter(choices=FAULTS, method="with_fault", label=_("At fault"), empty_label=_("All"))
    status = ChoiceFilter(choices=Guarantee.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    mine = django_filters.BooleanFilter(method="of_me", label=_("My shops"), widget=HiddenInput)
    guarantor = hidden_number("appointment__user_id", _("Guarantor"))
    establishment = hidden_number("establishment_id", _("Establishment"))
    as_of = as_of_filter()

    class Meta:
        model = Guarantee
        fields = []

    def with_text(self, rows, name, text):
        shop = Q(place__name__icontains=text) | Q(establishment__credit_code__startswith=text.upper())
        return rows.filter(shop | Q(appointment__user__name__icontains=text))

    def with_visit(self, rows, name, state):
        """Periods are those of today, whatever day the guarantees are asked for; so are faults."""
        today = timezone.localdate()
        return {self.OVERDUE: rows.overdue, self.DUE: rows.due, self.VISITED: rows.visited}[state](today)

    def with_fault(self, rows, name, fault):
        return rows.mismatched() if fault == "mismatch" else rows.vacant(timezone.localdate())

    def of_me(self, rows, name, value):
        return rows.of(self.request.user) if value else rows


class VisitFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Shop, credit code or guarantor"))
    place = PlaceFilter()
    level = ChoiceFilter(
        field_name="establishment__guarantee_level",
        choices=Establishment.GRADES,
        label=pgettext_lazy("guarantee", "Level"),
        empty_label=_("All"),
    )
    mode = ChoiceFilter(choices=GuaranteeVisit.MODES, label=_("Form of visit"), empty_label=_("All"))
    since = DayFilter(field_name="visited_on", lookup_expr="gte", label=_("From"))
    until = DayFilter(field_name="visited_on", lookup_expr="lte", label=_("Up to"))
    establishment = hidden_number("establishment_id", _("Establishment"))
    guarantor = hidden_number("guarantor_id", _("Guarantor"))

    class Meta:
        model = GuaranteeVisit
        fields = []

    def with_text(self, rows, name, text):
        shop = Q(place__name__icontains=text) | Q(establishment__credit_code__startswith=text.upper())
        return rows.filter(shop | Q(guarantor__name__icontains=text))


class ProblemFilter(django_filters.FilterSet):
    OPEN, OVERDUE = "open", "overdue"
    STATUSES = {OPEN: _("not closed yet"), OVERDUE: _("overdue")} | VisitProblem.STATUSES

    text = django_filters.CharFilter(method="with_text", label=_("Shop or what was found"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=STATUSES, method="with_status", label=_("Status"), empty_label=_("All statuses"))
    since = DayFilter(field_name="found_at", lookup_expr="date__gte", label=_("Found from"))
    until = DayFilter(field_name="found_at", lookup_expr="date__lte", label=_("Up to"))
    establishment = hidden_number("visit__establishment_id", _("Establishment"))
    guarantor = hidden_number("visit__guarantor_id", _("Guarantor"))

    class Meta:
        model = VisitProblem
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(place__name__icontains=text) | Q(description__icontains=text))

    def with_status(self, rows, name, status):
        if status == self.OPEN:
            return rows.open()
        return rows.overdue(timezone.now()) if status == self.OVERDUE else rows.filter(assignment__status=status)


class GuarantorFilter(django_filters.FilterSet):
    PLEDGES = {"none": _("no pledge in force"), "draft": _("to be signed")}

    text = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Name of the guarantor"))
    place = PlaceFilter(method="with_place")
    level = ChoiceFilter(method="with_level", choices=Establishment.GRADES, label=pgettext_lazy("guarantee", "Level"), empty_label=_("All"))
    visits = ChoiceFilter(choices={"overdue": _("with overdue visits")}, method="with_overdue", label=_("Visit"), empty_label=_("All"))
    pledge = ChoiceFilter(choices=PLEDGES, method="with_pledge", label=_("Pledge"), empty_label=_("All"))

    class Meta:
        model = get_user_model()
        fields = []

    def held(self):
        return Guarantee.objects.reachable(self.request.user, "view").held()

    def with_place(self, rows, name, place):
        return rows.filter(pk__in=self.held().inside(place).values("appointment__user")) if place else rows

    def with_level(self, rows, name, level):
        return rows.filter(pk__in=self.held().filter(establishment__guarantee_level=level).values("appointment__user"))

    def with_overdue(self, rows, name, value):
        return rows.filter(pk__in=self.held().overdue(timezone.localdate()).values("appointment__user"))

    def with_pledge(self, rows, name, pledge):
        if pledge == "draft":
            return rows.filter(Exists(Pledge.objects.filter(guarantor=OuterRef("pk"), status=Pledge.DRAFT)))
        return rows.exclude(Exists(Pledge.objects.in_force(timezone.localdate()).filter(guarantor=OuterRef("pk"))))


class PledgeFilter(django_filters.FilterSet):
    RUNNING_OUT, IN_FORCE = "running_out", "in_force"
    STATUSES = {
        Pledge.DRAFT: Pledge.STATUSES[Pledge.DRAFT],
        IN_FORCE: pgettext_lazy("pledge", "in force"),
        RUNNING_OUT: _("to be renewed"),
        Pledge.DROPPED: Pledge.STATUSES[Pledge.DROPPED],
    }

    text = django_filters.CharFilter(field_name="guarantor__name", lookup_expr="icontains", label=_("Name of the guarantor"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=STATUSES, method="with_status", label=_("Status"), empty_label=_("All statuses"))
    guarantor = hidden_number("guarantor_id", _("Guarantor"))

    class Meta:
        model = Pledge
        fields = []

    def with_status(self, rows, name, status):
        today = timezone.localdate()
        if status == self.RUNNING_OUT:
            return rows.running_out(today)
        return rows.in_force(today) if status == self.IN_FORCE else rows.filter(status=status)


class ProcessFilter(django_filters.FilterSet):
    """Shops by how far their process has come."""

    text = django_filters.CharFilter(method="with_text", label=_("Name, credit code or address"))
    place = PlaceFilter()
    level = ChoiceFilter(
        field_name="guarantee_level", choices=Establishment.GRADES, label=pgettext_lazy("guarantee", "Level"), empty_label=_("All")
    )
    lacks = ChoiceFilter(
        choices={"guarantor": _("no guarantor"), "board": _("no board at the door"), "assessment": _("not assessed this year")},
        method="lacking",
        label=_("Lacks"),
        empty_label=_("All"),
    )

    class Meta:
        model = Establishment
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)

    def lacking(self, rows, name, what):
        if what == "guarantor":
            return rows.exclude(Exists(Guarantee.objects.held().filter(establishment=OuterRef("pk"))))
        if what == "board":
            return rows.filter(Q(board=None) | Q(board__posted_on=None))
        assessed = Establishment.assessments.rel.related_model.objects.filter(assessed_on__year=timezone.localdate().year)
        return rows.exclude(pk__in=assessed.values("establishment"))
