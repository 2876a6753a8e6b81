"""Who answers for which shop: the list, one guarantee, giving a shop to somebody, and the balanced proposal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.pages import DetailPage, FormPage, Page, button
from base.reach import get_or_refuse, may
from base.rows import number_in
from establishments.models import Establishment
from grid.models import Place
from grid.past_pages import AsOfListPage
from guarantees.assigning import warning
from guarantees.boards import LEVELS
from guarantees.deadlines import Visits
from guarantees.filters import GuaranteeFilter
from guarantees.forms import GuaranteeForm, ShopForm
from guarantees.models import Assessment, Board, Guarantee, GuaranteeVisit, VisitProblem
from guarantees.proposing import adopt, propose, without_guarantor
from guarantees.steps import stands_of
from guarantees.submission import why_not_visit
from guarantees.tables import GuaranteeTable, PastGuaranteeTable
from guarantees.views.papers import guarantors_in_reach

SHOWN = 8


class GuaranteeList(AsOfListPage):
    """Those in force, unless the address asks for ended ones or for another day."""

    model = Guarantee
    table_class = GuaranteeTable
    past_table_class = PastGuaranteeTable
    filterset_class = GuaranteeFilter
    empty_text = _("Shops with their guarantors are listed here. A balanced proposal gives many shops a guarantor at once.")

    def asked(self):
        asked = self.request.GET.copy()
        if not asked.get("as_of") and "status" not in asked:
            asked["status"] = Guarantee.HELD
        return asked

    def tabs(self):
        today, rows = timezone.localdate(), self.reachable().held()
        chosen = self.request.GET
        tabs = [
            (_("In force"), "", rows, chosen.keys() <= {"page", "sort"}, ""),
            (_("Overdue visits"), "?visit=overdue", rows.overdue(today), chosen.get("visit") == "overdue", "late"),
            (_("To be visited"), "?visit=due", rows.due(today), chosen.get("visit") == "due", ""),
            (_("Post does not match"), "?fault=mismatch", rows.mismatched(), chosen.get("fault") == "mismatch", "soon"),
        ]
        if self.request.user.has_perm("guarantees.add_guaranteevisit"):
            tabs.insert(1, (_("My shops"), "?mine=true", rows.of(self.request.user), "mine" in chosen, ""))
        return [
            {"label": label, "url": url or "?", "count": found.count(), "active": active, "state": state}
            for label, url, found, active, state in tabs
        ]

    def actions(self):
        if not self.request.user.has_perm("guarantees.add_guarantee"):
            return []
        return [
            {"label": _("Balanced proposal"), "url": reverse("guarantee-proposal"), "icon": "scale", "primary": True},
            {"label": _("Give one shop"), "url": reverse("guarantee-new"), "icon": "plus"},
            {"label": _("Import"), "url": reverse("import-new", args=["guarantees"]), "icon": "file-import"},
        ]


class GuaranteeDetail(DetailPage):
    """One shop and its guarantor: the next visit, the visits and their problems, the steps, the board."""

    model = Guarantee
    template_name = "guarantees/guarantee_detail.html"

    def facts(self, row):
        shop, post = row.establishment, row.appointment
        return [
            (_("Establishment"), shop),
            (_("Guarantee level"), shop.guarantee_level or _("none")),
            (_("Format"), shop.format),
            (_("Address"), shop.address),
            (_("Guarantor"), post.user.name),
            (_("Post"), f"{post}（{post.place}）"),
            (_("Term"), f"{row.since:%Y-%m-%d} – {f'{row.until:%Y-%m-%d}' if row.until else ''}"),
        ]

    def verbs(self, row):
        return [*self.visit(row), *self.board(row), *super().verbs(row)]

    def visit(self, row):
        """The button that opens the visit form, for the guarantor."""
        if row.appointment.user_id != self.request.user.pk or not self.request.user.has_perm("guarantees.add_guaranteevisit"):
            return []
        url = f"{reverse('guaranteevisit-new')}?guarantee={row.pk}"
        return [button("visit", _("Record a visit"), "clipboard-text", url, refusal=why_not_visit(row, self.request.user), primary=True)]

    def board(self, row):
        """Printing the board and saying that it hangs, for C and D shops."""
        if (
            row.establishment.guarantee_level not in LEVELS
            or row.status != row.HELD
            or not may(self.request.user, "guarantees.add_board", row)
        ):
            return []
        return [
            button("board", _("Print the board"), "printer", reverse("guarantee-board", args=[row.pk])),
            button("posted", _("The board hangs"), "map-pin-check", reverse("board-posted", args=[row.establishment_id])),
        ]

    def more(self, row):
        user, shop = self.request.user, row.establishment
        visits = Visits(timezone.now())
        made = GuaranteeVisit.objects.reachable(user).filter(establishment=shop)
        problems = VisitProblem.objects.reachable(user).filter(visit__establishment=shop)
        words, state, due_at = visits.of(row)
        return {
            "words": words,
            "state": state,
            "due_at": due_at,
            "visits": made.with_names().with_problem_counts().order_by("-finished_at")[:SHOWN],
            "visits_count": made.count(),
            "problems": [(problem, *visits.of_problem(problem)) for problem in problems.with_names().order_by("-found_at")[:SHOWN]],
            "open_count": problems.open().count(),
            "stands": stands_of([shop], visits.on)[shop.pk],
            "may_see_guarantor": user.has_perm("guarantees.view_pledge") and guarantors_in_reach(user).filter(pk=row.guarantor.pk).exists(),
            "assessment": Assessment.objects.reachable(user).filter(establishment=shop).order_by("-assessed_on", "-pk").first(),
            "board": Board.objects.reachable(user).filter(establishment=shop).first(),
            "former": Guarantee.objects.reachable(user)
            .filter(establishment=shop)
            .exclude(pk=row.pk)
            .with_names()
            .order_by("-since")[:SHOWN],
        }


class GuaranteeNew(FormPage):
    """Gives one shop to a guarantor: first the shop, then those who may take it."""

    model = Guarantee
    submit_label = _("Give the shop")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("guarantees.add_guarantee"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def shop(self):
        """The shop in the address, or None; one out of reach does not exist."""
        if "establishment" not in self.request.GET:
            return None
        rows = Establishment.objects.select_related("place", "format").reachable(self.request.user, "guarantees.add_guarantee")
        return get_object_or_404(rows, pk=number_in(self.request.GET["establishment"]))

    def get(self, request):
        shop = self.shop()
        return self.ask_for(shop, GuaranteeForm(user=request.user, shop=shop) if shop else ShopForm(user=request.user))

    def post(self, request):
        shop = self.shop()
        if shop:
            return self.answer(GuaranteeForm(request.POST, user=request.user, shop=shop), None, self.give)
        return self.answer(ShopForm(request.POST, user=request.user), None, self.to_the_posts)

    def to_the_posts(self, form):
        return f"{reverse('guarantee-new')}?{urlencode({'establishment': form.cleaned_data['establishment'].pk})}"

    def give(self, form):
        row = form.save(by=self.request.user)
        messages.success(self.request, _("Saved: %(what)s") % {"what": row})
        if words := warning(row.guarantor, row.establishment.guarantee_level, row.since):
            messages.warning(self.request, words)
        return row.get_absolute_url()

    def ask_for(self, shop, form):
        self.submit_label = self.submit_label if shop else _("Next")
        return self.ask(form, None)

    def context(self, **more):
        shop = self.shop()
        title = _("A guarantor for %(shop)s") % {"shop": shop} if shop else _("Give one shop")
        return super().context(**more) | {"page_title": title}


class ProposalPage(Page):
    """The balanced proposal for an area: shown first, adopted after confirmation."""

    model = Guarantee
    template_name = "guarantees/proposal.html"
    page_title = _("Balanced proposal")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("guarantees.add_guarantee"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def place(self):
        places = Place.objects.reachable(self.request.user, "guarantees.add_guarantee").exclude(level=Place.ESTABLISHMENT).defer("outline")
        if number := self.request.GET.get("place"):
            return get_object_or_404(places, pk=number_in(number))
        return min(
            (post.place for post in self.request.user.posts if "guarantees.add_guarantee" in post.codes), key=lambda place: place.path
        )

    def get(self, request):
        place, level = self.place(), self.level()
        proposal = propose(request.user, place, level, on=timezone.localdate())
        below = Place.objects.filter(parent=place, retired_on=None).exclude(level__in=[Place.ESTABLISHMENT, Place.CELL])
        return self.show(
            place=place,
            level=level,
            levels=Establishment.GRADES,
            proposal=proposal,
            over=[share for share in proposal.shares if share.is_over],
            above=Place.objects.defer("outline").reachable(request.user, "guarantees.add_guarantee").filter(pk=place.parent_id).first(),
            below=below.defer("outline").order_by("code"),
            count=without_guarantor(request.user, place).count(),
        )

    def post(self, request):
        made = adopt(request.POST.get("proposal", ""), by=request.user, at=timezone.now())
        words = ngettext("%(count)d shop has a guarantor now.", "%(count)d shops have a guarantor now.", len(made)) % {"count": len(made)}
        if made:
            messages.success(request, words)
        else:
            messages.warning(request, _("Nothing was left of this proposal: the shops have their guarantors already."))
        return HttpResponseRedirect(reverse("guarantee-list"))

    def level(self):
        level = self.request.GET.get("level", "")
        return level if level in Establishment.GRADES else ""


def held_guarantee(request, pk, action="view"):
    """One guarantee with its names, 404 and 403 as everywhere."""
    row = get_or_refuse(Guarantee.objects.with_names(), request.user, action, pk=pk)
    if row.status != Guarantee.HELD:
        raise Http404
    return row
