"""The pages of the scoring rules, of the cards with their evidence map, and of the league tables."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.export import xlsx_response
from base.pages import CreatePage, DetailPage, FormPage, ListPage, Page, UpdatePage
from base.reach import get_or_refuse, may
from base.words import day
from scoring import papers
from scoring.evidence import completeness, lines_of
from scoring.filters import ClauseFilter, SchemeFilter, ScorecardFilter, StandingFilter
from scoring.forms import ClauseForm, MarkForm, SchemeForm, ScorecardForm
from scoring.models import GROUPS, Scheme, Scorecard, ScoringClause, Standing
from scoring.tables import ClauseTable, SchemeTable, ScorecardTable, StandingTable


class SchemeList(ListPage):
    model = Scheme
    table_class = SchemeTable
    filterset_class = SchemeFilter
    empty_text = _("The rules by which campaigns are scored stand here.")

    def rows(self):
        return Scheme.objects.select_related("campaign")


class SchemeDetail(DetailPage):
    model = Scheme

    def rows(self):
        return Scheme.objects.select_related("campaign")

    def facts(self, scheme):
        return [
            (_("Campaign"), scheme.campaign.name),
            (_("Points for a pass"), scheme.pass_mark),
            (_("Most bonus points"), scheme.most_bonus),
            (_("Clauses"), scheme.clauses.count()),
            (_("Origin"), _("sample, to be replaced by the official rules") if scheme.is_sample else _("official rules")),
        ]


class SchemeNew(CreatePage):
    model = Scheme
    form_class = SchemeForm


class SchemeEdit(UpdatePage):
    model = Scheme
    form_class = SchemeForm


class ClauseList(ListPage):
    model = ScoringClause
    table_class = ClauseTable
    filterset_class = ClauseFilter
    empty_text = _("The clauses of the scoring rules stand here when they are written or imported.")

    def actions(self):
        if not self.request.user.has_perm("scoring.add_scoringclause"):
            return []
        return [
            {"label": _("Import from Excel"), "url": reverse("import-new", args=["scoring_clauses"]), "icon": "file-import"},
            {"label": _("As an import file"), "url": f"{reverse('import-template', args=['clauses'])}?filled=1", "icon": "file-export"},
            *super().actions(),
        ]


class ClauseDetail(DetailPage):
    model = ScoringClause

    def facts(self, clause):
        return [
            (_("Part"), clause.part),
            (_("Item type"), clause.get_kind_display()),
            (_("How it is scored"), clause.get_formula_display()),
            (_("Points to be had"), clause.points),
            (_("Target"), clause.target if clause.target is not None else "–"),
            (_("Asked of"), clause.get_applies_to_display()),
            (_("Evidence required"), "；".join(clause.papers) or "–"),
            (_("Numbers of the creation tasks"), clause.task_words or "–"),
            (_("Source"), clause.source or "–"),
        ]


class ClauseNew(CreatePage):
    model = ScoringClause
    form_class = ClauseForm


class ClauseEdit(UpdatePage):
    model = ScoringClause
    form_class = ClauseForm


class ScorecardList(ListPage):
    model = Scorecard
    table_class = ScorecardTable
    filterset_class = ScorecardFilter
    empty_text = _("The cards on which departments and districts score themselves stand here.")

    def rows(self):
        return super().rows().with_sheets()


class ScorecardDetail(DetailPage):
    """ScoringClause by clause: what the office says, what the reviewer found, and which papers are there."""

    model = Scorecard
    template_name = "scoring/scorecard_detail.html"

    def rows(self):
        return super().rows().with_sheets()

    def more(self, card):
        lines, user = lines_of(card), self.request.user
        acts = {Scorecard.DRAFT: "answer", Scorecard.SUBMITTED: "review"}
        act = acts.get(card.status)
        return {
            "lines": [{"line": line, "url": reverse(f"scorecard-{act}", args=[card.pk, line.clause.pk])} for line in lines]
            if act and may(user, act, card)
            else [{"line": line} for line in lines],
            "act": act,
            "own": card.own_score,
            "found": card.reviewed_score,
            "completeness": completeness(lines),
            "missing": sum(len(line.missing) for line in lines),
        }


class ScorecardNew(CreatePage):
    """Opens the cards of several offices at once."""

    model = Scorecard
    form_class = ScorecardForm
    page_title = _("Open scorecards")

    def create(self, form):
        form.save(by=self.request.user)
        messages.success(self.request, _("%(count)d scorecards opened.") % {"count": len(form.wanted)})
        return reverse("scorecard-list")


class MarkPage(FormPage):
    """One clause of a card, answered by its office or reviewed by the campaign office."""

    model = Scorecard
    act = ""
    template_name = "scoring/mark_form.html"

    def rows(self):
        return super().rows().with_sheets()

    def card_and_clause(self):
        card = get_or_refuse(self.rows(), self.request.user, self.act, pk=self.kwargs["pk"])
        return card, get_object_or_404(ScoringClause, pk__in=[row.pk for row, _mark in card.sheet()], pk=self.kwargs["clause"])

    def get(self, request, pk, clause):
        card, clause = self.card_and_clause()
        return self.show_form(card, clause, self.form(card, clause, initial=self.said(card, clause)))

    def post(self, request, pk, clause):
        card, clause = self.card_and_clause()
        form = self.form(card, clause, data=request.POST, files=request.FILES)
        self.asked = (card, clause)
        return self.answer(form, card, lambda form: self.save(form, card, clause))

    def form(self, card, clause, **more):
        line, answers = self.line_of(card, clause), self.act == "answer"
        reported = line.reported if answers and line.papers else ()
        return MarkForm(user=self.request.user, clause=clause, with_papers=answers, reported=reported, **more)

    @staticmethod
    def line_of(card, clause):
        return next(line for line in lines_of(card) if line.clause.pk == clause.pk)

    def said(self, card, clause):
        mark = {row.pk: mark for row, mark in card.sheet()}.get(clause.pk)
        if mark is None:
            return {}
        found = mark.reviewed if self.act == "review" else None
        value = found if found is not None else mark.value
        reason = (mark.review_reason if found is not None else "") if self.act == "review" else mark.reason
        return {"value": int(value) if clause.formula == "pass" and value is not None else value, "reason": reason}

    def save(self, form, card, clause):
        values = {"by": self.request.user, "value": form.cleaned_data["value"], "reason": form.cleaned_data["reason"]}
        if self.act == "answer":
            card.answer(clause, files=form.uploads(), reported=form.taken_over(), **values)
        else:
            card.review(clause, **values)
        return f"{card.get_absolute_url()}#c{clause.no}"

    def ask(self, form, row, status=200, **more):
        return self.show_form(*self.asked, form, status)

    def show_form(self, card, clause, form, status=200):
        line = self.line_of(card, clause)
        words = {"form": form, "object": card, "clause": clause, "line": line, "back_url": f"{card.get_absolute_url()}#c{clause.no}"}
        return self.show(status, page_title=str(clause), submit_label=self.submit_label, **words)


class ScorecardAnnex(Page):
    """The self-evaluation annex of one card as PDF."""

    model = Scorecard

    def rows(self):
        return super().rows().with_sheets()

    def get(self, request, pk):
        card = self.find()
        return pdf_response(papers.annex(card), f"scores-{card.pk}")


class ScorecardBook(ScorecardAnnex):
    """The same as a workbook."""

    def get(self, request, pk):
        card = self.find()
        return xlsx_response(papers.annex_rows(card), f"scores-{card.pk}.xlsx")


def pdf_response(content, name):
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


class StandingList(ListPage):
    """The league tables as a night froze them; without a day, the last one."""

    model = Standing
    template_name = "scoring/standing_list.html"
    table_class = StandingTable
    filterset_class = StandingFilter
    page_title = _("League tables")
    empty_text = _("The tables are frozen each night after midnight; no night of this choice is there.")

    def asked(self):
        return day_asked_for(self.request.GET)

    def around(self, request):
        asked = self.asked()
        found = self.filterset_class.base_filters["day"].field.to_python(asked.get("day") or None)
        return super().around(request) | {
            "day_words": day(found),
            "before_url": near(request, found - timedelta(days=1)) if found else None,
            "after_url": near(request, found + timedelta(days=1)) if found else None,
            "pdf_url": f"{reverse('standing-pdf')}?{asked.urlencode()}",
        }


def day_asked_for(asked):
    """The address's parameters, with the last frozen day where none is named."""
    asked = asked.copy()
    if "day" not in asked:
        last = Standing.objects.order_by("-day").values_list("day", flat=True).first()
        asked["day"] = str(last or "")
    return asked


def near(request, when):
    """The same table on another day, where that was frozen."""
    if not Standing.objects.is_frozen(when):
        return None
    asked = request.GET.copy()
    asked["day"] = str(when)
    return f"?{asked.urlencode()}"


class StandingPdf(Page):
    """The tables of one day; printed again, the same rows."""

    model = Standing

    def get(self, request):
        asked = day_asked_for(request.GET)
        found = StandingFilter(asked, queryset=self.rows().reachable(request.user, "view"), request=request)
        rows = list(found.qs) if found.is_valid() else []
        when = rows[0].day if rows else None
        tables = [(str(words), [row for row in rows if row.group == group]) for group, words in GROUPS.items()]
        return pdf_response(papers.league(when, [pair for pair in tables if pair[1]]), f"league-{when}")
