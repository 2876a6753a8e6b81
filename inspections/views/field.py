"""The officer's day on the phone: what waits, which shop, and the sheet that is filled in there."""

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Cos, Radians
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.fieldsheet_pages import TakesSheet
from base.pages import Page
from base.reach import get_or_refuse
from base.rows import number_in, words_in
from establishments.models import Establishment
from inspections.deadlines import deadline_of
from inspections.forms import PhotoForm
from inspections.models import Checklist, Finding, Inspection
from inspections.photos import add_photo
from inspections.sheet import Sheet
from inspections.submission import INSPECT, submit_inspection
from tasks.models import Assignment
from tasks.now import Now
from workdays.calendar import start_of

SHOPS_OFFERED, SHOPS_TO_VISIT = 30, 8
BOARD_CODE = re.compile(r"[0-9a-z]{16,20}")


class FieldPage(Page):
    """A page of the officer's phone: only for those who inspect."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(INSPECT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def shops(self):
        """The shops this person may inspect, with when each was last inspected."""
        visits = Inspection.objects.filter(establishment=OuterRef("pk")).order_by("-finished_at")
        shops = Establishment.objects.with_names().reachable(self.request.user, "inspect").in_business()
        return shops.annotate(last_visit=Subquery(visits.values("finished_at__date")[:1]))


def longest_unseen(shops):
    return shops.order_by(F("last_visit").asc(nulls_first=True), "place__code")


class FieldHome(FieldPage):
    """The officer's day: what waits and is late, what waits, whom to visit next, what is done."""

    model = Inspection
    template_name = "inspections/field.html"
    page_title = _("Today in the field")

    def get(self, request):
        now = Now.of(self.request)
        at = now.at
        waiting = [(finding, *deadline_of(finding.assignment, now)) for finding in self.waiting()]
        return self.show(
            at=at,
            count=len(waiting),
            late=[row for row in waiting if row[2] == "late"],
            waiting=[row for row in waiting if row[2] != "late"],
            to_visit=longest_unseen(self.shops())[:SHOPS_TO_VISIT],
            done_today=self.done_today(at),
            overdue_count=Finding.objects.reachable(request.user).overdue(at).count(),
            recheck_count=sum(finding.assignment.status == Assignment.SUBMITTED for finding, *_rest in waiting),
        )

    def waiting(self):
        """The findings on which the next step is this person's, oldest deadline first."""
        waiting = Assignment.objects.waiting_for(self.request.user)
        mine = Finding.objects.with_names().reachable(self.request.user).filter(assignment__in=waiting)
        return mine.order_by("assignment__due_at", "id")[:50]

    def done_today(self, at):
        mine = Inspection.objects.filter(Q(officer=self.request.user) | Q(second_officer=self.request.user))
        return mine.filter(finished_at__gte=start_of(timezone.localdate(at))).count()


