"""Handing in lists as Excel files, seeing what they would do, and letting them do it."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.importing import IMPORTERS, OUTCOMES, Importer
from base.pages import DetailPage, FormPage, ListPage, Page, VerbPage, url_or_none
from base.words import moment
from base.workbooks import template
from imports.filters import ImportList
from imports.forms import ImportForm
from imports.models import SPREADSHEET, Import
from imports.tables import ImportTable
from imports.working import advance


class ImportListPage(ListPage):
    model = Import
    table_class = ImportTable
    filterset_class = ImportList
    empty_text = _("The Excel files you have handed in are listed here.")

    def actions(self):
        return [
            {"label": declared.title, "url": reverse("import-new", args=[name]), "icon": "file-import"}
            for name, declared in IMPORTERS.items()
            if self.request.user.has_perm(declared.permission)
        ]


class ForKind(Page):
    """A page about one thing that can be imported, for those whose post carries the right to."""

    model = Import

    def dispatch(self, request, *args, **kwargs):
        self.declared = IMPORTERS.get(kwargs["kind"])
        if self.declared is None:
            raise Http404
        if not request.user.has_perm(self.declared.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportNew(ForKind, FormPage):
    """Where a workbook is handed in; a small one is looked through at once."""

    form_class = ImportForm
    template_name = "imports/import_new.html"
    submit_label = _("Check the file")

    def get(self, request, kind):
        return self.ask(ImportForm(user=request.user, initial={"kind": kind}), None)

    def post(self, request, kind):
        return self.answer(ImportForm({"kind": kind}, request.FILES, user=request.user), None, self.hand_in)

    def hand_in(self, form):
        row = form.save(by=self.request.user)
        if row.is_small:
            advance(row.pk)
        return row.get_absolute_url()

    def context(self, **more):
        return super().context(**more) | {
            "page_title": self.declared.title,
            "declared": self.declared,
            "filled": self.declared.as_typed is not Importer.as_typed,
        }


class ImportTemplate(ForKind):
    """The workbook to fill in; with ``?filled`` it holds what stands, to be edited and handed in again."""

    def get(self, request, kind):
        declared, file = self.declared(by=request.user), io.BytesIO()
        template(declared, file, declared.as_typed() if "filled" in request.GET else ())
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{self.declared.title}.xlsx", content_type=SPREADSHEET)


class ImportDetail(DetailPage):
    model = Import
    template_name = "imports/import_detail.html"

    def facts(self, row):
        return [
            (_("What is imported"), row.kind_words),
            (_("File"), row.name),
            (_("Handed in"), moment(row.uploaded_at)),
            (_("Imported at"), moment(row.finished_at) or _("not yet")),
        ]

    def more(self, row):
        shown = [
            {"outcome": outcome, "words": words, "count": getattr(row, outcome), "lines": row.lines.get(outcome, [])}
            for outcome, words in OUTCOMES.items()
        ]
        return {"outcomes": shown, "list_url": url_or_none(row.declared.list_url) if row.declared.list_url else None}


class ImportVerb(VerbPage):
    """A small file is written while its person waits."""

    def press(self, form, row):
        url = super().press(form, row)
        if row.is_due and row.is_small:
            advance(row.pk)
        return url


class ImportRefused(Page):
    """The refused lines, each with its reason, to be mended and handed in again."""

    model = Import

    def get(self, request, pk):
        row = get_object_or_404(Import.objects.reachable(request.user, "view"), pk=pk)
        if not row.refused_file:
            raise Http404
        name = _("%(name)s - refused.xlsx") % {"name": row.name.removesuffix(".xlsx")}
        return FileResponse(row.refused_file.open(), as_attachment=True, filename=name, content_type=SPREADSHEET)
