"""The inbox: one's own news, unread first; opening a piece of news marks it and leads to what it is about."""

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.pages import ListPage, Page
from notifications.filters import MessageFilter
from notifications.models import Message
from notifications.tables import MessageTable


class MessageList(ListPage):
    model = Message
    template_name = "notifications/message_list.html"
    table_class = MessageTable
    filterset_class = MessageFilter
    page_title = _("Messages")
    empty_text = _("Letters, reports to review and reminders for you arrive here.")

    def rows(self):
        return Message.objects.order_by(Case(When(read_at=None, then=0), default=1), "-created_at", "-id")

    def tabs(self):
        url, asked = reverse("message-list"), self.request.GET.get("unread")
        return [
            {"label": _("All"), "url": url, "active": not asked, "count": None},
            {"label": _("Unread"), "url": f"{url}?unread=true", "active": asked == "true", "count": self.unread()},
        ]

    def unread(self):
        return Message.objects.reachable(self.request.user).unread().count()


class MessageOpen(Page):
    """Leads on to what the news is about; that it was read is noted on the way."""

    model = Message

    def get(self, request, pk):
        message = self.find()
        Message.objects.filter(pk=message.pk).read(at=timezone.now())
        return HttpResponseRedirect(message.url or reverse("message-list"))


class ReadAll(Page):
    """Marks everything in the inbox as read."""

    model = Message

    def post(self, request):
        count = Message.objects.reachable(request.user).read(at=timezone.now())
        messages.success(
            request, ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", count) % {"count": count}
        )
        return HttpResponseRedirect(reverse("message-list"))
