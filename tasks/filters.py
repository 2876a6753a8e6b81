"""What lists of creation tasks, assignments and letters can be narrowed to, on the page and in the API alike."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter, DayFilter
from establishments.filters import formats
from grid.filters import PlaceFilter
from grid.models import Organisation
from tasks.ladder import soon_until
from tasks.models import (
    WORK_KINDS,
    Assignment,
    Campaign,
    CreationTask,
    Extension,
    Instruction,
    LeaderVisit,
    LetterKind,
    LetterTemplate,
    Milestone,
    Notice,
    Rung,
)
from workdays.calendar import Calendar

PROGRESS = {
    "todo": _("not assigned"),
    "doing": _("under way"),
    "soon": _("due soon"),
    "late": _("overdue"),
    "done": _("done"),
}


def offices(request):
    """The organisations a list offers: those within reach, without the thousands of enterprises."""
    rows = Organisation.objects.reachable(request.user) if request else Organisation.objects.none()
    return rows.exclude(kind="enterprise").order_by("place__code", "short_name")


def lead_departments(request):
    return Organisation.objects.filter(leads__isnull=False).distinct().order_by("short_name")


def categories():
    """The catalogue's categories in its own order."""
    names = CreationTask.objects.order_by("no").values_list("category", flat=True)
    return [(name, name) for name in dict.fromkeys(names)]


