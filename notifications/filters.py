"""What the inbox can be narrowed to, on the page and in the API alike."""

import django_filters
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from base.filters import DayFilter
from notifications.models import Message, Outgoing, SmsGateway


class MessageFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("Words in the message"))
    since = DayFilter(field_name="created_at", lookup_expr="date__gte", label=_("Written from"))
    until = DayFilter(field_name="created_at", lookup_expr="date__lte", label=_("Written up to"))
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", widget=HiddenInput)

    class Meta:
        model = Message
        fields = []


class OutgoingFilter(django_filters.FilterSet):
    recipient = django_filters.CharFilter(field_name="recipient__name", lookup_expr="icontains", label=_("Recipient"))
    channel = django_filters.ChoiceFilter(
        choices=[(name, label) for name, label in Message.CHANNELS.items() if name != Message.PORTAL],
        label=_("Channel"),
        empty_label=_("All channels"),
    )
    dead = django_filters.BooleanFilter(method="only_dead", widget=HiddenInput)
    waiting = django_filters.BooleanFilter(method="only_waiting", widget=HiddenInput)

    class Meta:
        model = Outgoing
        fields = []

    def only_dead(self, rows, name, value):
        return rows.dead() if value else rows

    def only_waiting(self, rows, name, value):
        return rows.waiting() if value else rows


class SmsGatewayFilter(django_filters.FilterSet):
    class Meta:
        model = SmsGateway
        fields = []
