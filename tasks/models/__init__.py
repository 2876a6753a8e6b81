"""Work that somebody must finish: campaigns, the 112 creation tasks, assignments, and the letters that press them on."""

from tasks.models.assignments import Assignment, Climb
from tasks.models.campaigns import Campaign, CreationTask
from tasks.models.extensions import Extension
from tasks.models.feeds import CalendarFeed
from tasks.models.milestones import Milestone, MilestoneFile
from tasks.models.notices import Notice
from tasks.models.papers import IssuedPaper, ReplyFile
from tasks.models.reports import Evidence, Report
from tasks.models.rungs import (
    CAMPAIGN_WORK,
    DAY_AND_NIGHT,
    FINDINGS,
    IN_TERM,
    PASSED_ON,
    SAME_DAY,
    WORK_KINDS,
    LetterKind,
    Receiver,
    Recount,
    Rung,
)
from tasks.models.templates import LetterTemplate
from tasks.models.visits import Instruction, LeaderVisit, LeaderVisitPhoto
from tasks.numbering import NumberSeries

__all__ = [
    "CAMPAIGN_WORK",
    "DAY_AND_NIGHT",
    "FINDINGS",
    "IN_TERM",
    "PASSED_ON",
    "SAME_DAY",
    "WORK_KINDS",
    "Assignment",
    "CalendarFeed",
    "Campaign",
    "Climb",
    "CreationTask",
    "Evidence",
    "Extension",
    "Instruction",
    "IssuedPaper",
    "LeaderVisit",
    "LeaderVisitPhoto",
    "LetterKind",
    "LetterTemplate",
    "Milestone",
    "MilestoneFile",
    "Notice",
    "NumberSeries",
    "Receiver",
    "Recount",
    "ReplyFile",
    "Report",
    "Rung",
]
