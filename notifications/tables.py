"""The columns of the inbox."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from base.tables import MomentColumn, Table, two_lines
from notifications.models import Message


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
