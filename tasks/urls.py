from django.urls import path

from base.pages import verb_paths
from tasks import views
from tasks.forms import ASSIGNMENT_VERBS, NOTICE_VERBS
from tasks.models import Assignment, Notice

urlpatterns = [
    path("assignments/", views.AssignmentDetail.as_view(), name="assignment-list"),
    path("assignments/<int:pk>/", views.AssignmentDetail.as_view(), name="assignment-detail"),
    *verb_paths("assignments", Assignment, ASSIGNMENT_VERBS),
    path("notices/<int:pk>/", views.NoticeDetail.as_view(), name="notice-detail"),
    *verb_paths("notices", Notice, NOTICE_VERBS),
]
