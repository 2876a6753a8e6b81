"""Supervision groups (督查组), what they look at each day, and what is reported and published of it."""

from supervision.models.bulletins import BulletinCopy, BulletinPaper, BulletinPicture, DailyBulletin
from supervision.models.groups import SupervisionGroup
from supervision.models.points import SupervisionPoint
from supervision.models.reports import DailyReport

__all__ = [
    "BulletinCopy",
    "BulletinPaper",
    "BulletinPicture",
    "DailyBulletin",
    "DailyReport",
    "SupervisionGroup",
    "SupervisionPoint",
]
