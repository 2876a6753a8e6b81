"""The register's nouns, a file for each aggregate."""

from establishments.models.doubles import Duplicate
from establishments.models.formats import Format
from establishments.models.grades import GradeChange, LevelRule, LevelRuleLine
from establishments.models.register import Establishment, EstablishmentGrant
from establishments.models.safety import SafetyOfficer
from establishments.models.visits import MissedVisit

__all__ = [
    "Duplicate",
    "Establishment",
    "EstablishmentGrant",
    "Format",
    "GradeChange",
    "LevelRule",
    "LevelRuleLine",
    "MissedVisit",
    "SafetyOfficer",
]
