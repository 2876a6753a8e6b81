"""What a daily report says: the day's records in figures, rows and words. Frozen when it is submitted, asked anew until then."""

from collections import Counter
from functools import wraps

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grid.models import Place
from inspections.models import Finding
from supervision.models.points import SupervisionPoint
from tasks.models import Assignment
from workdays.calendar import end_of, start_of

KEY_FINDINGS = 3  # proposed as key problems where the leader chose none
WEIGHTS = {Finding.SERIOUS: 2, Finding.GENERAL: 1, Finding.MINOR: 0}
RECTIFIED = (Assignment.SUBMITTED, Assignment.CLOSED)


def in_office_language(function):
    """What is reported and published is in the office's language, whoever reads the portal in another."""

    @wraps(function)
    def spoken(*args, **kwargs):
        with translation.override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return spoken


def findings_of(group, day):
    """What the group found on the day and nobody dropped since, the gravest first."""
    rows = (
        Finding.objects.standing()
        .with_names()
        .filter(
            inspection__kind="supervision",
            inspection__organisation=group.organisation_id,
            found_at__gte=start_of(day),
            found_at__lt=end_of(day),
        )
    )
    return sorted(rows, key=lambda row: (-row.item.critical, -WEIGHTS[row.severity], row.found_at, row.pk))


def points_of(group, day):
    return list(group.points.on(day).with_names().with_findings_count().order_by("visited_at", "id"))


def key_findings_of(report, found):
    """The problems the leader chose, else the gravest."""
    chosen = set(report.key_findings.values_list("pk", flat=True))
    return [row for row in found if row.pk in chosen] if chosen else found[:KEY_FINDINGS]


@in_office_language
def report_content(report, *, at):
    """The whole report in values that JSON can hold."""
    points, found = points_of(report.group, report.day), findings_of(report.group, report.day)
    districts = DistrictNames()
    figures = figures_of(points, found)
    return {
        "at": at.isoformat(),
        "figures": figures,
        "members": [post.user.name for post in report.group.members(report.day)],
        "points": [point_row(point) for point in points],
        "by_format": counted(found, lambda row: row.inspection.establishment.format.name),
        "by_district": by_district(points, found, districts),
        "key": [finding_row(row, districts) for row in key_findings_of(report, found)],
        "summary": report.summary or summary_words(report, figures),
        "tomorrow": report.tomorrow or tomorrow_words(report),
    }


def figures_of(points, found):
    kept = [point for point in points if point.status != SupervisionPoint.SKIPPED]
    visited = [point for point in points if point.status == SupervisionPoint.VISITED]
    return {
        "planned": sum(not point.unplanned for point in kept),
        "points": len(visited),
        "shops": sum(point.inspection_id is not None for point in visited),
        "problems": len(found),
        "rectified": sum(row.assignment.status in RECTIFIED for row in found),
    }


def counted(rows, word):
    """[[word, how many]], the most first."""
    return [[name, count] for name, count in sorted(Counter(map(word, rows)).items(), key=lambda pair: (-pair[1], pair[0]))]


class DistrictNames:
    """The district in which a place lies, from the ids of its path."""

    def __init__(self):
        self.names = dict(Place.objects.filter(level=Place.DISTRICT).order_by("code").values_list("pk", "name"))

    def of(self, place):
        return next((self.names[pk] for pk in place.path_ids() if pk in self.names), place.name)


def by_district(points, found, districts):
    """A row of figures for each district in which something was done."""
    names = {districts.of(row.place): None for row in [*points, *found]}
    rows = []
    for name in names:
        there = [point for point in points if districts.of(point.place) == name]
        wrong = [row for row in found if districts.of(row.place) == name]
        rows.append({"district": name} | figures_of(there, wrong))
    return rows


def point_row(point):
    return {
        "name": point.place.name,
        "area": point.area.name if point.area else "",
        "kind": point.establishment.format.name if point.establishment else point.place.get_level_display(),
        "status": point.status,
        "words": str(point.get_status_display()),
        "purpose": point.purpose,
        "seen": point.seen,
        "inspection": str(point.inspection_id or ""),
        "findings": point.findings_count,
    }


def finding_row(row, districts):
    return {
        "finding": row.pk,
        "shop": row.place.name,
        "district": districts.of(row.place),
        "format": row.inspection.establishment.format.name,
        "description": row.description,
        "item": row.item.text,
        "critical": row.item.critical,
        "severity": str(row.get_severity_display()),
        "status": str(row.status_words),
        "state": row.state,
        "with": row.assignment.organisation.short_name,
        "found_by": row.inspection.officer.name,
    }


def summary_words(report, figures):
    """The situation in a sentence, for the leader to go on from."""
    if not figures["points"]:
        return _("No point was visited on this day.")
    return (
        _(
            "The group visited %(points)d points, of which %(shops)d food businesses; it found and handed over %(problems)d problems on "
            "the spot, of which %(rectified)d were put right the same day."
        )
        % figures
    )


def tomorrow_words(report):
    """The points of the next day that are planned already."""
    day = report.group.next_day(report.day)
    names = list(report.group.points.filter(day=day, status=SupervisionPoint.PLANNED).order_by("id").values_list("place__name", flat=True))
    words = {"day": f"{day:%m-%d}", "count": len(names), "names": "、".join(names)}
    if not names:
        return _("The points of the next day (%(day)s) are not planned yet.") % words
    return _("On %(day)s the group goes to %(count)d points: %(names)s.") % words


def content_now(report):
    """What the report says today: as submitted, or as the records stand."""
    return report.content or report_content(report, at=timezone.now())
