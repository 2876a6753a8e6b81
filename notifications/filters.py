"""What the inbox can be narrowed to, on the page and in the API alike."""

import django_filters
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from notifications.models import Message


class MessageFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("Words in the message"))
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", widget=HiddenInput)

    class Meta:
        model = Message
        fields = []
