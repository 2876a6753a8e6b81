from django.urls import path

from dashboards import views
from dashboards.areas import choose_area

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("board/", views.board, name="board"),
    path("search/", views.search, name="search"),
    path("area/", choose_area, name="area"),
]
