"""The navigation: the entries in the order of the work, and who is shown which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.areas import own_places
from grid.access import holds
from grid.models import Place

SEES_BOARDS = "inspections.view_finding"


@dataclass(frozen=True)
class Page:
    """A page the navigation leads to, for those who hold any of `needs`."""

    name: str
    label: Any
    needs: tuple = ()
    tally: str = ""
    for_staff: bool = False
    asks: Callable[[Any], bool] | None = None

    def is_open_to(self, user):
        if (self.for_staff and not user.is_staff) or (self.asks and not self.asks(user)):
            return False
        return not self.needs or any(holds(user, code) for code in self.needs)


def sees_an_area(user):
    """Whether a post of `user` is at more than a single shop."""
    return any(place.level != Place.ESTABLISHMENT for place in own_places(user))


def sees_a_board(user):
    """Whether there is a board for `user`: of an area, or of an office that is no shop."""
    if holds(user, SEES_BOARDS):
        return sees_an_area(user)
    return any(post.place.level != Place.ESTABLISHMENT for post in user.posts)


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

SEES_BULLETINS = ("supervision.view_dailybulletin", "supervision.acknowledge_bulletincopy", "supervision.add_supervisionpoint")

NAVIGATION = [
    Section(_("Workbench"), "layout-dashboard", 0, [Page("workbench", _("Workbench"), tally="waiting")]),
    Section(
        _("Grid responsibility"),
        "map-2",
        5,
        [
            Page("place-list", _("Places"), ("grid.view_place",)),
            Page("chart", _("Chart of responsibility"), ("grid.answer_place", "grid.view_proofline"), asks=sees_an_area),
            Page("organisation-list", _("Organisations"), ("grid.view_organisation",)),
            Page("appointment-list", _("Appointments"), ("grid.view_appointment",)),
            Page("user-list", _("People"), ("accounts.view_user",)),
            Page("lists", _("Lists and plans"), ("grid.view_responsibilitylist",), asks=sees_an_area),
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
            Page("sweep", _("Sweep"), ("planning.meet_plannedshop",)),
            Page("inspectionplan-list", _("Inspection plans"), ("planning.view_inspectionplan",)),
            Page("inspection-list", pgettext_lazy("navigation", "Inspections"), ("inspections.view_inspection",)),
            Page("draw-list", _("Random draws"), ("planning.view_draw",)),
            Page("finding-list", _("Findings"), ("inspections.view_finding",)),
            Page("dispute-list", _("Objections"), ("inspections.uphold_dispute",)),
            Page("rectificationorder-list", _("Orders to rectify"), ("inspections.add_rectificationorder",)),
            Page("weakness", _("Weak points"), ("inspections.view_weakpoint",), asks=sees_an_area),
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
            Page("board", _("Board"), asks=sees_a_board),
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
            Page("admin:planning_routinerule_changelist", _("Routine frequencies"), ("planning.change_routinerule",), for_staff=True),
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
