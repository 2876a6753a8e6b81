"""Inspections: standards and checklists in versions, what was answered at a shop, the findings to be put right, what they teach."""

from inspections.models.findings import Dispute, Finding, RectificationOrder
from inspections.models.inspections import Answer, Inspection, ResultWord, Version
from inspections.models.laws import Clause, ClauseText
from inspections.models.photos import Photo
from inspections.models.quarantine import Quarantined
from inspections.models.standards import Checklist, ChecklistItem, StandardFile, WorkStandard
from inspections.models.weakness import WeakPoint

__all__ = [
    "Answer",
    "Checklist",
    "ChecklistItem",
    "Clause",
    "ClauseText",
    "Dispute",
    "Finding",
    "Inspection",
    "Photo",
    "Quarantined",
    "RectificationOrder",
    "ResultWord",
    "StandardFile",
    "Version",
    "WeakPoint",
    "WorkStandard",
]
