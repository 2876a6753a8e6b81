"""How a bulletin is drafted from the day's reports, what it freezes, and how it is printed and filed."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import record
from base.figures import ranked, share
from base.files import IMAGES
from base.filing import Filing
from base.printing import render, smaller
from grid.access import people_in_post
from grid.models import Organisation, Place
from inspections.models import Finding, Photo
from notifications.models import tell
from supervision.drafting import RECTIFIED, DistrictNames, finding_row, in_office_language
from supervision.models import BulletinPaper, BulletinPicture, DailyBulletin, DailyReport
from supervision.models.reports import AGAIN
from workdays.calendar import at_clock, end_of, start_of

IN_TIME_DAYS = 7  # the days up to the bulletin's over which rectifying in time is compared
MOST_TYPICAL, PICTURES_EACH = 6, 2
FIGURES = ("planned", "points", "shops", "problems", "rectified")


# Drafting -------------------------------------------------------------------------------------------------------------


def draft_when_complete(day, office, *, at):
    """Draft the bulletin as soon as the last report of the day is in."""
    waiting = DailyReport.objects.filter(day=day, organisation__parent=office, status=DailyReport.DRAFT)
    if not waiting.exists():
        draft(day, office, at=at)


def draft_due(*, at):
    """At 21:00, when a missing report has been chased twice, the bulletin is drafted from what has come; returns how many."""
    day = timezone.localdate(at)
    days = [day - timedelta(days=1)] + ([day] if at >= at_clock(day, AGAIN) else [])
    reports = DailyReport.objects.filter(day__in=days, status=DailyReport.SUBMITTED)
    asked = sorted(set(reports.values_list("day", "organisation__parent")))
    offices = Organisation.objects.in_bulk([office for _day, office in asked])
    return sum(draft(each, offices[office], at=at) is not None for each, office in asked if office in offices)


@transaction.atomic
def draft(day, office, *, at, by=None):
    """The bulletin of `day`, unless there is one or none of its reports has come: then None."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=office.pk)  # two reports submitted at once draft one
    reports = reports_of(day, office)
    if not reports or DailyBulletin.objects.alive().filter(organisation=office, day=day).exists():
        return None
    bulletin = DailyBulletin.objects.create(organisation=office, place=office.place, day=day, drafted_at=at)
    chosen = [row["finding"] for report in reports for row in report.content["key"]]
    bulletin.typical_findings.set(Finding.objects.filter(pk__in=chosen).order_by("-item__critical", "found_at")[:MOST_TYPICAL])
    bulletin.addressees.set(Organisation.objects.filter(kind="branch", place__path__startswith=office.place.path))
    entry = record("create", about=bulletin, by=by, at=at)
    editors = people_in_post(office, "supervision.review_dailybulletin")
    tell(editors, _("Bulletin drafted: %(about)s"), entry=entry, about=bulletin)
    return bulletin


def why_not_draft(day, office):
    """Why no bulletin of `day` can be drafted now; empty when one can."""
    if DailyBulletin.objects.alive().filter(organisation=office, day=day).exists():
        return _("The bulletin of this day exists already.")
    return "" if reports_of(day, office) else _("No report of this day has been submitted yet.")


def reports_of(day, office):
    rows = DailyReport.objects.filter(day=day, organisation__parent=office, status=DailyReport.SUBMITTED)
    return list(rows.select_related("group__organisation", "group__place").order_by("group__kind", "place__code"))


# What it says ---------------------------------------------------------------------------------------------------------


@in_office_language
def bulletin_content(bulletin, *, at):
    """The whole issue in values that JSON can hold."""
    reports = reports_of(bulletin.day, bulletin.organisation)
    figures = {name: sum(report.content["figures"][name] for report in reports) for name in FIGURES}
    missing = DailyReport.objects.filter(day=bulletin.day, organisation__parent=bulletin.organisation, status=DailyReport.DRAFT)
    ranking = ranking_of(bulletin, reports, at=at)
    figures["groups"] = len(reports)
    return {
        "at": at.isoformat(),
        "day": bulletin.day.isoformat(),
        "office": bulletin.organisation.name,
        "figures": figures,
        "missing": [str(report.group) for report in missing.select_related("group__organisation").order_by("place__code")],
        "groups": [{"group": str(report.group)} | report.content["figures"] for report in reports],
        "ranking": ranking,
        "typical": [finding_row(row, DistrictNames()) for row in typical_of(bulletin)],
        "situation": bulletin.situation or situation_words(bulletin, figures, ranking),
        "demands": bulletin.demands or demands_words(figures),
        "to": [office.name for office in bulletin.addressees.order_by("place__code", "pk")],
    }


def typical_of(bulletin):
    return bulletin.typical_findings.with_names().order_by("-item__critical", "found_at", "pk")


def ranking_of(bulletin, reports, *, at):
    """A row for every district: what was looked at and found there by all groups, and how much was put right in time; best first.

    Points, shops and problems are the reports'. In time counts the problems of the last seven days whose term has ended or that
    have been put right. Equals share a rank; a district in which nothing was due stands after the others.
    """
    names = Place.objects.standing().filter(level=Place.DISTRICT, path__startswith=bulletin.place.path).order_by("code")
    rows = {name: dict.fromkeys(FIGURES, 0) | {"district": name} for name in names.values_list("name", flat=True)}
    for report in reports:
        for part in report.content["by_district"]:
            if part["district"] in rows:
                for name in FIGURES:
                    rows[part["district"]][name] += part[name]
    rates = rates_in_time(bulletin.day, at=at)
    for name, row in rows.items():
        row["due"], row["in_time"] = rates.get(name, (0, 0))
        row["rate"] = share(row["in_time"], row["due"])
    return ranked(sorted(rows.values(), key=lambda row: (-(row["rate"] if row["rate"] is not None else -1), -row["points"])))


