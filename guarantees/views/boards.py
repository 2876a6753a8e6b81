"""Printing boards, one or a street of them, and saying that a board hangs at its door."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.errors import Refused
from base.filing import pdf_response
from base.pages import FormPage, Page
from base.reach import get_or_refuse
from base.rows import number_in
from establishments.models import Establishment
from grid.models import Place
from guarantees.boards import LEVELS, MOST_AT_ONCE, print_boards, printable, smaller_places
from guarantees.forms import PostedForm
from guarantees.models import Board, Guarantee
from guarantees.steps import post_board
from guarantees.views.guarantees import held_guarantee


class PrintsBoards(Page):
    """A page of those who print boards."""

    model = Guarantee

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("guarantees.add_board"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def place(self):
        """The area in the address, by default the widest in which the person prints boards."""
        places = Place.objects.reachable(self.request.user, "guarantees.add_board").exclude(level=Place.ESTABLISHMENT).defer("outline")
        if number := self.request.GET.get("place"):
            return get_object_or_404(places, pk=number_in(number))
        return min((post.place for post in self.request.user.posts if "guarantees.add_board" in post.codes), key=lambda place: place.path)

    def boards(self, place):
        rows = printable(Guarantee.objects.reachable(self.request.user, "guarantees.add_board").inside(place))
        levels = [level for level in self.request.GET.getlist("level") if level in LEVELS]
        return rows.filter(establishment__guarantee_level__in=levels) if levels else rows


class BoardsPage(PrintsBoards):
    """Where to print: an area and its parts, each with the number of its boards."""

    template_name = "guarantees/boards.html"
    page_title = _("Boards for the doors")

    def get(self, request):
        place = self.place()
        rows = self.boards(place)
        below = list(smaller_places(place).defer("outline"))
        counts = self.counts(rows, below)
        hanging = Board.objects.filter(establishment__in=rows.values("establishment"), posted_on__isnull=False).count()
        return self.show(
            place=place,
            above=Place.objects.defer("outline").reachable(request.user, "guarantees.add_board").filter(pk=place.parent_id).first(),
            count=rows.count(),
            hanging=hanging,
            parts=[(part, counts.get(f"n{part.pk}", 0)) for part in below],
            most=MOST_AT_ONCE,
            levels=LEVELS,
        )

    def counts(self, rows, places):
        """The boards of every part in one query."""
        if not places:
            return {}
        return rows.order_by().aggregate(**{f"n{place.pk}": Count("pk", filter=Q(place__path__startswith=place.path)) for place in places})


class BoardsPdf(PrintsBoards):
    """All boards of an area as one file, shop by shop in the order of the cells."""

    def get(self, request):
        place = self.place()
        rows = list(self.boards(place)[: MOST_AT_ONCE + 1])
        if not rows:
            raise Refused(_("There is no shop of level C or D with a guarantor here."))
        if len(rows) > MOST_AT_ONCE:
            raise Refused(
                _("More than %(most)d boards lie in %(place)s; print them by its parts.") % {"most": MOST_AT_ONCE, "place": place}
            )
        return pdf_response(print_boards(rows, by=request.user, at=timezone.now()), f"boards-{place.code}")


class BoardPdf(PrintsBoards):
    """The board of one shop."""

    def get(self, request, pk):
        row = held_guarantee(request, pk, "guarantees.add_board")
        if row.establishment.guarantee_level not in LEVELS:
            raise Refused(_("Boards are for shops of level C and D."))
        return pdf_response(print_boards([row], by=request.user, at=timezone.now()), f"board-{row.place.code}")


class BoardPosted(FormPage):
    """Says since when a shop's board hangs at its door."""

    model = Board
    form_class = PostedForm
    submit_label = _("The board hangs")
    page_title = _("The board hangs")

    def shop(self):
        return get_or_refuse(Establishment.objects.select_related("place"), self.request.user, "guarantees.add_board", pk=self.kwargs["pk"])

    def get(self, request, pk):
        return self.ask(PostedForm(), None, shop=self.shop())

    def post(self, request, pk):
        shop = self.shop()
        return self.answer(PostedForm(request.POST), None, lambda form: self.note(form, shop))

    def note(self, form, shop):
        post_board(shop, by=self.request.user, on=form.cleaned_data["posted_on"])
        messages.success(self.request, _("Saved: %(what)s") % {"what": shop})
        return where_to(shop)

    def list_crumb(self):
        return []

    def back_url(self, row):
        return where_to(self.shop())


def where_to(shop):
    """The page of the shop's guarantee, or of its process where it has none."""
    row = Guarantee.objects.held().filter(establishment=shop).first()
    return row.get_absolute_url() if row else reverse("process-detail", args=[shop.pk])
