"""Which shops are to be inspected by whom until when, and how far that is."""

from planning.models.draws import Draw, Recusal
from planning.models.plans import InspectionPlan, PlannedShop
from planning.models.ranking import RankedShop, RankingReplay, RankingRule
from planning.models.rules import RoutineRule

__all__ = ["Draw", "InspectionPlan", "PlannedShop", "RankedShop", "RankingReplay", "RankingRule", "Recusal", "RoutineRule"]
