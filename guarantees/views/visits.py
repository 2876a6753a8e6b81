"""Visits: the guarantor's own day, the form on the phone, what was recorded, and the problems until they are closed."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.fieldsheet_pages import TakesSheet
from base.pages import DetailPage, ListPage, Page
from base.reach import get_or_refuse
from base.rows import number_in
from guarantees.assigning import VISIT
from guarantees.deadlines import Visits
from guarantees.filters import ProblemFilter, VisitFilter
from guarantees.home import figures
from guarantees.models import Guarantee, GuaranteeVisit, Pledge, VisitProblem
from guarantees.sheet import VisitSheet
from guarantees.submission import add_photo, submit_visit, why_not_visit
from guarantees.tables import ProblemTable, VisitTable

SHOWN = 20


class GuarantorPage(Page):
    """A page of those who make visits."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VISIT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def mine(self):
        """The shops this person answers for."""
        return Guarantee.objects.reachable(self.request.user).held().of(self.request.user).with_names()


class GuarantorHome(GuarantorPage):
    """The guarantor's own day: what is overdue, what is due in this period, what became of the problems."""

    model = Guarantee
    template_name = "guarantees/home.html"
    page_title = _("My shops")

    def get(self, request):
        visits = Visits(timezone.now())
        late = self.mine().overdue(visits.on).order_by("due_on", "place__code")
        due = self.mine().due(visits.on).order_by("due_on", "place__code")
        problems = VisitProblem.objects.reachable(request.user).filter(visit__guarantor=request.user).open()
        return self.show(
            at=visits.at,
            mine=figures(request.user, visits.on),
            late=[(row, *visits.of(row)) for row in late[:SHOWN]],
            due=[(row, *visits.of(row)) for row in due[:SHOWN]],
            problems=[(row, *visits.of_problem(row)) for row in problems.with_names().order_by("assignment__due_at")[:SHOWN]],
            problems_count=problems.count(),
            pledge=Pledge.objects.reachable(request.user).filter(guarantor=request.user).order_by("-drafted_at").first(),
            today=visits.on,
        )


class VisitNew(TakesSheet, GuarantorPage):
    """A new visit: first one of the own shops is picked, then the form of its format is filled in."""

    model = GuaranteeVisit
    template_name = "guarantees/visit_sheet.html"
    author_field = "guarantor"
    known_words = _("This visit had already arrived; it is shown as it was received first.")

    def get(self, request):
        if "guarantee" not in request.GET:
            return self.pick()
        return self.ask(VisitSheet(self.guarantee(request.GET["guarantee"]), by=request.user, at=timezone.now()))

    def post(self, request):
        guarantee, at = self.guarantee(request.POST.get("guarantee", "")), timezone.now()
        sheet = VisitSheet(guarantee, by=request.user, at=at, data=request.POST, files=request.FILES)
        return self.take(sheet, at)

    def submit(self, content, at):
        return submit_visit(content, by=self.request.user, at=at)[0]

    def keep_photo(self, visit, upload, at):
        add_photo(visit, upload, by=self.request.user)

    def recorded(self, visit):
        return recorded(visit.problems.count())

    def guarantee(self, number):
        row = get_or_refuse(Guarantee.objects.with_names(), self.request.user, "view", pk=number_in(number))
        if why_not_visit(row, self.request.user):
            raise PermissionDenied
        return row

    def ask(self, sheet, status=200):
        shop = sheet.shop
        last = GuaranteeVisit.objects.filter(establishment=shop).order_by("-finished_at").first()
        still_open = VisitProblem.objects.open().filter(place=shop.place_id).count()
        title = _("Visit: %(shop)s") % {"shop": shop}
        return self.show(status, sheet=sheet, shop=shop, last=last, still_open=still_open, page_title=title)

    def pick(self):
        """The own shops, those due first."""
        self.template_name = "guarantees/visit_pick.html"
        visits = Visits(timezone.now())
        rows = self.mine().order_by("due_on", "place__code")[:200]
        return self.show(rows=[(row, *visits.of(row)) for row in rows], page_title=_("Which shop do you visit?"))


def recorded(problems):
    """What the guarantor reads after sending."""
    if not problems:
        return _("Visit recorded; there was nothing to pass on.")
    words = ngettext("Visit recorded; %(count)d problem passed on.", "Visit recorded; %(count)d problems passed on.", problems)
    return words % {"count": problems}


class VisitList(ListPage):
    model = GuaranteeVisit
    table_class = VisitTable
    filterset_class = VisitFilter
    empty_text = _("Visits of guarantors appear here as soon as they are recorded.")

    def rows(self):
        return super().rows().with_problem_counts()

    def actions(self):
        return []


class VisitDetail(DetailPage):
    """One visit and its problems, each followed to its close."""

    model = GuaranteeVisit
    template_name = "guarantees/visit_detail.html"

    def rows(self):
        return super().rows().with_everything()

    def verbs(self, row):
        return None  # a record of what was seen; there is nothing to press

    def more(self, row):
        visits = Visits(timezone.now())
        return {
            "problems": [(problem, *visits.of_problem(problem)) for problem in row.problems.all()],
            "own_photos": [photo for photo in row.photos.all() if photo.problem_id is None],
            "may_see_work": self.request.user.has_perm("tasks.view_assignment"),
        }


class ProblemList(ListPage):
    model = VisitProblem
    table_class = ProblemTable
    filterset_class = ProblemFilter
    empty_text = _("What guarantors find wanting appears here, until it is closed.")

    def tabs(self):
        rows, chosen = self.reachable(), self.request.GET.get("status", "")
        return [
            {"label": _("All"), "url": "?", "count": rows.count(), "active": not chosen},
            {"label": _("Not closed"), "url": "?status=open", "count": rows.open().count(), "active": chosen == "open"},
            {
                "label": _("Overdue"),
                "url": "?status=overdue",
                "count": rows.overdue(timezone.now()).count(),
                "active": chosen == "overdue",
                "state": "late",
            },
        ]
