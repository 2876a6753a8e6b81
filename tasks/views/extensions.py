"""The pages of extensions: which are asked for, one with its reason, the decision."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, ListPage, VerbPage
from base.reach import may
from base.words import moment
from tasks.filters import ExtensionFilter
from tasks.models import Extension
from tasks.tables import ExtensionTable


class ExtensionList(ListPage):
    model = Extension
    table_class = ExtensionTable
    filterset_class = ExtensionFilter
    empty_text = _("Later deadlines that offices ask for appear here with their reasons.")


class ExtensionDetail(DetailPage):
    model = Extension

    def facts(self, row):
        work = row.assignment
        seen = may(self.request.user, "view", work)
        return [
            (_("Assignment"), format_html('<a href="{}">{}</a>', work.get_absolute_url(), work.title) if seen else work.title),
            (_("Asked by"), row.organisation.name),
            (_("Asked at"), moment(row.asked_at)),
            (_("Deadline then"), moment(row.due_before)),
            (_("Asked for"), moment(row.until)),
            (_("Reason"), row.reason),
        ]

    def verb(self, row, verb):
        return super().verb(row, verb) | {"needs_form": True}


class ExtensionVerb(VerbPage):
    """The decision; it leads back to the work."""

    def press(self, form, row):
        super().press(form, row)
        return row.assignment.get_absolute_url() if may(self.request.user, "view", row.assignment) else reverse("extension-list")
