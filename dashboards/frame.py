"""The frame around every page: navigation, area, unread messages, today.

Everything here is lazy, so that a page without the frame (a part for htmx, the sign-in) pays for nothing; a whole page pays
four queries: the posts, the counts, the area's neighbours and the calendar.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from dashboards.areas import BY_AREA, KEY, choices, current_area, own_places
from grid.access import holds
from grid.models import Place
from guarantees.home import figures
from guarantees.models import Guarantee
from notifications.models import Message
from tasks.models import Assignment, Notice
from workdays.calendar import Calendar


@dataclass(frozen=True)
class Page:
    """A page the navigation leads to, for those who hold any of `needs`."""

    name: str
    label: Any
    needs: tuple = ()
    tally: str = ""
    for_staff: bool = False
    of_areas: bool = False

    def is_open_to(self, user):
        if (self.for_staff and not user.is_staff) or (self.of_areas and not sees_an_area(user)):
            return False
        return not self.needs or any(holds(user, code) for code in self.needs)


def sees_an_area(user):
    """Whether a post of `user` is at more than a single shop."""
    return any(place.level != Place.ESTABLISHMENT for place in own_places(user))


@dataclass(frozen=True)
class Section:
    """An entry of the navigation with its pages; without a page that is open to the person it is not shown.

    `thumb` orders the entries at the bottom of a phone, where there is room for the four that are used most.
    """

    label: Any
    icon: str
    thumb: int
    pages: list


SEES_WORK = ("tasks.view_assignment", "tasks.submit_assignment")
SEES_LETTERS = ("tasks.view_notice", "tasks.acknowledge_notice")

SEES_BULLETINS = ("supervision.view_dailybulletin", "supervision.acknowledge_bulletincopy")

NAVIGATION = [
    Section(_("Workbench"), "layout-dashboard", 0, [Page("workbench", _("Workbench"), tally="waiting")]),
    Section(
        _("Grid responsibility"),
        "map-2",
        5,
        [
            Page("place-list", _("Places"), ("grid.view_place",)),
            Page("chart", _("Chart of responsibility"), ("grid.answer_place", "grid.view_proofline"), of_areas=True),
            Page("organisation-list", _("Organisations"), ("grid.view_organisation",)),
            Page("appointment-list", _("Appointments"), ("grid.view_appointment",)),
            Page("user-list", _("People"), ("accounts.view_user",)),
            Page("lists", _("Three lists"), ("grid.view_responsibilitylist",), of_areas=True),
            Page("responsibilitylist-list", _("Responsibility lists"), ("grid.view_responsibilitylist",)),
            Page("handover-list", _("Hand-overs"), ("grid.view_handover",)),
            Page("proofline-list", _("Proof"), ("grid.view_proofline",)),
        ],
    ),
    Section(
        pgettext_lazy("navigation", "Establishments"),
        "building-store",
        3,
        [
            Page("establishment-list", _("Establishments"), ("establishments.view_establishment",)),
            Page("guarantor-home", _("My shops"), ("guarantees.add_guaranteevisit",), tally="late_visits"),
            Page("guarantee-list", _("Guarantees"), ("guarantees.view_guarantee",)),
            Page("guarantor-list", _("Guarantors"), ("guarantees.view_pledge",)),
            Page("guaranteevisit-list", _("Guarantors' visits"), ("guarantees.view_guaranteevisit",)),
            Page("visitproblem-list", _("Problems passed on"), ("guarantees.view_visitproblem",)),
            Page("pledge-list", _("Pledges"), ("guarantees.view_pledge",)),
            Page("board-list", _("Boards for the doors"), ("guarantees.add_board",)),
            Page("process-list", _("Six and seven"), ("guarantees.view_pledge",)),
            Page("duplicate-list", _("Possible duplicates"), ("establishments.view_duplicate",)),
            Page("safetyofficer-list", _("Safety officers"), ("establishments.view_safetyofficer",)),
            Page("levelrule-list", _("Level rules"), ("establishments.view_levelrule",)),
            Page("import-list", _("Imports"), ("imports.add_import",)),
        ],
    ),
    Section(
        _("Creation tasks"),
        "checklist",
        2,
        [
            Page("campaign-list", _("Campaigns"), ("tasks.view_campaign",)),
            Page("creationtask-list", _("Task catalogue"), ("tasks.view_creationtask",)),
            Page("assignment-list", _("Assignments"), SEES_WORK),
            Page("leadervisit-list", _("Leaders' visits"), ("tasks.view_leadervisit",)),
            Page("milestone-list", _("Milestones"), ("tasks.view_milestone",)),
            Page("extension-list", _("Extensions"), ("tasks.grant_extension",)),
            Page("scorecard-list", _("Scorecards"), ("scoring.view_scorecard", "scoring.answer_scorecard")),
            Page("standing-list", _("League tables"), ("scoring.view_standing",)),
            Page("notice-desk", _("Signing desk"), ("tasks.sign_notice",), tally="desk"),
            Page("notice-list", _("Register of letters"), SEES_LETTERS),
        ],
    ),
    Section(
        pgettext_lazy("navigation", "Inspect and rectify"),
        "clipboard-check",
        1,
        [
            Page("field", _("Work in the field"), ("inspections.add_inspection",)),
            Page("rankedshop-list", _("Visit list by risk"), ("planning.view_rankedshop",)),
            Page("inspection-list", pgettext_lazy("navigation", "Inspections"), ("inspections.view_inspection",)),
            Page("draw-list", _("Random draws"), ("planning.view_draw",)),
            Page("finding-list", _("Findings"), ("inspections.view_finding",)),
            Page("dispute-list", _("Objections"), ("inspections.uphold_dispute",)),
            Page("rectificationorder-list", _("Orders to rectify"), ("inspections.add_rectificationorder",)),
            Page("weakness", _("Weak points"), ("inspections.view_weakpoint",), of_areas=True),
            Page("checklist-list", _("Checklists"), ("inspections.view_checklist",)),
            Page("workstandard-list", _("Work standards"), ("inspections.view_workstandard",)),
            Page("clause-list", _("Articles of law"), ("inspections.view_clause",)),
        ],
    ),
    Section(
        pgettext_lazy("navigation", "Supervision"),
        "users-group",
        3,
        [
            Page("supervision-day", _("My group today"), ("supervision.add_supervisionpoint",)),
            Page("supervisionpoint-list", _("Supervision points"), ("supervision.view_supervisionpoint",)),
            Page("dailyreport-list", _("Daily reports"), ("supervision.view_dailyreport",)),
            Page("dailybulletin-list", _("Daily bulletins"), SEES_BULLETINS),
            Page("supervisiongroup-list", _("Supervision groups"), ("supervision.view_supervisiongroup",)),
        ],
    ),
    Section(
        _("Board"),
        "chart-bar",
        4,
        [
            Page("board", _("Board"), ("inspections.view_finding",), of_areas=True),
            Page("wall-list", _("Walls"), ("dashboards.view_wall",)),
            Page("miscount-list", _("Miscounts"), ("dashboards.view_miscount",)),
        ],
    ),
    Section(
        _("System"),
        "settings",
        6,
        [
            Page("specialday-list", _("Days off and make-up days"), ("workdays.view_specialday",)),
            Page("lettertemplate-list", _("Letter templates"), ("tasks.view_lettertemplate",)),
            Page("quarantined-list", _("Quarantine"), ("inspections.view_quarantined",)),
            Page("admin:inspections_resultword_changelist", _("Words for results"), ("inspections.change_resultword",), for_staff=True),
            Page("scheme-list", _("Scoring rules"), ("scoring.change_scheme",)),
            Page("scoringclause-list", _("Scoring clauses"), ("scoring.change_scoringclause",)),
            Page("rung-list", _("Ladder of letters"), ("tasks.change_rung",)),
            Page("assignment-parked", _("Stopped ladders"), ("tasks.retry_assignment",), tally="parked"),
            Page("outgoing-list", _("Outgoing messages"), ("notifications.view_outgoing",)),
            Page("robot-list", _("Group robots"), ("grid.view_robot",)),
            Page("smsgateway-list", _("SMS gateway"), ("notifications.view_smsgateway",)),
            Page("admin:grid_levelstandard_changelist", _("Standards of the levels"), ("grid.change_levelstandard",), for_staff=True),
            Page("admin:establishments_format_changelist", _("Formats"), ("establishments.change_format",), for_staff=True),
            Page("admin:planning_rankingrule_changelist", _("Weights of the visit list"), ("planning.change_rankingrule",), for_staff=True),
            Page("rankingreplay-list", _("Replays of the visit list"), ("planning.add_rankingreplay",)),
            Page("admin:guarantees_frequencyrule_changelist", _("Visit frequencies"), ("guarantees.change_frequencyrule",), for_staff=True),
            Page("admin:guarantees_visititem_changelist", _("Visit form"), ("guarantees.change_visititem",), for_staff=True),
            Page("admin:guarantees_paperline_changelist", _("Lines of papers"), ("guarantees.change_paperline",), for_staff=True),
            Page(
                "admin:guarantees_implementation_changelist",
                _("Six implementations"),
                ("guarantees.change_implementation",),
                for_staff=True,
            ),
            Page("admin:guarantees_step_changelist", _("Seven steps"), ("guarantees.change_step",), for_staff=True),
        ],
    ),
]


def portal(request):
    """What the frame's templates say; asks the database only when it is shown."""
    words = {"demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return words
    calendar = SimpleLazyObject(lambda: calendar_of(request))
    counts = SimpleLazyObject(lambda: tallies_of(request))
    area = SimpleLazyObject(lambda: area_of(request))
    nav = SimpleLazyObject(lambda: navigation(request, counts))
    return words | {
        "nav": nav,
        "quick": SimpleLazyObject(lambda: sorted(nav, key=lambda entry: entry["thumb"])[:4]),
        "area": area,
        "areas": SimpleLazyObject(lambda: choices(user, area_of(request))),
        "guarantor": SimpleLazyObject(lambda: figures(user, timezone.localdate())),
        "unread_count": SimpleLazyObject(lambda: counts["unread"]),
        "today_words": SimpleLazyObject(lambda: day_words(timezone.localdate())),
        "workday_words": SimpleLazyObject(lambda: str(calendar.says(timezone.localdate()))),
    }


def calendar_of(request):
    """The working days, read once per request."""
    if not hasattr(request, "calendar"):
        request.calendar = Calendar.current()
    return request.calendar


def area_of(request):
    """The area in view, read once per request."""
    if not hasattr(request, "area"):
        request.area = current_area(request)
    return request.area


def tallies_of(request):
    """What waits for this person, counted once per request."""
    if not hasattr(request, "tallies"):
        request.tallies = tallies(request.user)
    return request.tallies


def day_words(day):
    """2026年11月23日 星期一"""
    return f"{dateformat.format(day, pgettext('date in full', 'j M Y'))} {dateformat.format(day, 'l')}"


def tallies(user):
    """What waits for `user`, in one query: unread messages, work, letters to sign and to acknowledge, and these three together.

    `late_visits` are the own shops whose visit is overdue; they have a page of their own and are not among what waits.
    """
    counts = {
        "unread": Message.objects.reachable(user).unread(),
        "work": work_for(user),
        "desk": desk_of(user),
        "letters": letters_for(user),
        "parked": Assignment.objects.reachable(user, "retry").exclude(parked=""),
        "late_visits": Guarantee.objects.reachable(user, "view").of(user).overdue(timezone.localdate()),
    }
    counts = get_user_model().objects.filter(pk=user.pk).values(**{name: counted(rows) for name, rows in counts.items()}).get()
    return counts | {"waiting": counts["work"] + counts["desk"] + counts["letters"]}


def counted(rows):
    """The number of `rows` as a subquery."""
    numbers = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def work_for(user):
    """The assignments that `user` should act on next."""
    return Assignment.objects.reachable(user, "view").waiting_for(user)


def desk_of(user):
    """The drafts that wait for the signature of `user`."""
    return Notice.objects.reachable(user, "view").to_sign(user)


def letters_for(user):
    """The letters that `user` should acknowledge."""
    return Notice.objects.reachable(user, "view").to_acknowledge(user)


def navigation(request, counts):
    """The sections this person can reach, as the templates want them."""
    shown = [shown_section(section, request, counts) for section in NAVIGATION]
    return [entry for entry in shown if entry]


def shown_section(section, request, counts):
    pages = [(page, url_of(page, request)) for page in section.pages if page.is_open_to(request.user)]
    if not pages:
        return None
    here = current_page([page for page, _url in pages], request)
    children = [{"label": page.label, "url": url, "current": page is here, "count": tally(page, counts)} for page, url in pages]
    total = sum(child["count"] for child in children)
    many = len(children) > 1
    return {
        "label": section.label,
        "icon": section.icon,
        "thumb": section.thumb,
        "url": children[0]["url"],
        "current": here is not None,
        "count": total,
        "children": children if many else [],
    }


def tally(page, counts):
    return counts[page.tally] if page.tally else 0


def url_of(page, request):
    """The address of a navigation entry, on the area in view where that was chosen."""
    url = reverse(page.name)
    chosen = page.name in BY_AREA and request.session.get(KEY)
    return f"{url}?place={area_of(request).pk}" if chosen and area_of(request) else url


def current_page(pages, request):
    """The page of the navigation to which the one shown belongs: itself, or the list of the row shown."""
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    noun, of_a_model, _verb = name.partition("-")  # "board" itself is no page of the boards for the doors
    exact = [page for page in pages if page.name == name]
    listed = [page for page in pages if of_a_model and page.name == f"{noun}-list"]
    return next(iter(exact + listed), None)
