"""Safety directors and officers of the businesses."""

from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, ListPage, UpdatePage
from base.rows import number_in
from establishments.filters import SafetyOfficerList
from establishments.forms import SafetyOfficerForm
from establishments.models import Establishment, SafetyOfficer
from establishments.tables import SafetyOfficerTable


class SafetyOfficerListPage(ListPage):
    model = SafetyOfficer
    table_class = SafetyOfficerTable
    filterset_class = SafetyOfficerList
    empty_text = _("Those who answer for food safety inside the businesses in your reach are listed here.")


class SafetyOfficerNew(CreatePage):
    model = SafetyOfficer
    form_class = SafetyOfficerForm

    def initial(self):
        """The shop whose page led here."""
        number = number_in(self.request.GET.get("establishment", ""))
        shop = Establishment.objects.reachable(self.request.user, "view").filter(pk=number).first() if number else None
        return super().initial() | {"establishment": shop}


class SafetyOfficerEdit(UpdatePage):
    model = SafetyOfficer
    form_class = SafetyOfficerForm
