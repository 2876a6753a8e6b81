"""Work standards, checklists and the library of articles: drafts, versions, comparison."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.export import XLSX, export
from base.pages import CreatePage, DetailPage, FormPage, ListPage, Page, UpdatePage, button
from base.reach import get_or_refuse, may
from base.rows import number_in
from inspections.drafting import compare, drop_item, move_item, rows_of
from inspections.filters import ChecklistFilter, ClauseFilter, WorkStandardFilter
from inspections.forms import ClauseForm, ClauseTextForm, DraftForm, ItemForm, StandardDraftForm, StandardFileForm, WorkStandardForm
from inspections.models import Checklist, ChecklistItem, Clause, StandardFile, WorkStandard
from inspections.tables import ChecklistTable, ClauseTable, ItemTable, WorkStandardTable

COMPARED = {
    "text": _("text"),
    "weight": _("weight"),
    "critical": _("critical"),
    "photo_required": _("photo required"),
    "clause": _("legal basis"),
    "hint": _("hint for the officer"),
    "fail_reasons": _("usual reasons for failing"),
}


# Checklists ----------------------------------------------------------------------------------------------------------


class ChecklistList(ListPage):
    model = Checklist
    table_class = ChecklistTable
    filterset_class = ChecklistFilter
    empty_text = _("Every format has its checklist in versions; the one in force is what the phone asks.")

    def rows(self):
        return super().rows().prefetch_related("items")

    def actions(self):
        if not self.request.user.has_perm("inspections.change_checklist"):
            return []
        url = reverse("import-new", args=["checklists"])
        return [*super().actions(), {"label": _("Import from Excel"), "url": url, "icon": "file-import", "primary": False}]


class ChecklistNew(CreatePage):
    """The next version of a format, drawn up from the one before."""

    model = Checklist
    form_class = DraftForm
    submit_label = _("Draw up")


class ChecklistDetail(DetailPage):
    model = Checklist
    template_name = "inspections/checklist_detail.html"

    def more(self, row):
        items = list(row.items.select_related("clause"))
        others = Checklist.objects.reachable(self.request.user, "view").filter(format=row.format_id).exclude(pk=row.pk).order_by("-version")
        return {
            "items": items,
            "whole": sum(item.weight for item in items),
            "others": others,
            "in_force": Checklist.objects.in_force(row.format_id, timezone.localdate()) == row,
            "editable": row.is_draft and may(self.request.user, "change", row),
        }

    def verb(self, row, verb):
        return super().verb(row, verb) | {"primary": verb == "publish"}


class ChecklistExport(Page):
    """The items as a workbook with the headings that the import reads."""

    model = Checklist

    def get(self, request, pk):
        row = self.find()
        items = ChecklistItem.objects.filter(checklist=row).select_related("checklist__format", "clause").order_by("order")
        return export(ItemTable, items, XLSX, f"checklist-{row.format.code}-v{row.version}")


class ChecklistCompare(DetailPage):
    """Two versions line by line."""

    model = Checklist
    template_name = "inspections/checklist_compare.html"

    def get(self, request, pk, other):
        row = self.find()
        before = get_or_refuse(self.rows().filter(format=row.format_id), request.user, "view", pk=other)
        if before.version > row.version:
            row, before = before, row
        lines = compare(rows_of(before), rows_of(row), list(COMPARED))
        changed = [line for line in lines if line.kind != "same"]
        return self.show(object=row, before=before, lines=told(changed), same=len(lines) - len(changed), page_title=_("Comparison"))


def told(lines):
    """Each line with the pairs of words in which it differs."""
    return [(line, [(COMPARED[name], line.before[name], line.after[name]) for name in line.differs]) for line in lines]


class DraftPage(FormPage):
    """A page that changes a draft: only for those who may, and only while it is one."""

    model = Checklist

    def draft(self):
        return get_or_refuse(self.rows(), self.request.user, "change", pk=self.kwargs["pk"])

    def item(self, draft):
        return get_object_or_404(draft.items.select_related("clause"), pk=self.kwargs["item"])


class ItemNew(DraftPage):
    form_class = ItemForm

    def get(self, request, pk):
        draft = self.draft()
        return self.ask(self.form_class(instance=ChecklistItem(checklist=draft)), draft, page_title=_("New item"))

    def post(self, request, pk):
        draft = self.draft()
        form = self.form_class(request.POST, instance=ChecklistItem(checklist=draft))
        return self.answer(form, draft, lambda form: self.keep(form, draft))

    def keep(self, form, draft):
        form.save(by=self.request.user)
        return draft.get_absolute_url()

    def context(self, **more):
        return super().context(**({"page_title": _("Item")} | more))


class ItemEdit(ItemNew):
    def get(self, request, pk, item):
        draft = self.draft()
        row = self.item(draft)
        return self.ask(self.form_class(instance=row), draft, page_title=str(row))

    def post(self, request, pk, item):
        draft = self.draft()
        form = self.form_class(request.POST, instance=self.item(draft))
        return self.answer(form, draft, lambda form: self.keep(form, draft))


class ItemMove(DraftPage):
    """Puts an item at another place of its draft."""

    http_method_names = ["post"]

    def post(self, request, pk, item):
        draft = self.draft()
        to = number_in(request.POST.get("to", ""))
        if to is None:
            raise Http404
        move_item(self.item(draft), to, by=request.user)
        return HttpResponseRedirect(f"{draft.get_absolute_url()}#items")


class ItemDrop(DraftPage):
    """Takes an item out of its draft."""

    http_method_names = ["post"]

    def post(self, request, pk, item):
        draft = self.draft()
        drop_item(self.item(draft), by=request.user)
        return HttpResponseRedirect(f"{draft.get_absolute_url()}#items")


# Work standards ------------------------------------------------------------------------------------------------------


class WorkStandardList(ListPage):
    model = WorkStandard
    table_class = WorkStandardTable
    filterset_class = WorkStandardFilter
    empty_text = _("What good work looks like in shops of each format stands here, in words, papers and photos.")


class WorkStandardNew(CreatePage):
    model = WorkStandard
    form_class = StandardDraftForm
    submit_label = _("Draw up")


class WorkStandardEdit(UpdatePage):
    model = WorkStandard
    form_class = WorkStandardForm


class WorkStandardDetail(DetailPage):
    model = WorkStandard
    template_name = "inspections/workstandard_detail.html"

    def more(self, row):
        files = list(row.files.order_by("id"))
        seen = WorkStandard.objects.reachable(self.request.user, "view")
        pictures = [(label, kind, [file for file in files if file.kind == kind]) for kind, label in StandardFile.KINDS.items()]
        return {
            "pictures": [(label, kind, found) for label, kind, found in pictures if kind != StandardFile.PAPER],
            "papers": [file for file in files if file.kind == StandardFile.PAPER],
            "others": seen.filter(format=row.format_id).exclude(pk=row.pk).order_by("-version"),
            "in_force": WorkStandard.objects.in_force(row.format_id, timezone.localdate()) == row,
            "checklist": Checklist.objects.in_force(row.format_id, timezone.localdate()),
        }

    def verbs(self, row):
        found = [verb for verb in super().verbs(row) if verb["name"] != "edit"]
        return found + self.of_draft(row)

    def of_draft(self, row):
        if not row.is_draft or not may(self.request.user, "change", row):
            return []
        url = reverse("workstandard-file-new", args=[row.pk])
        return [
            button("edit", _("Edit"), "edit", reverse("workstandard-edit", args=[row.pk])),
            button("file", _("Add a file"), "photo-plus", url),
        ]

    def verb(self, row, verb):
        return super().verb(row, verb) | {"primary": verb == "publish"}


class StandardFileNew(DraftPage):
    model = WorkStandard
    form_class = StandardFileForm

    def get(self, request, pk):
        return self.ask(self.form_class(), self.draft(), page_title=_("Add a file"))

    def post(self, request, pk):
        draft = self.draft()
        form = self.form_class(request.POST, request.FILES)
        return self.answer(form, draft, lambda form: self.keep(form, draft))

    def keep(self, form, draft):
        form.keep(draft, by=self.request.user)
        return draft.get_absolute_url()

    def context(self, **more):
        return super().context(**({"page_title": _("Add a file")} | more))


# Articles of law -----------------------------------------------------------------------------------------------------


class ClauseList(ListPage):
    model = Clause
    table_class = ClauseTable
    filterset_class = ClauseFilter
    empty_text = _("The articles on which items rest, with what they said from when to when.")

    def rows(self):
        return super().rows().prefetch_related("texts")


class ClauseNew(CreatePage):
    model = Clause
    form_class = ClauseForm


class ClauseEdit(UpdatePage):
    model = Clause
    form_class = ClauseForm


class ClauseDetail(DetailPage):
    model = Clause
    template_name = "inspections/clause_detail.html"

    def more(self, row):
        items = ChecklistItem.objects.filter(clause=row, checklist__status=Checklist.PUBLISHED).select_related("checklist__format")
        return {
            "texts": row.texts.all(),
            "today": row.text_on(timezone.localdate()),
            "items": items.order_by("code", "-checklist__version"),
        }

    def verbs(self, row):
        if not may(self.request.user, "change", row):
            return []
        url = reverse("clause-text-new", args=[row.pk])
        return [button("text", _("Enter new words"), "file-plus", url, primary=True), *self.edit(row)]


class ClauseTextNew(FormPage):
    """What the article says from a day on."""

    model = Clause
    form_class = ClauseTextForm

    def get(self, request, pk):
        row = self.find("change")
        return self.ask(self.form_class(clause=row), row)

    def post(self, request, pk):
        row = self.find("change")
        return self.answer(self.form_class(request.POST, clause=row), row, self.keep)

    def keep(self, form):
        clause = form.keep(by=self.request.user)
        messages.success(self.request, _("Saved: %(what)s") % {"what": clause})
        return clause.get_absolute_url()

    def context(self, **more):
        return super().context(**more) | {"page_title": _("Enter new words")}
