from django.urls import path

from base.pages import verb_paths
from notifications import outbox_views, views
from notifications.models import Outgoing

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="message-list"),
    path("messages/read/", views.ReadAll.as_view(), name="message-read-all"),
    path("messages/<int:pk>/", views.MessageOpen.as_view(), name="message-open"),
    path("outbox/", outbox_views.OutgoingList.as_view(), name="outgoing-list"),
    path("outbox/<int:pk>/", outbox_views.OutgoingDetail.as_view(), name="outgoing-detail"),
    *verb_paths("outbox", Outgoing, bulk=outbox_views.OutgoingList.verbs_in_bulk),
    path("sms-gateways/", outbox_views.SmsGatewayList.as_view(), name="smsgateway-list"),
    path("sms-gateways/new/", outbox_views.SmsGatewayNew.as_view(), name="smsgateway-new"),
    path("sms-gateways/<int:pk>/edit/", outbox_views.SmsGatewayEdit.as_view(), name="smsgateway-edit"),
]
