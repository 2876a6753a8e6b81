"""The pages of plans: a list, one with its versions, publishing the next."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.files import validate_upload
from base.filters import ChoiceFilter
from base.forms import VerbForm
from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from base.picking import PickField
from base.tables import StatusColumn, Table, WhatColumn
from grid.filters import PlaceFilter
from grid.forms import PlacedForm
from grid.models import Organisation, Place, Plan


class PlanForm(PlacedForm):
    place = PickField(Place.objects.exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("place"))
    organisation = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("responsible organisation"))

    class Meta:
        model = Plan
        fields = ["kind", "title", "place", "organisation"]

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("place"), f"grid.{'change' if self.instance.pk else 'add'}_plan")
        return cleaned


class PublishForm(VerbForm):
    file = forms.FileField(
        label=_("File (PDF)"), validators=[validate_upload], widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"})
    )
    effective_on = forms.DateField(label=_("in force from"), initial=timezone.localdate)
    number = forms.CharField(label=_("document number"), required=False, max_length=60)
    note = forms.CharField(label=_("What changed"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PlanTable(Table):
    title = WhatColumn(verbose_name=_("Plan"), small=("organisation.short_name",), order_by="title")
    kind = tables.Column(verbose_name=_("Kind of plan"))
    place = tables.Column(verbose_name=_("Place"), accessor="place__name", order_by="place__path")
    newest = tables.Column(verbose_name=_("Newest version"), default="—", orderable=False)
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = Plan
        fields = ["title", "kind", "place", "newest", "status"]


class PlanFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Title or document number"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=Plan.KINDS, label=_("Kind of plan"), empty_label=_("All kinds of plans"))
    status = ChoiceFilter(choices=Plan.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = Plan
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(title__icontains=text) | Q(versions__number__icontains=text)).distinct()


class PlanListPage(ListPage):
    model = Plan
    table_class = PlanTable
    filterset_class = PlanFilter
    empty_text = _("The plans an area works by, with every version, are listed here.")

    def rows(self):
        return super().rows().annotate(newest=Max("versions__version")).order_by("place__path", "kind", "id")


class PlanDetail(DetailPage):
    model = Plan
    template_name = "grid/plan_detail.html"

    def facts(self, plan):
        return [
            (_("Kind of plan"), plan.get_kind_display()),
            (_("Place"), plan.place),
            (_("Responsible organisation"), plan.organisation.name),
        ]

    def more(self, plan):
        return {"versions": plan.versions.select_related("uploaded_by"), "now_in_force": plan.in_force(timezone.localdate())}


class PlanNew(CreatePage):
    model = Plan
    form_class = PlanForm


class PlanEdit(UpdatePage):
    model = Plan
    form_class = PlanForm
