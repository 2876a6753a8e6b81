from django.urls import path

from base.file_pages import file_view
from base.pages import verb_paths
from base.picking import PickPage
from grid import chart_views, handover_views, place_views, plan_views, proof_views, responsibility_views, robot_views, views
from grid.forms import CopiesForm
from grid.handover_views import HandOverForm, StandInForm
from grid.models import Appointment, HandOver, Organisation, Place, Plan, PlanVersion, ResponsibilityList, SignedCopy
from grid.plan_views import PublishForm
from grid.public import public_cell
from grid.reshaping_forms import FORMS
from grid.responsibility_views import SignForm

urlpatterns = [
    path("places/", place_views.PlaceListPage.as_view(), name="place-list"),
    path("places/pick/", PickPage.as_view(model=Place), name="place-pick"),
    path("places/new/", place_views.CellNew.as_view(), name="place-new"),
    path("places/astray/", place_views.StrayListPage.as_view(), name="place-astray"),
    path("places/<int:pk>/", place_views.PlaceDetail.as_view(), name="place-detail"),
    *verb_paths("places", Place, FORMS, bulk=("adopt",), page=place_views.PlaceVerb),
    path("organisations/", views.OrganisationListPage.as_view(), name="organisation-list"),
    path("organisations/pick/", PickPage.as_view(model=Organisation), name="organisation-pick"),
    path("organisations/new/", views.OrganisationNew.as_view(), name="organisation-new"),
    path("organisations/<int:pk>/", views.OrganisationDetail.as_view(), name="organisation-detail"),
    path("organisations/<int:pk>/edit/", views.OrganisationEdit.as_view(), name="organisation-edit"),
    path("robots/", robot_views.RobotList.as_view(), name="robot-list"),
    path("robots/new/", robot_views.RobotNew.as_view(), name="robot-new"),
    path("robots/<int:pk>/edit/", robot_views.RobotEdit.as_view(), name="robot-edit"),
    path("appointments/", views.AppointmentListPage.as_view(), name="appointment-list"),
    path("appointments/new/", views.AppointmentNew.as_view(), name="appointment-new"),
    path("appointments/<int:pk>/", views.AppointmentDetail.as_view(), name="appointment-detail"),
    *verb_paths("appointments", Appointment, {"stand_in": StandInForm, "hand_over": HandOverForm}),
    path("people/<int:pk>/hand-over/", handover_views.HandOverAll.as_view(), name="user-hand_over"),
    path("hand-overs/", handover_views.HandOverListPage.as_view(), name="handover-list"),
    path("hand-overs/<int:pk>/", handover_views.HandOverDetail.as_view(), name="handover-detail"),
    *verb_paths("hand-overs", HandOver, {"keep_copy": CopiesForm}),
    path("hand-overs/<int:pk>/pdf/", handover_views.HandOverPdf.as_view(), name="handover-pdf"),
    path("responsibilities/", responsibility_views.ListListPage.as_view(), name="responsibilitylist-list"),
    path("responsibilities/new/", responsibility_views.ListNew.as_view(), name="responsibilitylist-new"),
    path("responsibilities/<int:pk>/", responsibility_views.ListDetail.as_view(), name="responsibilitylist-detail"),
    path("responsibilities/<int:pk>/pdf/", responsibility_views.ListPdf.as_view(), name="responsibilitylist-pdf"),
    *verb_paths("responsibilities", ResponsibilityList, {"sign": SignForm, "keep_copy": CopiesForm}),
    path("signed-copies/<int:pk>/", file_view(SignedCopy), name="signedcopy-file"),
    path("responsibilities/lines/<int:pk>/edit/", responsibility_views.LineEdit.as_view(), name="responsibility-edit"),
    path("places/<int:pk>/poster/", chart_views.place_poster, name="place-poster"),
    path("c/<slug:code>/", public_cell, name="public-cell"),
    path("chart/", chart_views.chart, name="chart"),
    path("chart/pdf/", chart_views.chart_pdf, name="chart-pdf"),
    path("plans/", plan_views.PlanListPage.as_view(), name="plan-list"),
    path("plans/new/", plan_views.PlanNew.as_view(), name="plan-new"),
    path("plans/<int:pk>/", plan_views.PlanDetail.as_view(), name="plan-detail"),
    path("plans/<int:pk>/edit/", plan_views.PlanEdit.as_view(), name="plan-edit"),
    *verb_paths("plans", Plan, {"publish": PublishForm}),
    path("plans/files/<int:pk>/", file_view(PlanVersion), name="plan-file"),
    path("proof/", proof_views.ProofPage.as_view(), name="proofline-list"),
    path("proof/now/", proof_views.prove_now, name="proofrun-new"),
]
