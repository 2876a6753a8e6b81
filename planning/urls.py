from django.urls import path

from base.pages import verb_paths
from planning.draw_forms import DRAW_VERBS, RECUSAL_VERBS
from planning.models import Draw, Recusal
from planning.views import draws, ranking

urlpatterns = [
    path("draws/", draws.DrawList.as_view(), name="draw-list"),
    path("draws/new/", draws.DrawNew.as_view(), name="draw-new"),
    path("draws/<int:pk>/", draws.DrawDetail.as_view(), name="draw-detail"),
    path("draws/<int:pk>/edit/", draws.DrawEdit.as_view(), name="draw-edit"),
    path("draws/<int:pk>/replay/", draws.DrawReplay.as_view(), name="draw-replay"),
    path("draws/<int:pk>/record/", draws.DrawRecord.as_view(), name="draw-record"),
    path("draws/<int:pk>/pdf/", draws.DrawPdf.as_view(), name="draw-pdf"),
    *verb_paths("draws", Draw, DRAW_VERBS),
    path("recusals/", draws.RecusalList.as_view(), name="recusal-list"),
    path("recusals/new/", draws.RecusalNew.as_view(), name="recusal-new"),
    path("recusals/<int:pk>/", draws.RecusalDetail.as_view(), name="recusal-detail"),
    *verb_paths("recusals", Recusal, RECUSAL_VERBS),
    path("visit-list/", ranking.RankedShopList.as_view(), name="rankedshop-list"),
    path("visit-list/replays/", ranking.RankingReplayList.as_view(), name="rankingreplay-list"),
    path("visit-list/replays/new/", ranking.RankingReplayNew.as_view(), name="rankingreplay-new"),
    path("visit-list/replays/<int:pk>/", ranking.RankingReplayDetail.as_view(), name="rankingreplay-detail"),
]
