"""Which shops are to be inspected by whom until when, and how far that is."""

from planning.models.draws import Draw, Recusal
from planning.models.ranking import RankedShop, RankingReplay, RankingRule

__all__ = ["Draw", "RankedShop", "RankingReplay", "RankingRule", "Recusal"]
