"""Guarantee (包保): the official who answers for a shop, the visits, the papers, the boards, and how far each shop has come."""

from guarantees.models.boards import Board
from guarantees.models.guarantees import LEVEL_OF_POST, MATCHES, FrequencyRule, Guarantee
from guarantees.models.papers import PaperLine, Pledge, SignedPaper
from guarantees.models.progress import Assessment, AssessmentMark, Implementation, Step, StepTaken
from guarantees.models.visits import GuaranteeVisit, VisitAnswer, VisitItem, VisitPhoto, VisitProblem

__all__ = [
    "LEVEL_OF_POST",
    "MATCHES",
    "Assessment",
    "AssessmentMark",
    "Board",
    "FrequencyRule",
    "Guarantee",
    "GuaranteeVisit",
    "Implementation",
    "PaperLine",
    "Pledge",
    "SignedPaper",
    "Step",
    "StepTaken",
    "VisitAnswer",
    "VisitItem",
    "VisitPhoto",
    "VisitProblem",
]
