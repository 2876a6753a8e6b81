"""How far each shop has come: the seven steps and the marks of the six implementations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, FormPage, ListPage, button
from base.reach import may
from establishments.models import Establishment
from guarantees.filters import ProcessFilter
from guarantees.forms import AssessmentForm
from guarantees.models import Assessment, Guarantee, Step
from guarantees.steps import assess, shops_in_process, stands_of, take_step
from guarantees.tables import ProcessTable


class ProcessList(ListPage):
    """Every shop that needs a guarantor, with its stand at the seven steps."""

    model = Establishment
    table_class = ProcessTable
    filterset_class = ProcessFilter
    page_title = _("Six implementations and seven steps")
    empty_text = _("Shops with a guarantee level are listed here with how far they have come.")

    def reachable(self):
        if not self.request.user.has_perm("guarantees.view_guarantee"):
            raise PermissionDenied
        last = Assessment.objects.filter(establishment=OuterRef("pk")).order_by("-assessed_on", "-pk").values("score")[:1]
        return shops_in_process(self.request.user).select_related("place__parent", "format").annotate(score=Subquery(last))

    def actions(self):
        return []


class OneShop:
    """Pages of one shop in the process."""

    def shop(self):
        rows = Establishment.objects.reachable(self.request.user, "guarantees.view_guarantee").select_related(
            "place__parent__parent", "format"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_crumbs(self):
        return [(_("Six implementations and seven steps"), reverse("process-list"))]


class ProcessDetail(OneShop, DetailPage):
    """One shop: the seven steps, the assessments, and the way to its guarantee."""

    model = Establishment
    template_name = "guarantees/process_detail.html"

    def find(self, action="view"):
        return self.shop()

    def get(self, request, pk):
        shop = self.find()
        return self.show(object=shop, page_title=str(shop), verbs=self.verbs(shop), **self.more(shop))

    def verbs(self, shop):
        found = []
        if may(self.request.user, "guarantees.add_assessment", shop):
            found.append(
                button("assess", _("Assess the six implementations"), "checklist", reverse("assessment-new", args=[shop.pk]), primary=True)
            )
        if may(self.request.user, "guarantees.add_board", shop):
            found.append(button("posted", _("The board hangs"), "map-pin-check", reverse("board-posted", args=[shop.pk])))
        return found

    def more(self, shop):
        assessments = Assessment.objects.reachable(self.request.user).filter(establishment=shop)
        return {
            "stands": stands_of([shop], timezone.localdate())[shop.pk],
            "assessments": assessments.select_related("by").prefetch_related("marks__implementation").order_by("-assessed_on", "-pk")[:5],
            "guarantee": Guarantee.objects.reachable(self.request.user).held().filter(establishment=shop).with_names().first(),
            "may_take": may(self.request.user, "guarantees.add_steptaken", shop),
            "may_give": may(self.request.user, "guarantees.add_guarantee", shop),
        }


class StepTake(OneShop, DetailPage):
    """Says that a step without a proof in the portal was done."""

    model = Establishment
    http_method_names = ["post"]

    def post(self, request, pk, step):
        shop = self.shop()
        if not may(request.user, "guarantees.add_steptaken", shop):
            raise PermissionDenied
        take_step(shop, get_object_or_404(Step, pk=step, in_use=True), by=request.user)
        return HttpResponseRedirect(reverse("process-detail", args=[shop.pk]))


class AssessmentNew(OneShop, FormPage):
    """Marks one shop against the six implementations."""

    model = Assessment
    submit_label = _("Save the marks")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may(request.user, "guarantees.add_assessment", self.shop_of(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def shop_of(self, request):
        self.request = request
        return self.shop()

    def get(self, request, pk):
        return self.ask(AssessmentForm(), None)

    def post(self, request, pk):
        return self.answer(AssessmentForm(request.POST), None, self.mark)

    def mark(self, form):
        shop = self.shop()
        data = form.cleaned_data
        row = assess(shop, form.marks(), by=self.request.user, on=data["assessed_on"], note=data["note"])
        messages.success(self.request, _("%(shop)s: %(score)d of %(most)d marks.") % {"shop": shop, "score": row.score, "most": row.most})
        return reverse("process-detail", args=[shop.pk])

    def back_url(self, row):
        return reverse("process-detail", args=[self.kwargs["pk"]])

    def context(self, **more):
        return super().context(**more) | {"page_title": _("Six implementations: %(shop)s") % {"shop": self.shop()}}
