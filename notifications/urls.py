from django.urls import path

from notifications import views

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="message-list"),
    path("messages/read/", views.ReadAll.as_view(), name="message-read-all"),
    path("messages/<int:pk>/", views.MessageOpen.as_view(), name="message-open"),
]
