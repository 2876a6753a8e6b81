from django.urls import path

from base.file_pages import file_view
from base.pages import verb_paths
from guarantees.forms import GUARANTEE_VERBS, PLEDGE_VERBS
from guarantees.models import Guarantee, Pledge, SignedPaper, VisitPhoto
from guarantees.public import public_shop
from guarantees.views import boards, guarantees, papers, progress, visits

urlpatterns = [
    path("guarantor/", visits.GuarantorHome.as_view(), name="guarantor-home"),
    path("guarantees/", guarantees.GuaranteeList.as_view(), name="guarantee-list"),
    path("guarantees/new/", guarantees.GuaranteeNew.as_view(), name="guarantee-new"),
    path("guarantees/proposal/", guarantees.ProposalPage.as_view(), name="guarantee-proposal"),
    path("guarantees/<int:pk>/", guarantees.GuaranteeDetail.as_view(), name="guarantee-detail"),
    path("guarantees/<int:pk>/board/", boards.BoardPdf.as_view(), name="guarantee-board"),
    *verb_paths("guarantees", Guarantee, GUARANTEE_VERBS),
    path("boards/", boards.BoardsPage.as_view(), name="board-list"),
    path("boards/print/", boards.BoardsPdf.as_view(), name="board-pdf"),
    path("boards/<int:pk>/posted/", boards.BoardPosted.as_view(), name="board-posted"),
    path("guarantors/", papers.GuarantorList.as_view(), name="guarantor-list"),
    path("guarantors/<int:pk>/", papers.GuarantorDetail.as_view(), name="guarantor-detail"),
    path("guarantors/<int:pk>/pledge/", papers.GuarantorPledge.as_view(), name="guarantor-pledge"),
    path("guarantors/<int:pk>/<slug:kind>-list/", papers.GuarantorPaper.as_view(), name="guarantor-paper"),
    path("pledges/", papers.PledgeList.as_view(), name="pledge-list"),
    path("pledges/draft/", papers.PledgeDraft.as_view(), name="pledge-draft"),
    path("pledges/<int:pk>/", papers.PledgeDetail.as_view(), name="pledge-detail"),
    path("pledges/<int:pk>/pdf/", papers.PledgePdf.as_view(), name="pledge-pdf"),
    *verb_paths("pledges", Pledge, PLEDGE_VERBS),
    path("signed-papers/<int:pk>/", file_view(SignedPaper), name="signedpaper-file"),
    path("visits/", visits.VisitList.as_view(), name="guaranteevisit-list"),
    path("visits/new/", visits.VisitNew.as_view(), name="guaranteevisit-new"),
    path("visits/<uuid:pk>/", visits.VisitDetail.as_view(), name="guaranteevisit-detail"),
    path("visit-photos/<int:pk>/", file_view(VisitPhoto), name="visitphoto-file"),
    path("visit-problems/", visits.ProblemList.as_view(), name="visitproblem-list"),
    path("process/", progress.ProcessList.as_view(), name="process-list"),
    path("process/<int:pk>/", progress.ProcessDetail.as_view(), name="process-detail"),
    path("process/<int:pk>/assess/", progress.AssessmentNew.as_view(), name="assessment-new"),
    path("process/<int:pk>/steps/<int:step>/", progress.StepTake.as_view(), name="process-step"),
    path("b/<slug:code>/", public_shop, name="public-shop"),
]
