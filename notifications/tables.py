"""The columns of the inbox."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import BooleanColumn, Column

from base.tables import MomentColumn, StatusColumn, Table, WhatColumn, two_lines
from notifications.models import Message, Outgoing, SmsGateway


class MessageTable(Table):
    text = Column(verbose_name=_("News"), orderable=False, attrs={"td": {"class": "c-what"}, "th": {"class": "c-what"}})
    created_at = MomentColumn(verbose_name=_("Written"), orderable=False, attrs={"td": {"class": "c-due"}, "th": {"class": "c-due"}})

    class Meta(Table.Meta):
        model = Message
        fields = ["text", "created_at"]
        row_attrs = {"class": lambda record: "" if record.read_at else "is-unread"}

    def render_text(self, value, record):
        line = two_lines(value, url=reverse("message-open", args=[record.pk]))
        return line if record.read_at else format_html('<span class="visually-hidden">{}</span>{}', _("unread"), line)

    def value_text(self, value):
        return value


class OutgoingTable(Table):
    text = WhatColumn(verbose_name=_("News"), small=["error"], orderable=False)
    recipient = Column(
        verbose_name=_("Recipient"), order_by="recipient__name", attrs={"td": {"class": "c-unit"}, "th": {"class": "c-unit"}}
    )
    channel = Column(verbose_name=_("Channel"), attrs={"td": {"class": "c-rungs"}, "th": {"class": "c-rungs"}})
    status = StatusColumn(accessor="get_status_display", verbose_name=_("Status"), orderable=False)
    attempts = Column(verbose_name=_("Attempts"), attrs={"td": {"class": "c-rungs num"}, "th": {"class": "c-rungs num"}})
    created_at = MomentColumn(verbose_name=_("Written"), order_by="id", attrs={"td": {"class": "c-due"}, "th": {"class": "c-due"}})

    class Meta(Table.Meta):
        model = Outgoing
        fields = ["text", "recipient", "channel", "status", "attempts", "created_at"]


class SmsGatewayTable(Table):
    name = WhatColumn(verbose_name=_("Name"), url="edit_url", orderable=False)
    is_active = BooleanColumn(verbose_name=_("In use"), yesno=(_("yes"), _("no")), orderable=False)

    class Meta(Table.Meta):
        model = SmsGateway
        fields = ["name", "is_active"]
