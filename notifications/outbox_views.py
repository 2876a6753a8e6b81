"""What leaves the portal, for those who keep it running: each message with its attempts, and the SMS gateway."""

import re

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.forms import KeepsSecrets, RecordedForm
from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from notifications.channels import key_of
from notifications.filters import OutgoingFilter, SmsGatewayFilter
from notifications.models import Outgoing, SmsGateway
from notifications.tables import OutgoingTable, SmsGatewayTable


class OutgoingList(ListPage):
    """What waits, what was given up and what went out."""

    model = Outgoing
    table_class = OutgoingTable
    filterset_class = OutgoingFilter
    verbs_in_bulk = ("retry",)
    empty_text = _("What leaves the portal by e-mail, text message or robot stands here with every attempt.")
    VIEWS = [(_("Given up"), "dead"), (_("Waiting to leave"), "waiting"), (_("All"), "")]

    def rows(self):
        return super().rows().order_by("-id")

    def asked(self):
        """At first what somebody must look at."""
        asked = self.request.GET.copy()
        if not {"dead", "waiting"} & asked.keys() and "all" not in asked:
            asked["dead"] = "true"
        return asked

    def tabs(self):
        asked, url = self.asked(), reverse("outgoing-list")
        now = next((name for name in ("dead", "waiting") if asked.get(name)), "")
        return [{"label": label, "url": f"{url}?{name or 'all'}=true", "active": name == now, "count": None} for label, name in self.VIEWS]


class OutgoingDetail(DetailPage):
    model = Outgoing
    template_name = "notifications/outgoing_detail.html"

    def facts(self, row):
        return [
            (_("Recipient"), row.recipient),
            (_("Channel"), row.get_channel_display()),
            (_("Attempts"), row.attempts),
            (_("Key by which the other side knows a repetition"), key_of(row)),
        ]

    def more(self, row):
        return {"log": row.log.order_by("-id")}


class SmsGatewayForm(KeepsSecrets, RecordedForm):
    """The gateway as its operator describes it."""

    class Meta:
        model = SmsGateway
        labels = {"name": _("name of the gateway")}
        fields = ["name", "url", "method", "content_type", "body", "secret", "success", "is_active"]
        widgets = {"body": forms.Textarea(attrs={"rows": 5, "class": "mono"})}
        help_texts = {
            "url": _("May say {phone}, {text}, {id} and {secret}."),
            "body": _("May say {phone}, {text}, {id} and {secret}, each is quoted as the content type needs."),
            "success": _('A regular expression that the body of a good answer matches, such as "code":\\s*"OK".'),
            "is_active": _("The first gateway in use sends."),
        }

    def clean_url(self):
        url = self.cleaned_data["url"].strip()
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("An address begins with http:// or https://."))
        return url

    def clean_success(self):
        return compiled(self.cleaned_data["success"])


def compiled(pattern):
    """The pattern, refused where it is none."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise forms.ValidationError(_("This is not a regular expression: %(error)s"), params={"error": error}) from error
    return pattern


class SmsGatewayList(ListPage):
    model = SmsGateway
    table_class = SmsGatewayTable
    filterset_class = SmsGatewayFilter
    empty_text = _("Without a gateway text messages wait.")


class SmsGatewayNew(CreatePage):
    model = SmsGateway
    form_class = SmsGatewayForm

    def create(self, form):
        super().create(form)
        return reverse("smsgateway-list")


class SmsGatewayEdit(UpdatePage):
    model = SmsGateway
    form_class = SmsGatewayForm

    def change(self, form):
        super().change(form)
        return reverse("smsgateway-list")
