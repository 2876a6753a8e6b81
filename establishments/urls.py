from django.urls import path

from base.picking import PickPage
from establishments import views
from establishments.models import Establishment

urlpatterns = [
    path("establishments/", views.EstablishmentListPage.as_view(), name="establishment-list"),
    path("establishments/pick/", PickPage.as_view(model=Establishment), name="establishment-pick"),
    path("establishments/new/", views.EstablishmentNew.as_view(), name="establishment-new"),
    path("establishments/<int:pk>/", views.EstablishmentDetail.as_view(), name="establishment-detail"),
    path("establishments/<int:pk>/edit/", views.EstablishmentEdit.as_view(), name="establishment-edit"),
    path("establishments/<int:pk>/phone/", views.EstablishmentPhone.as_view(), name="establishment-phone"),
]
