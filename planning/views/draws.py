"""Random draws and the recusals they respect."""

from django.http import JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from base.filing import pdf_response
from base.pages import CreatePage, DetailPage, ListPage, Page, UpdatePage, button
from base.reach import may
from base.words import day
from planning.draw_filters import DrawFilter, RecusalFilter
from planning.draw_forms import DrawForm, RecusalForm
from planning.draw_paper import draw_pdf
from planning.draw_tables import DrawTable, RecusalTable
from planning.models import Draw, Recusal

PARTS = {
    "digest": _("the digest of the frozen lists"),
    "drawn": _("the shops and teams drawn"),
    "passed_over": _("the shops passed over"),
    "history": _("seed and digest as the history has them"),
}


class DrawList(ListPage):
    model = Draw
    table_class = DrawTable
    filterset_class = DrawFilter
    empty_text = _("Draws of shops and officers stand here, with their seeds, also those that were given up.")

    def actions(self):
        more = [{"label": Recusal._meta.verbose_name_plural, "url": reverse("recusal-list"), "icon": "hand-stop"}]
        return [*(more if self.request.user.has_perm("planning.view_recusal") else []), *super().actions()]


class DrawDetail(DetailPage):
    model = Draw
    template_name = "planning/draw_detail.html"

    def rows(self):
        return Draw.objects.select_related("organisation", "place", "format", "plan")

    def facts(self, row):
        return [
            (_("drawn by"), row.organisation),
            (_("area drawn from"), row.place.full_name()),
            (_("format"), row.format or _("All formats")),
            (_("risk grade"), row.risk_grade or _("All")),
            (_("shops to draw"), row.count),
            (_("Inspect within"), f"{day(row.since)} – {day(row.until)}"),
        ]

    def more(self, row):
        plan = row.plan if row.plan and may(self.request.user, "view", row.plan) else None
        return {"teams": row.teams(), "frozen": counts_of(row.candidates), "plan": plan}

    def verbs(self, row):
        look = []
        if row.status == row.DRAWN:
            look = [
                button("replay", _("Draw again and compare"), "refresh", reverse("draw-replay", args=[row.pk])),
                button("pdf", _("Print the record"), "printer", reverse("draw-pdf", args=[row.pk])),
                button("record", _("Record as a file"), "file-download", reverse("draw-record", args=[row.pk])),
            ]
        return super().verbs(row) + look

    def edit(self, row):
        return super().edit(row) if row.status == row.DRAFT else []


def counts_of(candidates):
    return {name: len(rows) for name, rows in (candidates or {}).items()}


class DrawNew(CreatePage):
    model = Draw
    form_class = DrawForm


class DrawEdit(UpdatePage):
    model = Draw
    form_class = DrawForm

    def find(self, action="view"):
        row = super().find(action)
        row.check_is_draft()
        return row


class DrawnPage(Page):
    """A page of a draw that has been made."""

    model = Draw

    def rows(self):
        return Draw.objects.select_related("organisation", "place", "format")

    def drawn(self):
        row = self.find()
        row.check_is_drawn()
        return row


class DrawReplay(DrawnPage):
    """The draw done again from its record, beside what the record says."""

    template_name = "planning/draw_replay.html"
    page_title = _("Drawn again from the record")

    def get(self, request, pk):
        row = self.drawn()
        wrong = row.differences()
        parts = [(words, name not in wrong) for name, words in PARTS.items()]
        crumbs = [*self.get_crumbs(), (str(row), row.get_absolute_url())]
        return self.show(object=row, crumbs=crumbs, equal=not wrong, parts=parts, teams=row.teams(), frozen=counts_of(row.candidates))


class DrawRecord(DrawnPage):
    """The record as a file, from which `replay_draw --file` draws again anywhere."""

    def get(self, request, pk):
        row = self.drawn()
        response = JsonResponse(row.record(), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="draw-{row.pk}.json"'
        return response


class DrawPdf(DrawnPage):
    def get(self, request, pk):
        row = self.drawn()
        return pdf_response(draw_pdf(row), f"draw-{row.pk}")


class RecusalList(ListPage):
    model = Recusal
    table_class = RecusalTable
    filterset_class = RecusalFilter
    empty_text = _("Officers who must not inspect a shop are listed here; no draw gives it to them.")


class RecusalDetail(DetailPage):
    model = Recusal

    def facts(self, row):
        shop = format_html('<a href="{}">{}</a>', row.establishment.get_absolute_url(), row.establishment)
        return [(_("officer"), row.person), (_("establishment"), shop), (_("reason"), row.reason)]


class RecusalNew(CreatePage):
    model = Recusal
    form_class = RecusalForm
