from django.urls import path

from base.pages import verb_paths
from dashboards import board_views, list_views, views, wall_views
from dashboards.areas import choose_area
from dashboards.models import Wall

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("board/", board_views.board, name="board"),
    path("board/report/", board_views.board_report, name="board-report"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/pdf/", list_views.lists_pdf, name="lists-pdf"),
    path("search/", views.search, name="search"),
    path("area/", choose_area, name="area"),
    path("walls/", wall_views.WallList.as_view(), name="wall-list"),
    path("walls/new/", wall_views.WallNew.as_view(), name="wall-new"),
    path("walls/<int:pk>/", wall_views.WallDetail.as_view(), name="wall-detail"),
    *verb_paths("walls", Wall),
    path("wall/<str:token>/", wall_views.wall_screen, name="wall-screen"),
    path("miscounts/", wall_views.MiscountList.as_view(), name="miscount-list"),
]
