"""The register of food businesses."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.people import OpensPhone, phone_verb
from base.forms import ReasonForm
from base.pages import CreatePage, DetailPage, ListPage, UpdatePage, VerbPage, button
from base.reach import may
from base.rows import number_in
from base.words import day, mask_phone
from establishments.answering import who_answers
from establishments.filters import EstablishmentList
from establishments.forms import EstablishmentForm, MergeForm
from establishments.models import Establishment
from establishments.tables import EstablishmentTable

SHOWN = 5
VERBS = {"suspend": ReasonForm, "close": ReasonForm, "merge": MergeForm}


class EstablishmentListPage(ListPage):
    model = Establishment
    table_class = EstablishmentTable
    filterset_class = EstablishmentList
    empty_text = _("The food businesses in your reach are listed here.")

    verbs_in_bulk = ("close",)

    def rows(self):
        return super().rows().standing().with_last_inspection()

    def tabs(self):
        """The lists that somebody works through: licences about to end, shops nobody finds."""
        asked = self.request.GET
        views = [
            (_("All"), {}),
            (_("Licence ending soon"), {"licence": "ending", "status": "open"}),
            (_("Licence has ended"), {"licence": "ended", "status": "open"}),
            (_("Director missing"), {"safety": "no_director", "status": "open"}),
            (_("Queue of dead shops"), {"status": "not_found"}),
        ]
        kept = {name: value for name, value in asked.items() if value and name not in ("page", "sort", "export")}
        url = reverse("establishment-list")
        return [
            {"label": label, "url": f"{url}?{urlencode(query)}" if query else url, "active": kept == query, "count": None}
            for label, query in views
        ]

    def actions(self):
        more = [button("import", _("Import"), "file-import", reverse("import-new", args=["establishments"]))]
        return super().actions() + (more if self.request.user.has_perm("establishments.add_establishment") else [])


class EstablishmentDetail(DetailPage):
    model = Establishment
    template_name = "establishments/establishment_detail.html"
    phone_is_open = False

    def get(self, request, pk):
        """The address of a shop that was merged leads to the one that stays, for those who see that one."""
        shop = self.find()
        if shop.merged_into_id and Establishment.objects.reachable(request.user, "view").filter(pk=shop.merged_into_id).exists():
            return redirect(shop.merged_into)
        return super().get(request, pk)

    def rows(self):
        return super().rows().select_related("organisation", "merged_into")

    def facts(self, shop):
        return [
            (_("Name of the business"), shop.name),
            (_("Format"), shop.format),
            (_("Credit code"), shop.credit_code),
            (_("Kind of body"), shop.get_body_display()),
            (_("Size"), self.size(shop)),
            (_("Licence number"), self.licence(shop)),
            (_("Licensed scope"), shop.licence_scope or _("none")),
            (_("Licence valid until"), self.licence_end(shop)),
            (_("Address"), shop.address),
            (_("Lies in"), shop.place.parent.full_name(" › ")),
            (_("Person in charge"), shop.principal),
            (_("Phone"), shop.phone if self.phone_is_open else mask_phone(shop.phone)),
            (_("Guarantee level"), self.level(shop)),
            (_("Risk grade"), shop.risk_grade or _("none")),
            (_("Catering rating"), shop.get_catering_rating_display() or _("none")),
            (_("Enterprise account"), shop.organisation or _("none")),
            (_("Position"), f"{shop.latitude:.5f}, {shop.longitude:.5f}" if shop.latitude is not None else _("unknown")),
        ]

    def size(self, shop):
        size = shop.get_size_display()
        return size if shop.diners is None else _("%(size)s, %(diners)d diners at a time") % {"size": size, "diners": shop.diners}

    def licence(self, shop):
        if not shop.licence_no:
            return _("none")
        return f"{shop.licence_no}（{shop.get_licence_kind_display()}）" if shop.licence_kind else shop.licence_no

    def licence_end(self, shop):
        if shop.licence_expires_on is None:
            return _("unknown")
        until = day(shop.licence_expires_on)
        return _("%(day)s (has ended)") % {"day": until} if shop.licence_expires_on < timezone.localdate() else until

    def level(self, shop):
        level = shop.guarantee_level or _("none")
        return _("%(level)s (set by hand)") % {"level": level} if shop.level_by_hand else level

    def verbs(self, shop):
        return self.inspect(shop) + phone_verb(self, shop, "accounts.see_phone") + super().verbs(shop) + [self.life(shop)]

    def life(self, shop):
        return button("timeline", _("The life of this shop"), "timeline", reverse("establishment-timeline", args=[shop.pk]))

    def inspect(self, shop):
        """The button that opens the checklist of the shop's format, for those who may inspect here."""
        if not may(self.request.user, "inspect", shop):
            return []
        url = f"{reverse('inspection-new')}?establishment={shop.pk}"
        return [button("inspect", _("Inspect"), "clipboard-check", url, primary=True)]

    def officers(self, shop):
        """Safety director and officers in duty, with their phone as it may be shown, and whether this person may change them."""
        found = list(shop.safety_officers.model.objects.reachable(self.request.user, "view").filter(establishment=shop).in_duty())
        for officer in found:
            officer.shown_phone = officer.phone if self.phone_is_open else mask_phone(officer.phone)
            officer.may_change = may(self.request.user, "establishments.change_safetyofficer", shop)
        return found

    def more(self, shop):
        user = self.request.user
        inspections = shop.inspections.model.objects.reachable(user, "view").filter(establishment=shop).order_by("-finished_at")
        finding = shop.inspections.model._meta.get_field("findings").related_model
        findings = finding.objects.reachable(user, "view").filter(inspection__establishment=shop)
        return {
            "answers": who_answers(shop, user),
            "grades": shop.grade_changes.select_related("by", "rule").order_by("-at", "-pk")[:SHOWN],
            "officers": self.officers(shop),
            "may_add_officer": may(user, "establishments.add_safetyofficer", shop),
            "inspections": inspections.select_related("officer", "second_officer")[:SHOWN],
            "inspection_count": inspections.count(),
            "findings": findings.select_related("assignment").order_by("-found_at")[:SHOWN],
            "finding_count": findings.count(),
            "open_count": findings.open().count(),
        }


class EstablishmentVerb(VerbPage):
    """The shop that stays may stand in the address, from the page where two are compared."""

    def initial(self, row):
        into = number_in(self.request.GET.get("into", ""))
        return super().initial(row) | ({"into": into} if into and self.verb == "merge" else {})


class EstablishmentPhone(OpensPhone, EstablishmentDetail):
    pass


class EstablishmentNew(CreatePage):
    model = Establishment
    form_class = EstablishmentForm


class EstablishmentEdit(UpdatePage):
    model = Establishment
    form_class = EstablishmentForm
