"""The robots of organisations: an administrator enters their addresses, which are not shown again."""

from functools import partial

import django_filters
import django_tables2
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.forms import KeepsSecrets, RecordedForm
from base.filters import ChoiceFilter
from base.pages import CreatePage, ListPage, UpdatePage
from base.picking import PickField
from base.tables import Table, WhatColumn
from grid.models import Organisation, Robot


class RobotForm(KeepsSecrets, RecordedForm):
    organisation = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("organisation"))

    class Meta:
        model = Robot
        fields = ["organisation", "name", "kind", "webhook", "sign_secret", "is_active"]
        field_classes = {"webhook": partial(forms.URLField, assume_scheme="https")}
        help_texts = {
            "webhook": _("As the group shows it when the robot is added."),
            "sign_secret": _("DingTalk only, where the robot asks for signatures."),
        }

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        if not Organisation.objects.reachable(self.user, "grid.add_robot").filter(pk=organisation.pk).exists():
            raise forms.ValidationError(_("This organisation is outside the area you administer."))
        return organisation


class RobotFilter(django_filters.FilterSet):
    kind = ChoiceFilter(choices=Robot.KINDS, label=_("kind of robot"), empty_label=_("All kinds"))

    class Meta:
        model = Robot
        fields = []


class RobotTable(Table):
    organisation = WhatColumn(verbose_name=_("Organisation"), small=["name"], order_by="organisation__short_name")
    kind = django_tables2.Column(verbose_name=_("kind of robot"))
    is_active = django_tables2.BooleanColumn(verbose_name=_("In use"), yesno=(_("yes"), _("no")))

    class Meta(Table.Meta):
        model = Robot
        fields = ["organisation", "kind", "is_active"]


class RobotList(ListPage):
    model = Robot
    table_class = RobotTable
    filterset_class = RobotFilter
    empty_text = _("A robot says in an organisation's group what its members are told, to those who chose it on their profile page.")

    def rows(self):
        return Robot.objects.select_related("organisation").order_by("organisation__short_name", "id")


class RobotNew(CreatePage):
    model = Robot
    form_class = RobotForm

    def create(self, form):
        super().create(form)
        return reverse("robot-list")


class RobotEdit(UpdatePage):
    model = Robot
    form_class = RobotForm

    def change(self, form):
        super().change(form)
        return reverse("robot-list")