class ViewFilter(django_filters.BooleanFilter):
    """A preset of the tabs: kept in the address, not shown among the filters."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.HiddenInput, **kwargs)


class CampaignFilter(django_filters.FilterSet):
    kind = ChoiceFilter(choices=Campaign.KINDS, label=_("Kind of campaign"), empty_label=_("All kinds of campaign"))

    class Meta:
        model = Campaign
        fields = []


def campaigns(request):
    return Campaign.objects.reachable(request.user, "view") if request else Campaign.objects.none()


class CreationTaskFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Title, standard or number"))
    category = ChoiceFilter(choices=lazy(categories, list), label=_("Category"), empty_label=_("All categories"))
    item_type = ChoiceFilter(choices=CreationTask.ITEM_TYPES, label=_("Item type"), empty_label=_("All item types"))
    campaign = django_filters.ModelChoiceFilter(queryset=campaigns, label=_("Campaign"), empty_label=_("All campaigns"))
    lead = django_filters.ModelChoiceFilter(queryset=lead_departments, label=_("Lead"), empty_label=_("All departments"))
    progress = ChoiceFilter(choices=PROGRESS, label=_("Status"), empty_label=_("All statuses"), method="with_progress")
    place = PlaceFilter(method="at_place")

    class Meta:
        model = CreationTask
        fields = []

    def __init__(self, data=None, queryset=None, *, request=None, **kwargs):
        super().__init__(data, queryset, request=request, **kwargs)
        self.queryset = with_progress(self.queryset, request, self.place_asked_for())

    def place_asked_for(self):
        """The progress of a task is that of its assignments at the place; so the place is read before the rows are narrowed."""
        field = self.filters["place"].field
        try:
            return field.clean(self.data.get("place")) if self.data else None
        except forms.ValidationError:
            return None

    def with_text(self, rows, name, text):
        return rows.named(text)

    def with_progress(self, rows, name, value):
        return rows.filter(progress=value)

    def at_place(self, rows, name, place):
        """A place smaller than the city has the tasks of which it was given work."""
        return rows if place is None or place.level == "city" else rows.exclude(progress="todo")


def with_progress(rows, request, place=None):
    """The tasks with their progress as the assignments this person reaches tell, at `place` where one is asked for."""
    work = Assignment.objects.reachable(request.user, "view") if request else Assignment.objects.none()
    work = work.inside(place) if place is not None and place.level != "city" else work
    at = timezone.now()
    return rows.with_progress(work, at=at, soon_until=soon_until(at, Calendar.current()))


class AssignmentFilter(django_filters.FilterSet):
    OPEN, ALL = "open", "all"
    STATUSES = {OPEN: _("not closed yet"), **Assignment.STATUSES, ALL: _("all")}

    text = django_filters.CharFilter(method="with_text", label=_("Title, organisation or person"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=STATUSES, label=_("Status"), empty_label=None, method="with_status")
    format = django_filters.ModelChoiceFilter(
        field_name="place__establishment__format", queryset=formats, label=_("Format"), empty_label=_("All formats")
    )
    kind = ChoiceFilter(choices=WORK_KINDS, label=_("Kind of work"), empty_label=_("All kinds of work"))
    organisation = django_filters.ModelChoiceFilter(queryset=offices, label=_("Organisation"), empty_label=_("All organisations"))
    due_since = DayFilter(field_name="due_at", lookup_expr="date__gte", label=_("Due from"))
    due_until = DayFilter(field_name="due_at", lookup_expr="date__lte", label=_("Due up to"))
    waiting = ViewFilter(method="waiting_for_me")
    handed_out = ViewFilter(method="handed_out_by_me")
    overdue = ViewFilter(method="only_overdue")
    parked = ViewFilter(method="only_parked")
    creation_task = django_filters.NumberFilter(field_name="creation_task_id", widget=forms.HiddenInput)

    class Meta:
        model = Assignment
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)

    def with_status(self, rows, name, value):
        if value == self.ALL:
            return rows
        return rows.open() if value == self.OPEN else rows.filter(status=value)

    def waiting_for_me(self, rows, name, value):
        return rows.waiting_for(self.request.user) if value else rows

    def handed_out_by_me(self, rows, name, value):
        return rows.handed_out_by(self.request.user) if value else rows

    def only_overdue(self, rows, name, value):
        return rows.overdue(timezone.now()) if value else rows

    def only_parked(self, rows, name, value):
        """What the ladder could not climb, for those who keep it running."""
        return rows.exclude(parked="") if value else rows


class ParkedFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Words in the title or the error"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=WORK_KINDS, label=_("Kind of work"), empty_label=_("All kinds of work"))
    organisation = django_filters.ModelChoiceFilter(queryset=offices, label=_("Organisation"), empty_label=_("All organisations"))

    class Meta:
        model = Assignment
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(title__icontains=text) | Q(parked__icontains=text))


class NoticeFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Number, title or addressee"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=LetterKind.choices, label=_("Kind of letter"), empty_label=_("All letters"))
    status = ChoiceFilter(choices=Notice.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    addressee = django_filters.ModelChoiceFilter(queryset=offices, label=_("Addressee"), empty_label=_("All addressees"))
    since = DayFilter(field_name="issued_at", lookup_expr="date__gte", label=_("Issued from"))
    until = DayFilter(field_name="issued_at", lookup_expr="date__lte", label=_("Issued up to"))
    waiting = ViewFilter(method="waiting_for_me")
    issued = ViewFilter(method="only_issued")
    unreplied = ViewFilter(method="only_unreplied")

    class Meta:
        model = Notice
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)

    def waiting_for_me(self, rows, name, value):
        return rows.to_acknowledge(self.request.user) if value else rows

    def only_unreplied(self, rows, name, value):
        return rows.unreplied() if value else rows

    def only_issued(self, rows, name, value):
        return rows.filter(serial__isnull=False) if value else rows


class LetterTemplateFilter(django_filters.FilterSet):
    letter = ChoiceFilter(choices=LetterKind.choices, label=_("Letter"), empty_label=_("All letters"))
    work_kind = ChoiceFilter(choices=WORK_KINDS, label=_("Kind of work"), empty_label=_("All kinds of work"))

    class Meta:
        model = LetterTemplate
        fields = []


class ExtensionFilter(django_filters.FilterSet):
    place = PlaceFilter()
    status = ChoiceFilter(choices=Extension.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    organisation = django_filters.ModelChoiceFilter(queryset=offices, label=_("Organisation"), empty_label=_("All organisations"))

    class Meta:
        model = Extension
        fields = []


class MilestoneFilter(django_filters.FilterSet):
    place = PlaceFilter()
    status = ChoiceFilter(choices=Milestone.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    organisation = django_filters.ModelChoiceFilter(queryset=offices, label=_("Organisation"), empty_label=_("All organisations"))
    due_since = DayFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_until = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Due up to"))
    overdue = ViewFilter(method="only_overdue")

    class Meta:
        model = Milestone
        fields = []

    def only_overdue(self, rows, name, value):
        return rows.overdue(timezone.localdate()) if value else rows


class RungFilter(django_filters.FilterSet):
    work_kind = ChoiceFilter(choices=WORK_KINDS, label=_("Kind of work"), empty_label=_("All kinds of work"))

    class Meta:
        model = Rung
        fields = []


def leaders(request):
    return get_user_model().objects.filter(leader_visits__isnull=False).distinct().order_by("name")


class LeaderVisitFilter(django_filters.FilterSet):
    place = PlaceFilter()
    leader = django_filters.ModelChoiceFilter(queryset=leaders, label=_("Visiting leader"), empty_label=_("All leaders"))
    since = DayFilter(field_name="visited_on", lookup_expr="gte", label=_("Visited from"))
    until = DayFilter(field_name="visited_on", lookup_expr="lte", label=_("Visited up to"))

    class Meta:
        model = LeaderVisit
        fields = []


class InstructionFilter(django_filters.FilterSet):
    status = ChoiceFilter(choices=Instruction.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    visit = django_filters.NumberFilter(field_name="visit_id", widget=forms.HiddenInput)

    class Meta:
        model = Instruction
        fields = []
