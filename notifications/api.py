"""The API of one's own messages."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from base.api import ReachViewSet
from notifications.filters import MessageFilter
from notifications.models import Message


class MessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Message
        fields = ["id", "text", "url", "created_at", "read_at"]


class MessageViewSet(ReachViewSet):
    """The inbox of whoever asks; `?unread=true` narrows it."""

    queryset = Message.objects.order_by("-id")
    serializer_class = MessageSerializer
    filterset_class = MessageFilter

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        """Mark one message as read."""
        message = self.get_object()
        Message.objects.filter(pk=message.pk).read(at=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)


def register(router):
    router.register("messages", MessageViewSet)
