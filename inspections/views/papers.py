"""The papers of an inspection, its corrections, and orders to rectify."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.errors import Refused
from base.pages import DetailPage, FormPage, ListPage, Page
from base.reach import get_or_refuse
from inspections.correcting import differences, fresh, snapshot
from inspections.filters import OrderFilter
from inspections.forms import CorrectionForm
from inspections.models import Inspection, Photo, RectificationOrder
from inspections.papers import issue_order, order_pdf, record_pdf
from inspections.tables import OrderTable
from inspections.watermark import copy_response


def pdf(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


class PhotoCopy(Page):
    """The copy of a photo that is shown: marked, and without location."""

    model = Photo

    def get(self, request, pk):
        rows = Photo.objects.select_related("inspection__place", "inspection__organisation").reachable(request.user, "view")
        return copy_response(get_object_or_404(rows, pk=pk))


class RecordPdf(Page):
    """The record of the visit on paper."""

    model = Inspection

    def rows(self):
        return super().rows().with_everything()

    def get(self, request, pk):
        return pdf(record_pdf(self.find()), f"record-{pk}")


# Corrections ---------------------------------------------------------------------------------------------------------


class InspectionCorrect(FormPage):
    """Other answers for an inspection, with the reason."""

    model = Inspection
    form_class = CorrectionForm
    template_name = "inspections/correction.html"
    submit_label = _("Correct")

    def rows(self):
        return super().rows().with_everything()

    def find(self, action="view"):
        row = super().find(action)
        if self.request.user.pk not in (row.officer_id, row.second_officer_id):
            raise PermissionDenied
        return row

    def get(self, request, pk):
        row = self.find("correct")
        return self.ask(self.form_class(user=request.user, row=row), row)

    def post(self, request, pk):
        row = self.find("correct")
        return self.answer(self.form_class(request.POST, user=request.user, row=row), row, self.keep)

    def keep(self, form):
        form.keep(by=self.request.user)
        messages.success(self.request, _("Corrected; the version before stays readable."))
        return form.row.get_absolute_url()

    def context(self, **more):
        return super().context(**more) | {"page_title": _("Correct the inspection")}


class InspectionVersion(DetailPage):
    """An earlier version beside the one that followed it."""

    model = Inspection
    template_name = "inspections/version.html"

    def rows(self):
        return super().rows().with_everything()

    def get(self, request, pk, number):
        row = self.find()
        versions = list(row.versions.select_related("by"))
        found = next((version for version in versions if version.number == number), None)
        if found is None:
            raise Http404
        later = next((version.content for version in versions if version.number == number + 1), None) or snapshot(fresh(row))
        plain, answers, findings = differences(found.content, later)
        title = _("Version %(number)d") % {"number": number}
        words = {"version": found, "plain": plain, "answers": answers, "findings": findings}
        return self.show(object=row, page_title=title, **words)


# Orders to rectify ---------------------------------------------------------------------------------------------------


class OrderIssue(Page):
    """Issues the order for what an inspection found."""

    model = Inspection
    http_method_names = ["post"]

    def post(self, request, pk):
        row = get_or_refuse(Inspection.objects.all(), request.user, "inspections.add_rectificationorder", pk=pk)
        try:
            order = issue_order(row, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(row.get_absolute_url())
        messages.success(request, _("Order %(number)s issued.") % {"number": order.number})
        return HttpResponseRedirect(order.get_absolute_url())


class OrderList(ListPage):
    model = RectificationOrder
    table_class = OrderTable
    filterset_class = OrderFilter
    empty_text = _("Orders to rectify stand here with their numbers.")

    def rows(self):
        return RectificationOrder.objects.select_related("place__parent", "issuer", "inspection")

    def actions(self):
        return []


class OrderDetail(DetailPage):
    model = RectificationOrder
    template_name = "inspections/order_detail.html"

    def rows(self):
        return RectificationOrder.objects.select_related("place", "issuer", "issued_by", "inspection__establishment__place")

    def verbs(self, row):
        return None

    def facts(self, row):
        return [
            (_("Number"), row.number),
            (_("Shop"), row.place.name),
            (_("Issued by"), row.issuer.name),
            (_("Issued at"), f"{timezone.localtime(row.issued_at):%Y-%m-%d %H:%M}"),
            (_("By"), row.issued_by.name),
        ]


class OrderPdf(OrderDetail):
    def get(self, request, pk):
        row = self.find()
        return pdf(order_pdf(row), f"order-{row.year}-{row.serial}")
