from django.urls import path

from dashboards import list_views, views
from dashboards.areas import choose_area

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("board/", views.board, name="board"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/pdf/", list_views.lists_pdf, name="lists-pdf"),
    path("search/", views.search, name="search"),
    path("area/", choose_area, name="area"),
]
