from django.urls import path

from base.file_pages import file_view, preview_view
from base.pages import verb_paths
from scoring import views
from scoring.forms import SCORECARD_VERBS
from scoring.models import MarkFile, Scorecard

urlpatterns = [
    path("schemes/", views.SchemeList.as_view(), name="scheme-list"),
    path("schemes/new/", views.SchemeNew.as_view(), name="scheme-new"),
    path("schemes/<int:pk>/", views.SchemeDetail.as_view(), name="scheme-detail"),
    path("schemes/<int:pk>/edit/", views.SchemeEdit.as_view(), name="scheme-edit"),
    path("scoring-clauses/", views.ClauseList.as_view(), name="scoringclause-list"),
    path("scoring-clauses/new/", views.ClauseNew.as_view(), name="scoringclause-new"),
    path("scoring-clauses/<int:pk>/", views.ClauseDetail.as_view(), name="scoringclause-detail"),
    path("scoring-clauses/<int:pk>/edit/", views.ClauseEdit.as_view(), name="scoringclause-edit"),
    path("scorecards/", views.ScorecardList.as_view(), name="scorecard-list"),
    path("scorecards/new/", views.ScorecardNew.as_view(), name="scorecard-new"),
    path("scorecards/<int:pk>/", views.ScorecardDetail.as_view(), name="scorecard-detail"),
    path("scorecards/<int:pk>/answer/<int:clause>/", views.MarkPage.as_view(act="answer"), name="scorecard-answer"),
    path("scorecards/<int:pk>/review/<int:clause>/", views.MarkPage.as_view(act="review"), name="scorecard-review"),
    path("scorecards/<int:pk>/annex/", views.ScorecardAnnex.as_view(), name="scorecard-annex"),
    path("scorecards/<int:pk>/book/", views.ScorecardBook.as_view(), name="scorecard-book"),
    *verb_paths("scorecards", Scorecard, SCORECARD_VERBS),
    path("mark-files/<int:pk>/", file_view(MarkFile), name="markfile-file"),
    path("mark-files/<int:pk>/preview/", preview_view(MarkFile), name="markfile-preview"),
    path("standings/", views.StandingList.as_view(), name="standing-list"),
    path("standings/pdf/", views.StandingPdf.as_view(), name="standing-pdf"),
]
