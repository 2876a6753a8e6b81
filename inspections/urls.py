from django.urls import path

from base.pages import file_view
from inspections import views
from inspections.models import Photo

urlpatterns = [
    path("field/", views.FieldHome.as_view(), name="field"),
    path("inspections/", views.InspectionList.as_view(), name="inspection-list"),
    path("inspections/new/", views.InspectionNew.as_view(), name="inspection-new"),
    path("inspections/<uuid:pk>/", views.InspectionDetail.as_view(), name="inspection-detail"),
    path("findings/", views.FindingList.as_view(), name="finding-list"),
    path("findings/<int:pk>/", views.FindingDetail.as_view(), name="finding-detail"),
    path("photos/<int:pk>/", file_view(Photo), name="photo-file"),
]
