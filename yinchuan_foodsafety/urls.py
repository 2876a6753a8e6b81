"""Every address of the portal. Each app states its own full paths ("assignments/<int:pk>/submit/") in its urls.py, and
its part of the API in its api.py, as `register(router)`."""

from importlib import import_module
from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from accounts.tokens import TokenPage
from base.reach import reach_safe
from yinchuan_foodsafety.health import healthz

APPS = [
    "dashboards",
    "supervision",
    "planning",
    "inspections",
    "guarantees",
    "scoring",
    "tasks",
    "establishments",
    "grid",
    "accounts",
    "imports",
    "notifications",
    "workdays",
    "audit",
]

handler400 = "yinchuan_foodsafety.health.unreadable"
handler404 = "yinchuan_foodsafety.health.missing"
handler500 = "yinchuan_foodsafety.health.fault"

router = DefaultRouter()
router.include_root_view = False
router.include_format_suffixes = False  # the API speaks JSON only
for app in APPS:
    if find_spec(f"{app}.api"):
        import_module(f"{app}.api").register(router)

api_docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", reach_safe(login_not_required(set_language)), name="set_language"),
    path("admin/", admin.site.urls),
    path("api/v1/token/", TokenPage.as_view(), name="api-token"),
    path("api/v1/schema/", reach_safe(SpectacularAPIView.as_view()), name="api-schema"),
    path("api/v1/docs/", reach_safe(api_docs), name="api-docs"),
    path("api/v1/", include((router.urls, "api"))),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
