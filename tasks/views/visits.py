"""The pages of leaders' visits: what was seen, and how far the work is that was asked for."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from base.pages import CreatePage, DetailPage, ListPage, Page, UpdatePage, VerbPage, button
from base.printing import render
from base.reach import may, verbs_open_to
from base.words import day
from tasks.filters import LeaderVisitFilter
from tasks.models import Instruction, LeaderVisit
from tasks.tables import LeaderVisitTable
from tasks.visit_forms import InstructionForm, LeaderVisitForm

PRINTED_PHOTOS = 4


class LeaderVisitList(ListPage):
    model = LeaderVisit
    table_class = LeaderVisitTable
    filterset_class = LeaderVisitFilter
    empty_text = _("What leaders saw on their visits, and what they asked for, stands here.")

    def rows(self):
        return super().rows().with_tally()


class LeaderVisitDetail(DetailPage):
    model = LeaderVisit
    template_name = "tasks/leadervisit_detail.html"

    def facts(self, visit):
        return [
            (_("Visiting leader"), visit.leader.name),
            (_("Visited on"), day(visit.visited_on)),
            (_("Place"), visit.place.full_name()),
            (_("Accompanied by"), visit.companions or "–"),
            (_("Recorded by"), visit.office.name),
        ]

    def verbs(self, visit):
        pdf = reverse("leadervisit-pdf", args=[visit.pk])
        return [*super().verbs(visit), button("pdf", _("Print the record"), "printer", pdf)]

    def more(self, visit):
        user = self.request.user
        own = {post.organisation_id for post in user.posts if "tasks.add_instruction" in post.codes}
        return {
            "instructions": [
                {"row": row, "verbs": verbs_of(user, row), "url": work_url(user, row)}
                for row in visit.instructions.select_related("organisation", "assignment", "visit")
            ],
            "photos": visit.photos.all(),
            "instruction_url": f"{reverse('instruction-new')}?visit={visit.pk}" if visit.office_id in own else None,
        }


def verbs_of(user, row):
    """The buttons of an instruction that is still to be handed out."""
    if row.status != row.NOTED:
        return []
    urls = ((verb, reverse(f"instruction-{verb}", args=[row.pk])) for verb in verbs_open_to(user, row))
    return [button(verb, row.MOVES[verb].label, row.MOVES[verb].icon, url, needs_form=verb == "drop") for verb, url in urls]


def work_url(user, row):
    return row.assignment.get_absolute_url() if row.assignment and may(user, "view", row.assignment) else ""


class LeaderVisitPdf(Page):
    """The record of one visit on one page."""

    model = LeaderVisit

    def get(self, request, pk):
        visit = self.find()
        response = HttpResponse(visit_pdf(visit), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="visit-{visit.pk}.pdf"'
        return response


def visit_pdf(visit):
    """The record as PDF: a Chinese paper whatever the reader's language."""
    shots = [shot for photo in visit.photos.all()[:PRINTED_PHOTOS] if (shot := photo.preview())]
    pictures = {f"photo{number}.jpg": shot for number, shot in enumerate(shots)}
    with override("zh-hans"):
        data = {
            "leader": visit.leader.name,
            "office": visit.office.name,
            "place": visit.place.full_name(),
            "day": day(visit.visited_on),
            "companions": visit.companions or "—",
            "seen": visit.seen.splitlines(),
            "photos": list(pictures),
            "instructions": [
                {"text": row.text, "who": row.organisation.short_name, "due": day(row.due_on), "status": str(row.status_words)}
                for row in visit.instructions.select_related("organisation", "assignment").exclude(status=Instruction.DROPPED)
            ],
        }
    return render("leader_visit", data, pictures=pictures)


class LeaderVisitNew(CreatePage):
    model = LeaderVisit
    form_class = LeaderVisitForm


class LeaderVisitEdit(UpdatePage):
    model = LeaderVisit
    form_class = LeaderVisitForm


class InstructionNew(CreatePage):
    model = Instruction
    form_class = InstructionForm


class InstructionVerb(VerbPage):
    """Handed out or dropped, the page of its visit shows it."""
