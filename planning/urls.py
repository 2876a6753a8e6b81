from django.urls import path

from base.pages import verb_paths
from planning.draw_forms import DRAW_VERBS, RECUSAL_VERBS
from planning.models import Draw, InspectionPlan, PlannedShop, Recusal
from planning.plan_forms import PLAN_VERBS
from planning.views import draws, plans, ranking, sweeps

urlpatterns = [
    path("sweep/", sweeps.Sweep.as_view(), name="sweep"),
    path("inspection-plans/", plans.PlanList.as_view(), name="inspectionplan-list"),
    path("inspection-plans/new/", plans.PlanNew.as_view(), name="inspectionplan-new"),
    path("inspection-plans/<int:pk>/", plans.PlanDetail.as_view(), name="inspectionplan-detail"),
    path("inspection-plans/<int:pk>/edit/", plans.PlanEdit.as_view(), name="inspectionplan-edit"),
    *verb_paths("inspection-plans", InspectionPlan, PLAN_VERBS),
    path("planned-shops/", plans.PlannedShopList.as_view(), name="plannedshop-list"),
    path("planned-shops/new/", plans.PlannedShopNew.as_view(), name="plannedshop-new"),
    path("planned-shops/<int:pk>/", plans.PlannedShopDetail.as_view(), name="plannedshop-detail"),
    *verb_paths("planned-shops", PlannedShop),
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
