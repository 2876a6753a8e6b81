"""The page of a sweep on a phone: pick a street, and tick off shop by shop."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.pages import Page
from base.rows import number_in, words_in
from establishments.models import Establishment
from grid.models import Place
from planning.coverage import by_area, counts, numbers
from planning.models import InspectionPlan, PlannedShop
from planning.models.plans import GONE_SHOPS

SHOWN = 40  # shops on one page of the phone; the search finds the others
MEETS = "planning.meet_plannedshop"


class Sweep(Page):
    """The sweeps of one's team, the streets of one of them, and the shops that are still to be met there."""

    model = InspectionPlan
    template_name = "planning/sweep.html"
    page_title = _("Sweep")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MEETS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self):
        return []

    def sweeps(self):
        """The sweeps under way in reach, the own ones first."""
        rows = self.rows().reachable(self.request.user, "view").running().filter(kind=InspectionPlan.SWEEP)
        mine = set(self.request.user.inspection_plans.values_list("pk", flat=True))
        return sorted(rows.order_by("due_on", "pk"), key=lambda plan: plan.pk not in mine)

    def get(self, request):
        sweeps = self.sweeps()
        asked = number_in(request.GET.get("plan", ""))
        plan = next((row for row in sweeps if row.pk == asked), sweeps[0] if sweeps and asked is None else None)
        if plan is None:
            return self.show(sweeps=sweeps, plan=None, status=404 if asked else 200)
        return self.show(sweeps=sweeps, plan=plan, **self.of_plan(plan))

    def of_plan(self, plan):
        today, text = timezone.localdate(), words_in(self.request.GET.get("q", ""))
        rows = PlannedShop.objects.reachable(self.request.user, "view").filter(plan=plan)
        area = self.area(plan, rows)
        rows = rows.inside(area) if area else rows
        where = {"plan": plan.pk} | ({"place": area.pk} if area else {})
        own = f"{reverse('sweep')}?{urlencode({'plan': plan.pk} | ({'area': area.pk} if area else {}))}"
        found = rows.with_names().order_by("place__parent__code", "establishment__address", "place__code")
        found = found.filter(establishment__in=Establishment.objects.named(text).order_by().values("pk")) if text else found
        to_meet = found.filter(status=PlannedShop.DUE).exclude(establishment__status__in=GONE_SHOPS)
        return {
            "area": area,
            "above": area.parent if area and area.pk != plan.place_id else None,
            "parts": by_area(rows, area or plan.place, today, plan=plan.pk),
            "counts": rows.aggregate(**counts(today)),
            "numbers": {one["number"].name: one for one in numbers(rows, today, **where)},
            "to_meet": to_meet[:SHOWN],
            "to_meet_count": to_meet.count(),
            "not_found": found.filter(status=PlannedShop.NOT_FOUND)[:SHOWN],
            "met": found.filter(status=PlannedShop.DONE).order_by("-done_at", "-pk")[:5],
            "q": text,
            "back": urlencode({"next": own + (f"&q={text}" if text else "")}),
            "own": own,
        }

    def area(self, plan, rows):
        """The street or community that was picked; None for the whole, 404 where none of `rows` lies or outside the plan."""
        asked = number_in(self.request.GET.get("area", ""))
        if asked is None:
            return None
        places = Place.objects.exclude(level=Place.ESTABLISHMENT).filter(path__startswith=plan.place.path)
        area = places.select_related("parent").filter(pk=asked).first()
        if area is None or not rows.inside(area).exists():
            raise Http404
        return area