def rates_in_time(day, *, at):
    """{district: (due, put right in time)} of what supervision groups found in the days up to `day`."""
    districts, counted = DistrictNames(), {}
    rows = Finding.objects.filter(
        Q(assignment__due_at__lte=at) | Q(assignment__status__in=RECTIFIED),
        inspection__kind="supervision",
        found_at__gte=start_of(day - timedelta(days=IN_TIME_DAYS - 1)),
        found_at__lt=end_of(day),
    )
    for row in rows.exclude(assignment__status="void").select_related("place", "assignment"):
        work, name = row.assignment, districts.of(row.place)
        due, in_time = counted.get(name, (0, 0))
        in_term = work.status in RECTIFIED and work.submitted_at is not None and work.submitted_at <= work.due_at
        counted[name] = due + 1, in_time + in_term
    return counted


def situation_words(bulletin, figures, ranking):
    first = _(
        "On %(day)s %(groups)d supervision groups visited %(points)d points, of which %(shops)d food businesses; %(problems)d problems "
        "were found and handed over on the spot, of which %(rectified)d were put right the same day."
    ) % (figures | {"day": f"{bulletin.day.year}年{bulletin.day.month}月{bulletin.day.day}日"})
    judged = [row for row in ranking if row["rate"] is not None]
    if len({row["rate"] for row in judged}) < 2:
        return first
    second = _("In rectifying in time over the last seven days %(best)s stands first (%(high)s %%), %(worst)s last (%(low)s %%).") % {
        "best": judged[0]["district"],
        "high": judged[0]["rate"],
        "worst": judged[-1]["district"],
        "low": judged[-1]["rate"],
    }
    return f"{first}\n{second}"


def demands_words(figures):
    left = figures["problems"] - figures["rectified"]
    lines = [
        _("The districts take the problems in this bulletin as examples and look for the like in their own area."),
        _("%(left)d problems are not put right yet: whoever answers for them finishes within the term and reports back.") % {"left": left}
        if left
        else _("All problems of the day are put right; the stations recheck them within three days."),
        _("Who puts right late or only on paper is pressed by letter and named in the next bulletin."),
    ]
    return "\n".join(lines)


def content_now(bulletin):
    """What the issue says today: as frozen, or as reports and records stand."""
    return bulletin.content or bulletin_content(bulletin, at=timezone.now())


# Pictures and paper ---------------------------------------------------------------------------------------------------


def photos_of(findings):
    """{finding id: its first photos}"""
    found = {}
    for photo in Photo.objects.filter(finding__in=findings).order_by("finding", "id"):
        if len(found.setdefault(photo.finding_id, [])) < PICTURES_EACH:
            found[photo.finding_id].append(photo)
    return found


def keep_pictures(bulletin, *, by):
    """Keep the photos of the typical problems as they are printed; returns [[finding id, SHA-256]]."""
    kept = []
    for finding, photos in photos_of([row.pk for row in typical_of(bulletin)]).items():
        for photo in photos:
            upload = SimpleUploadedFile(f"{photo.sha256[:12]}.jpg", smaller(photo.file), "image/jpeg")
            picture = BulletinPicture.of(upload, by=by, allowed=IMAGES, bulletin=bulletin, finding_id=finding)
            if not BulletinPicture.objects.filter(bulletin=bulletin, sha256=picture.sha256).exists():
                picture.save()
            kept.append([finding, picture.sha256])
    return kept


def pdf(bulletin):
    """The issue after GB/T 9704-2012 as PDF bytes. What is frozen prints the same to the byte, whenever it is asked."""
    content = content_now(bulletin)
    pictures, names = {}, {}
    for finding, sha256 in content.get("pictures", []):
        stored = BulletinPicture.objects.get(bulletin=bulletin, sha256=sha256)
        with stored.file.open() as file:
            pictures[f"{sha256[:16]}.jpg"] = file.read()
        names.setdefault(finding, []).append(f"{sha256[:16]}.jpg")
    typical = [row | {"pictures": names.get(row["finding"], [])} for row in content["typical"]]
    return render("bulletin", paper_of_content(bulletin, content | {"typical": typical}), pictures=pictures, at=bulletin.published_at)


def paper_of_content(bulletin, content):
    """What the template reads."""
    signed = timezone.localdate(bulletin.published_at or timezone.now())
    return content | {
        "draft": bulletin.status != DailyBulletin.PUBLISHED,
        "number": f"{bulletin.year}年第{bulletin.serial}期" if bulletin.serial else "",
        "date": f"{signed.year}年{signed.month}月{signed.day}日",
        "of_day": f"{bulletin.day.year}年{bulletin.day.month}月{bulletin.day.day}日",
        "signed_by": content.get("signed_by", ""),
        "situation": lines_of(content["situation"]),
        "demands": lines_of(content["demands"]),
    }


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def unfiled():
    return DailyBulletin.objects.published().filter(paper=None).select_related("organisation", "signed_by")


BULLETINS = Filing(BulletinPaper, "bulletin", unfiled, pdf)
