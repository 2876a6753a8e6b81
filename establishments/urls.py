from django.urls import path

from base.forms import ReasonForm
from base.pages import verb_paths
from base.picking import PickPage
from establishments.forms import AdoptForm
from establishments.models import Duplicate, Establishment, LevelRule, SafetyOfficer
from establishments.views import doubles, history, levels, register, safety

urlpatterns = [
    path("establishments/", register.EstablishmentListPage.as_view(), name="establishment-list"),
    path("establishments/pick/", PickPage.as_view(model=Establishment), name="establishment-pick"),
    path("establishments/new/", register.EstablishmentNew.as_view(), name="establishment-new"),
    path("establishments/<int:pk>/", register.EstablishmentDetail.as_view(), name="establishment-detail"),
    path("establishments/<int:pk>/edit/", register.EstablishmentEdit.as_view(), name="establishment-edit"),
    path("establishments/<int:pk>/timeline/", history.EstablishmentTimeline.as_view(), name="establishment-timeline"),
    path("establishments/<int:pk>/phone/", register.EstablishmentPhone.as_view(), name="establishment-phone"),
    *verb_paths("establishments", Establishment, register.VERBS, bulk=["close"], page=register.EstablishmentVerb),
    path("duplicates/", doubles.DuplicateListPage.as_view(), name="duplicate-list"),
    path("duplicates/<int:pk>/", doubles.DuplicateDetail.as_view(), name="duplicate-detail"),
    *verb_paths("duplicates", Duplicate, bulk=["dismiss"]),
    path("safety-officers/", safety.SafetyOfficerListPage.as_view(), name="safetyofficer-list"),
    path("safety-officers/new/", safety.SafetyOfficerNew.as_view(), name="safetyofficer-new"),
    path("safety-officers/<int:pk>/edit/", safety.SafetyOfficerEdit.as_view(), name="safetyofficer-edit"),
    *verb_paths("safety-officers", SafetyOfficer),
    path("level-rules/", levels.LevelRuleListPage.as_view(), name="levelrule-list"),
    path("level-rules/new/", levels.LevelRuleNew.as_view(), name="levelrule-new"),
    path("level-rules/<int:pk>/", levels.LevelRuleDetail.as_view(), name="levelrule-detail"),
    path("level-rules/<int:pk>/edit/", levels.LevelRuleEdit.as_view(), name="levelrule-edit"),
    path("level-rules/<int:pk>/shops/", levels.LevelRuleShops.as_view(), name="levelrule-shops"),
    *verb_paths("level-rules", LevelRule, {"adopt": AdoptForm, "drop": ReasonForm}),
]
