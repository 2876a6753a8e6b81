"""Every address of the portal. Each app states its own full paths ("assignments/<int:pk>/submit/") in its urls.py, and
its part of the API in its api.py, as `register(router)`."""

from importlib import import_module
from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from yinchuan_foodsafety.health import healthz

APPS = ["dashboards", "inspections", "tasks", "establishments", "grid", "accounts", "notifications", "workdays", "audit"]

router = DefaultRouter()
router.include_root_view = False
for app in APPS:
    if find_spec(f"{app}.api"):
        import_module(f"{app}.api").register(router)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(router.urls)),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
