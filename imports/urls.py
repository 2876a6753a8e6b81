from django.urls import path

from base.pages import verb_paths
from imports import views
from imports.models import Import

urlpatterns = [
    path("imports/", views.ImportListPage.as_view(), name="import-list"),
    path("imports/new/<slug:kind>/", views.ImportNew.as_view(), name="import-new"),
    path("imports/template/<slug:kind>/", views.ImportTemplate.as_view(), name="import-template"),
    path("imports/<int:pk>/", views.ImportDetail.as_view(), name="import-detail"),
    path("imports/<int:pk>/refused/", views.ImportRefused.as_view(), name="import-refused"),
    *verb_paths("imports", Import, page=views.ImportVerb),
]
