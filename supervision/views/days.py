"""A group's day on the phone: points, problems, the report; and the lists of points and reports."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, Page, button
from base.words import day
from inspections.deadlines import deadline_of
from inspections.models import Finding
from supervision import drafting
from supervision.filters import PointFilter, ReportFilter
from supervision.forms import PointForm
from supervision.models import DailyReport, SupervisionGroup, SupervisionPoint
from supervision.tables import PointTable, ReportTable
from tasks.now import Now


class GroupDay(Page):
    """The day of one's group: what to visit, what was found, how the report stands, what comes tomorrow."""

    model = SupervisionGroup
    template_name = "supervision/day.html"
    page_title = _("My group today")

    def get(self, request):
        today = timezone.localdate()
        groups = list(SupervisionGroup.objects.of(request.user, today).with_names().order_by("kind", "pk"))
        if not groups:
            self.template_name = "supervision/no_group.html"
            return self.show()
        group = next((row for row in groups if str(row.pk) == request.GET.get("group")), groups[0])
        return self.show(group=group, groups=groups, today=today, **self.of_day(group, today))

    def get_crumbs(self):
        return []

    def of_day(self, group, today):
        now = Now.of(self.request)
        found = drafting.findings_of(group, today)
        report = DailyReport.objects.filter(group=group, day=today).first()
        following = group.next_day(today)
        points = drafting.points_of(group, today)
        return {
            "at": now.at,
            "points": points,
            "figures": drafting.figures_of(points, found),
            "findings": [(row, *deadline_of(row.assignment, now)) for row in found],
            "report": report,
            "report_left": now.left(report.due_at) if report and report.status == report.DRAFT else None,
            "leads": any("supervision.submit_dailyreport" in post.codes for post in self.posts_in(group)),
            "following": following,
            "ahead": drafting.points_of(group, following),
            "off_duty": not group.works_on(today, now.calendar),
        }

    def posts_in(self, group):
        return [post for post in self.request.user.posts if post.organisation_id == group.organisation_id]


class PointList(ListPage):
    model = SupervisionPoint
    table_class = PointTable
    filterset_class = PointFilter
    empty_text = _("What the groups are to look at, and what they looked at, is listed here by day.")

    def rows(self):
        return super().rows().with_findings_count().order_by("-day", "group", "id")

    def actions(self):
        """Only members plan."""
        mine = SupervisionGroup.objects.of(self.request.user, timezone.localdate()).exists()
        return super().actions() if mine else []


class PointNew(CreatePage):
    model = SupervisionPoint
    form_class = PointForm

    def create(self, form):
        """Back to the day: points are planned one after the other."""
        super().create(form)
        return self.came_from() or reverse("supervision-day")


class PointDetail(DetailPage):
    model = SupervisionPoint

    def rows(self):
        return super().rows().with_findings_count()

    def facts(self, row):
        facts = [
            (_("supervision group"), row.group),
            (_("Day"), day(row.day)),
            (_("Place"), row.place.full_name(" › ")),
            (_("what to look at"), row.purpose or _("as usual")),
            (_("Problems"), row.findings_count),
        ]
        return facts + ([(_("what was seen"), row.seen)] if row.seen else [])

    def verbs(self, row):
        return [*self.inspect(row), *super().verbs(row)]

    def verb(self, row, verb):
        return super().verb(row, verb) | ({"primary": False} if row.establishment_id else {})

    def inspect(self, row):
        """The inspection of a shop, or the one that was made."""
        if row.inspection_id:
            return [button("inspection", _("See the inspection"), "clipboard-check", row.inspection.get_absolute_url())]
        mine = any(post.organisation_id == row.organisation_id for post in self.request.user.posts)
        if not row.establishment_id or not mine or row.status == row.VISITED:
            return []
        query = urlencode({"establishment": row.establishment_id, "kind": "supervision"})
        return [button("inspect", _("Inspect"), "clipboard-plus", f"{reverse('inspection-new')}?{query}", primary=True)]


class ReportList(ListPage):
    model = DailyReport
    table_class = ReportTable
    filterset_class = ReportFilter
    empty_text = _("The daily reports of the groups are listed here.")

    def rows(self):
        return super().rows().order_by("-day", "group__kind", "place__code", "pk")

    def tabs(self):
        rows, chosen, asked = self.reachable(), self.request.GET.get("status", ""), self.request.GET
        today = timezone.localdate()
        of_today = f"?since={today}&until={today}"
        return [
            {"label": _("All"), "url": "?", "count": rows.count(), "active": not chosen and "since" not in asked},
            {
                "label": _("Today"),
                "url": of_today,
                "count": rows.filter(day=today).count(),
                "active": asked.get("since") == asked.get("until") == str(today),
            },
            {
                "label": _("Missing"),
                "url": "?status=missing",
                "count": rows.missing(timezone.now()).count(),
                "active": chosen == "missing",
                "state": "late",
            },
        ]


class ReportDetail(DetailPage):
    """A report: as the records stand while it is a draft, as they stood from the submission on."""

    model = DailyReport
    template_name = "supervision/dailyreport_detail.html"

    def more(self, row):
        content = drafting.content_now(row)
        key = [part["finding"] for part in content["key"]]
        seen = Finding.objects.reachable(self.request.user).filter(pk__in=key).prefetch_related("photos")
        photos = {finding.pk: list(finding.photos.all()[:2]) for finding in seen}
        return {"content": content, "photos": photos, "key": [(part, photos.get(part["finding"])) for part in content["key"]]}
