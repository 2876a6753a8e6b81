from django.urls import path

from base.pages import file_view
from inspections import views
from inspections.models import Photo

urlpatterns = [
    path("inspections/<uuid:pk>/", views.InspectionDetail.as_view(), name="inspection-detail"),
    path("findings/<int:pk>/", views.FindingDetail.as_view(), name="finding-detail"),
    path("photos/<int:pk>/", file_view(Photo), name="photo-file"),
]
