from django.urls import path

from workdays import views

urlpatterns = [
    path("special-days/", views.SpecialDayList.as_view(), name="specialday-list"),
    path("special-days/new/", views.SpecialDayNew.as_view(), name="specialday-new"),
    path("special-days/<int:pk>/edit/", views.SpecialDayEdit.as_view(), name="specialday-edit"),
    path("special-days/<int:pk>/drop/", views.SpecialDayDrop.as_view(), name="specialday-drop"),
]
