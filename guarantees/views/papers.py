"""Guarantors and their papers: the three lists, the pledge, the signed copies."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.filing import pdf_response
from base.pages import DetailPage, ListPage, Page, button
from grid.models import Appointment
from guarantees import papers
from guarantees.deadlines import Visits
from guarantees.filters import GuarantorFilter, PledgeFilter
from guarantees.models import Guarantee, Pledge, SignedPaper
from guarantees.tables import GuarantorTable, PledgeTable

SHOWN = 200


def guarantors_in_reach(user):
    """The people whose page and papers `user` sees: oneself, and those all of whose shops are held by posts within reach.

    A list of responsibilities names every shop, so who reaches only some of them does not see it.
    """
    if not user.has_perm("guarantees.view_pledge"):
        raise PermissionDenied
    held = Guarantee.objects.held()
    within = Appointment.objects.reachable(user, "guarantees.view_pledge").values("pk")
    beyond = held.exclude(appointment__in=within).values("appointment__user")
    people = Q(pk__in=held.values("appointment__user"))
    return get_user_model().objects.filter(people, Q(pk=user.pk) | ~Q(pk__in=beyond))


class GuarantorList(ListPage):
    """Who answers for how many shops, what is still to be visited, and how the pledges stand."""

    model = get_user_model()
    table_class = GuarantorTable
    filterset_class = GuarantorFilter
    page_title = _("Guarantors")
    empty_text = _("Officials who answer for shops are listed here.")

    def reachable(self):
        user, today = self.request.user, timezone.localdate()
        if not user.has_perm("guarantees.view_guarantee"):
            raise PermissionDenied
        held = Guarantee.objects.reachable(user, "view").held()
        tallies = (
            held.order_by()
            .values("appointment__user")
            .annotate(
                shops=Count("pk"),
                outstanding=Count("pk", filter=Q(due_from__lte=today)),
                overdue=Count("pk", filter=Q(due_on__lt=today)),
                **{f"level_{grade.lower()}": Count("pk", filter=Q(establishment__guarantee_level=grade)) for grade in "ABCD"},
            )
        )
        return tallied(guarantors_in_reach(user), tallies, today)

    def actions(self):
        if not self.request.user.has_perm("guarantees.add_pledge"):
            return []
        return [{"label": _("Draft missing pledges"), "url": reverse("pledge-draft"), "icon": "file-plus", "primary": True}]


NUMBERS = ("shops", "outstanding", "overdue", "level_a", "level_b", "level_c", "level_d")


def tallied(people, tallies, today):
    """`people` with their numbers: the tallies are one grouping, read once, not one for each row and column."""
    of_person = {name: Subquery(tallies.filter(appointment__user=OuterRef("pk")).values(name)[:1]) for name in NUMBERS}
    pledges = Pledge.objects.filter(guarantor=OuterRef("pk"))
    signed = pledges.filter(status=Pledge.SIGNED).order_by().values("guarantor").annotate(last=Max("expires_on")).values("last")
    return people.annotate(
        **of_person, pledge_until=Subquery(signed), has_draft=Exists(pledges.filter(status=Pledge.DRAFT))
    ).prefetch_related("appointments__organisation", "appointments__place")


class GuarantorDetail(DetailPage):
    """One guarantor: the shops, what is due, the three lists to print, the pledges."""

    model = get_user_model()
    template_name = "guarantees/guarantor_detail.html"

    def find(self, action="view"):
        return get_object_or_404(guarantors_in_reach(self.request.user), pk=self.kwargs["pk"])

    def get_crumbs(self):
        return [(_("Guarantors"), reverse("guarantor-list"))]

    def get(self, request, pk):
        person = self.find()
        return self.show(object=person, page_title=person.name, verbs=self.verbs(person), **self.more(person))

    def verbs(self, person):
        url = reverse("guarantor-pledge", args=[person.pk])
        prints = [
            button(kind, _("Print: %(what)s") % {"what": label}, "printer", reverse("guarantor-paper", args=[person.pk, kind]))
            for kind, label in papers.LISTS.items()
        ]
        if not self.request.user.has_perm("guarantees.add_pledge"):
            return prints
        waiting = Pledge.objects.filter(guarantor=person, status=Pledge.DRAFT).exists()
        refusal = _("A draft for this guarantor waits to be signed already.") if waiting else ""
        return [button("pledge", _("Draft the pledge"), "file-plus", url, refusal=refusal, primary=True, needs_form=False), *prints]

    def more(self, person):
        visits = Visits(timezone.now())
        rows = Guarantee.objects.held().of(person).with_names().order_by("due_on", "place__code")
        return {
            "rows": [(row, *visits.of(row)) for row in rows[:SHOWN]],
            "rows_count": rows.count(),
            "posts": papers.posts_of(person, visits.on),
            "figures": papers.figures_of(person, visits.on),
            "pledges": Pledge.objects.reachable(self.request.user).filter(guarantor=person).with_names().order_by("-drafted_at"),
        }


class GuarantorPaper(GuarantorDetail):
    """One of the three lists as PDF."""

    def get(self, request, pk, kind):
        person = self.find()
        if kind not in papers.LISTS:
            raise Http404
        return pdf_response(papers.list_pdf(kind, person, on=timezone.localdate()), f"{kind}-{person.pk}")


class GuarantorPledge(GuarantorDetail):
    """Drafts the pledge of one guarantor."""

    http_method_names = ["post"]

    def post(self, request, pk):
        person = self.find()
        post = next(iter(papers.posts_of(person, timezone.localdate())), None)
        if post is None or not may_pledge(request.user, post):
            raise PermissionDenied
        return HttpResponseRedirect(papers.draft_pledge(person, by=request.user).get_absolute_url())


def may_pledge(user, post):
    """Whether a post of `user` that drafts pledges lies above `post`."""
    return any("guarantees.add_pledge" in own.codes and own.place.holds(post.place) for own in user.posts) or user.is_superuser


class PledgeList(ListPage):
    model = Pledge
    table_class = PledgeTable
    filterset_class = PledgeFilter
    empty_text = _("Pledges of guarantors are listed here, from the draft to the renewal.")

    def tabs(self):
        today, rows, chosen = timezone.localdate(), self.reachable(), self.request.GET.get("status", "")
        return [
            {"label": _("All"), "url": "?", "count": rows.count(), "active": not chosen},
            {
                "label": _("To be signed"),
                "url": "?status=draft",
                "count": rows.filter(status=Pledge.DRAFT).count(),
                "active": chosen == "draft",
            },
            {
                "label": _("To be renewed"),
                "url": "?status=running_out",
                "count": rows.running_out(today).count(),
                "active": chosen == "running_out",
                "state": "soon",
            },
        ]

    def actions(self):
        return []


class PledgeDetail(DetailPage):
    model = Pledge
    template_name = "guarantees/pledge_detail.html"

    def facts(self, row):
        return [
            (_("Guarantor"), row.guarantor.name),
            (_("Post"), row.appointment),
            (_("Place"), row.place),
            (_("Shops on the paper"), row.shops_count),
            (_("Drafted"), timezone.localtime(row.drafted_at).strftime("%Y-%m-%d %H:%M")),
            (_("Signed on"), row.signed_on or _("not yet")),
            (_("Valid until"), row.expires_on or "–"),
        ]

    def verbs(self, row):
        return [button("print", _("Print the pledge"), "printer", reverse("pledge-pdf", args=[row.pk])), *super().verbs(row)]

    def more(self, row):
        return {"copies": SignedPaper.objects.filter(pledge=row).order_by("id"), "content": row.content}


class PledgePdf(PledgeDetail):
    def get(self, request, pk):
        row = self.find()
        return pdf_response(papers.pledge_pdf(row), f"pledge-{row.pk}")


class PledgeDraft(Page):
    """Drafts the pledges of all guarantors in reach who have none in force and none waiting: shown first, then made."""

    model = Pledge
    template_name = "guarantees/pledge_draft.html"
    page_title = _("Draft missing pledges")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("guarantees.add_pledge"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def people(self):
        """Those whose shops all lie where the person who asks may draft pledges."""
        today = timezone.localdate()
        mine = Guarantee.objects.reachable(self.request.user, "guarantees.add_pledge").held()
        pledged = Pledge.objects.filter(guarantor=OuterRef("pk")).filter(
            Q(status=Pledge.DRAFT) | Q(status=Pledge.SIGNED, expires_on__gt=today)
        )
        people = get_user_model().objects.filter(pk__in=mine.values("appointment__user")).exclude(Exists(pledged)).order_by("name")
        top = [post.place for post in self.request.user.posts if "guarantees.add_pledge" in post.codes]
        posts = papers.grouped_posts(list(people), today)
        return [person for person in people if any(place.holds(post.place) for post in posts.get(person.pk, [])[:1] for place in top)]

    def get(self, request):
        return self.show(people=self.people())

    def post(self, request):
        made = papers.draft_pledges(self.people(), by=request.user, at=timezone.now())
        words = ngettext("%(count)d pledge drafted.", "%(count)d pledges drafted.", len(made)) % {"count": len(made)}
        messages.success(request, words)
        return HttpResponseRedirect(f"{reverse('pledge-list')}?status=draft")