class InspectionNew(TakesSheet, FieldPage):
    """A new inspection: first the shop is picked, then the checklist of its format is filled in."""

    model = Inspection
    template_name = "inspections/sheet.html"
    author_field = "officer"
    known_words = _("This inspection had already arrived; it is shown as it was received first.")

    def get(self, request):
        if "establishment" not in request.GET:
            return self.pick()
        return self.sheet_or_none(self.shop(request.GET["establishment"]))

    def post(self, request):
        shop = self.shop(request.POST.get("establishment", ""))
        at, checklist = timezone.now(), self.checklist(shop, request.POST.get("checklist"))
        if checklist is None:
            raise Http404
        sheet = Sheet(shop, checklist, by=request.user, at=at, data=request.POST, files=request.FILES)
        return self.take(sheet, at)

    def submit(self, content, at):
        return submit_inspection(content, by=self.request.user, at=at)[0]

    def keep_photo(self, inspection, upload, at):
        add_photo(inspection, upload, by=self.request.user, where=(inspection.latitude, inspection.longitude), at=at)

    def recorded(self, inspection):
        return recorded(inspection.findings.count())

    def told(self, inspection):
        """Where the photos go that are sent apart, and which."""
        return {"photos_url": reverse("inspection-photo", args=[inspection.pk]), "missing": inspection.missing_photos()}

    def shop(self, number):
        return get_or_refuse(Establishment.objects.with_names(), self.request.user, "inspect", pk=number_in(number))

    def checklist(self, shop, number=None):
        """The version in force, or the one a form was opened with, so that what was typed into it is shown again."""
        seen = Checklist.objects.reachable(self.request.user, "view")
        opened = seen.filter(format=shop.format, pk=number_in(number)).first() if number else None
        return opened or Checklist.objects.in_force(shop.format, timezone.localdate())

    def sheet_or_none(self, shop):
        checklist = self.checklist(shop)
        if checklist is None:
            self.template_name = "inspections/no_checklist.html"
            return self.show(shop=shop, page_title=shop.name)
        kind = self.request.GET.get("kind", "")
        return self.ask(Sheet(shop, checklist, by=self.request.user, at=timezone.now(), kind=kind))

    def ask(self, sheet, status=200):
        last = Inspection.objects.filter(establishment=sheet.shop).order_by("-finished_at").first()
        still_open = Finding.objects.open().filter(place=sheet.shop.place_id).count()
        words = {"sheet": sheet, "shop": sheet.shop, "last": last, "still_open": still_open}
        return self.show(status, **words, page_title=_("Inspection: %(shop)s") % {"shop": sheet.shop})

    def pick(self):
        """Shops by name, address or code; without a word those nearest, or those not inspected for longest."""
        self.template_name = "inspections/pick.html"
        if shop := self.shop_of_board(words_in(self.request.GET.get("q", ""))):
            return HttpResponseRedirect(f"{reverse('inspection-new')}?{urlencode({'establishment': shop.pk})}")
        text, near = words_in(self.request.GET.get("q", "")), position(self.request.GET.get("near", ""))
        shops = self.shops()
        shops = shops.named(text) if text else shops
        shops = nearest_to(shops, *near) if near else longest_unseen(shops)
        return self.show(shops=shops[:SHOPS_OFFERED], q=text, near=near, page_title=_("Which shop?"))

    def shop_of_board(self, text):
        """The shop whose board at the door has this code, typed or scanned as an address; None for what is no code or out of reach."""
        code = text.rstrip("/").rpartition("/")[2]
        found = BOARD_CODE.fullmatch(code)
        return self.shops().filter(board__code=code).first() if found else None


class InspectionPhoto(FieldPage):
    """One photo of an inspection, sent alone and as often as need be; answers which are still missing."""

    model = Inspection
    http_method_names = ["post"]

    def post(self, request, pk):
        inspection = get_or_refuse(Inspection.objects.all(), request.user, "add", pk=pk)
        form = PhotoForm(request.POST, request.FILES)
        if not form.is_valid():
            return JsonResponse(form.errors, status=422)
        said = form.cleaned_data
        where = (said["latitude"], said["longitude"])
        try:
            add_photo(inspection, said["file"], by=request.user, sha256=said["sha256"], taken_at=said["taken_at"], where=where)
        except ValidationError as error:
            return JsonResponse(error.message_dict, status=422)
        return JsonResponse({"missing": inspection.missing_photos()})


def recorded(findings):
    """What the officer reads after sending."""
    if not findings:
        return _("Inspection recorded; nothing had to be handed over.")
    words = ngettext(
        "Inspection recorded; %(count)d finding handed over.", "Inspection recorded; %(count)d findings handed over.", findings
    )
    return words % {"count": findings}


def position(text):
    """(latitude, longitude) out of "38.47,106.27", or None."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def nearest_to(shops, latitude, longitude):
    """Nearest first; over a city the earth is flat enough."""
    north, east = F("latitude") - latitude, (F("longitude") - longitude) * Cos(Radians(latitude))
    return shops.filter(latitude__isnull=False).order_by(north * north + east * east)
