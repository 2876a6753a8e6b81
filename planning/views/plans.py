"""Plans with their coverage, and the shops they name."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage, button
from base.reach import may
from base.words import day
from grid.models import Place
from planning.coverage import BY_PART, COVERAGE, by_area, by_format, numbers
from planning.models import Draw, InspectionPlan, PlannedShop
from planning.plan_filters import PlanFilter, PlannedShopFilter
from planning.plan_forms import FoundShopForm, PlanForm
from planning.plan_tables import PlannedShopTable, PlanTable
from planning.publishing import shops_of

NAMED = 6  # parts or shops said by name on the page of a plan
ON_MAP = ("plan_due", "plan_overdue", "plan_not_found", "plan_done", "plan_named")


class PlanList(ListPage):
    model = InspectionPlan
    table_class = PlanTable
    filterset_class = PlanFilter
    empty_text = _("Full coverage, sweeps, routine and special inspections are planned here, and followed to the last shop.")

    def rows(self):
        """With what is done of each, as far as the person reaches it."""
        today = timezone.localdate()
        shops = PlannedShop.objects.reachable(self.request.user, "view").filter(plan=OuterRef("pk")).order_by().values("plan")
        counted = {
            name: Subquery(shops.annotate(n=Count("pk", filter=COVERAGE[name].holds(today))).values("n"), output_field=IntegerField())
            for name in ("plan_named", "plan_done", "plan_overdue")
        }
        return super().rows().annotate(**counted).order_by("-since", "-pk")

    def tabs(self):
        rows, asked = self.reachable(), self.request.GET
        chosen = {name: asked[name] for name in ("status", "mine") if asked.get(name)}
        views = [(_("All"), {}), (_("Under way"), {"status": "published"}), (_("My plans"), {"mine": "true"})]
        held = {
            "status": rows.filter(status=InspectionPlan.PUBLISHED),
            "mine": rows.filter(pk__in=self.request.user.inspection_plans.values("pk")),
        }
        return [
            {
                "label": label,
                "url": f"?{urlencode(query)}",
                "count": held.get(next(iter(query), ""), rows).count(),
                "active": chosen == query,
            }
            for label, query in views
        ]


class PlanDetail(DetailPage):
    """A plan: its numbers, by area and format, on the map, and who is in the team."""

    model = InspectionPlan
    template_name = "planning/inspectionplan_detail.html"

    def facts(self, row):
        named = list(row.areas.order_by("code").values_list("name", flat=True)[: NAMED + 1])
        parts = "、".join(named[:NAMED]) + ("…" if len(named) > NAMED else "")
        formats = "、".join(row.formats.values_list("name", flat=True))
        facts = [
            (_("Kind"), row.get_kind_display()),
            (_("area"), f"{row.place}（{parts}）" if parts else row.place),
            (_("formats"), formats or _("all formats")),
            (_("due"), f"{day(row.since)} – {day(row.due_on)}"),
            (_("drawn up by"), row.organisation),
        ]
        facts += [(_("covert"), _("seen by team, planner and city only"))] if row.covert else []
        return facts + ([(_("what it is about"), row.purpose)] if row.purpose else [])

    def more(self, row):
        words = {"team": row.team.order_by("pk"), "draw": Draw.objects.reachable(self.request.user).filter(plan=row).first()}
        if row.status in InspectionPlan.UNPUBLISHED:
            return words | {"would_name": shops_of(row).count()}
        today = timezone.localdate()
        rows = PlannedShop.objects.reachable(self.request.user, "view").filter(plan=row)
        return words | {
            "numbers": numbers(rows, today, plan=row.pk),
            "columns": [COVERAGE[name] for name in BY_PART],
            "by_area": by_area(rows, row.place, today, plan=row.pk),
            "by_format": by_format(rows, today, plan=row.pk),
            **self.map_of(row),
        }

    def map_of(self, row):
        """The map of the area, or of the largest part of it in which a post lies; it draws what one of the numbers counts."""
        seen = Place.objects.reachable(self.request.user).filter(path__startswith=row.place.path).order_by("path").first()
        chosen = self.request.GET.get("map")
        chosen = chosen if chosen in ON_MAP else ON_MAP[0]
        if seen is None:
            return {}
        clusters = f"{reverse('api:plannedshop-clusters')}?{urlencode({'plan': row.pk, 'figure': chosen})}"
        return {
            "place_map": {"outlines": reverse("api:place-outlines", args=[seen.pk]), "clusters": clusters},
            "maps": [(COVERAGE[name], name == chosen) for name in ON_MAP],
        }

    def verbs(self, row):
        return [*self.sweep(row), *super().verbs(row)]

    def sweep(self, row):
        if not row.is_sweep or row.status != row.PUBLISHED or not self.request.user.has_perm("planning.meet_plannedshop"):
            return []
        return [button("sweep", _("To the sweep"), "walk", f"{reverse('sweep')}?plan={row.pk}", primary=True)]

    def edit(self, row):
        return super().edit(row) if row.status == row.DRAFT else []


class PlanNew(CreatePage):
    model = InspectionPlan
    form_class = PlanForm


class PlanEdit(UpdatePage):
    model = InspectionPlan
    form_class = PlanForm

    def find(self, action="view"):
        plan = super().find(action)
        plan.check_is_draft()
        return plan


class PlannedShopList(ListPage):
    model = PlannedShop
    table_class = PlannedShopTable
    filterset_class = PlannedShopFilter
    empty_text = _("The shops that plans name are listed here, with what is done and what is due.")

    def rows(self):
        return super().rows().order_by("due_on", "place__code", "pk")

    def actions(self):
        """Shops are added on the spot, from the page of a sweep."""
        return []


class PlannedShopDetail(DetailPage):
    model = PlannedShop

    def facts(self, row):
        facts = [
            (_("Inspection plan"), row.plan),
            (_("Name of the business"), row.place.name),
            (_("Format"), row.establishment.format),
            (_("Address"), row.establishment.address),
            (_("Place"), row.place.parent.full_name(" › ")),
            (_("due"), f"{day(row.due_from)} – {day(row.due_on)}"),
        ]
        facts += [(_("officers sent"), row.officer_names())] if row.officer_names() else []
        return facts + ([(_("Done by"), row.done_by)] if row.done_by else [])

    def verbs(self, row):
        return [*self.inspect(row), *super().verbs(row)]

    def inspect(self, row):
        """The inspection that ticked it off, or the form of one."""
        if row.inspection_id:
            return [
                button("inspection", _("See the inspection"), "clipboard-check", reverse("inspection-detail", args=[row.inspection_id]))
            ]
        if row.is_gone or not may(self.request.user, "inspect", row.establishment):
            return []
        url = f"{reverse('inspection-new')}?establishment={row.establishment_id}"
        return [button("inspect", _("Inspect"), "clipboard-plus", url, primary=True)]


class PlannedShopNew(CreatePage):
    """An unknown shop, written down where it was met."""

    model = PlannedShop
    form_class = FoundShopForm
    template_name = "planning/plannedshop_form.html"
    page_title = _("A shop that is not on record")

    def create(self, form):
        super().create(form)
        return self.came_from() or f"{reverse('sweep')}?plan={form.cleaned_data['plan'].pk}"

    def list_crumb(self):
        return [(_("Sweep"), reverse("sweep"))]
