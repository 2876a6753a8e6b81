"""The page of the three lists, and their print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from base.printing import render as render_paper
from base.reach import reach_safe
from base.words import day, until_in_full
from dashboards.lists import PRINTED, three_lists
from grid.chart_views import place_asked
from grid.models import Plan, PlanVersion
from grid.past_pages import day_asked


@reach_safe  # begins with the places in reach
@require_safe
def lists(request):
    """Chart, plans and lists of one place: what the campaign calls one chart, two plans, three lists."""
    place, asked, today = place_asked(request), day_asked(request), timezone.localdate()
    on = asked or today
    plans = (
        Plan.objects.reachable(request.user, "view")
        .filter(status=Plan.IN_USE, place__in=place.path_ids())
        .with_names()
        .order_by("kind", "id")
    )
    versions = {version.plan_id: version for version in PlanVersion.objects.in_force(on).filter(plan__in=plans)}
    context = {
        "page_title": _("One chart, two plans, three lists"),
        "place": place,
        "on": on,
        "as_of": asked if asked and asked != today else None,
        "lists": three_lists(place, request.user, on),
        "plans": [(plan, versions.get(plan.pk)) for plan in plans],
    }
    return render(request, "dashboards/lists.html", context)


@reach_safe  # begins with the places in reach
@require_safe
def lists_pdf(request):
    """All three on A4, or the one named, as they stood at the end of the day."""
    place, on = place_asked(request), day_asked(request) or timezone.localdate()
    with override("zh-hans"):
        wanted = [one for one in three_lists(place, request.user, on, most=PRINTED) if request.GET.get("list") in (None, one.name)]
        data = {"place": place.full_name(), "on": day(on), "lists": [printed(one) for one in wanted]}
    response = HttpResponse(render_paper("lists", data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lists-{place.code}-{on:%Y%m%d}.pdf"'
    return response


def printed(one):
    rows = [line | {"due": until_in_full(line.get("due_at")), "due_at": None, "small": str(line["small"])} for line in one.rows]
    return {"name": one.name, "label": str(one.label), "count": one.count, "note": str(one.note), "rows": rows}
