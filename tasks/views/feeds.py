"""The own calendar address, and what a calendar reads under it."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base.pages import Page
from base.reach import reach_safe
from base.shared import too_often
from tasks.feeds import ics
from tasks.models.feeds import CalendarFeed, digest_of

MOST, WITHIN = 60, 60  # questions of one address within so many seconds
JUST_MADE = "calendar_word"


@reach_safe  # whoever knows the word is the person, who shows it to the own calendar only
@login_not_required
@require_safe
@never_cache
def feed(request, word):
    """The deadlines of the person whose secret word this is; a wrong word and an ended one are the same 404."""
    if too_often("calendar", get_client_ip_address(request), most=MOST, seconds=WITHIN):
        response = HttpResponse(status=429, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = str(WITHIN)
        return response
    found = CalendarFeed.objects.filter(digest=digest_of(word), person__is_active=True).select_related("person").first()
    if found is None:
        raise Http404
    CalendarFeed.objects.filter(pk=found.pk).update(read_at=timezone.now())
    response = HttpResponse(ics(found.person), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


class CalendarAddress(Page):
    """One's own address: since when, last read when, and once, after it was made, the address itself."""

    template_name = "tasks/calendar_address.html"
    page_title = _("Deadlines in my calendar")

    def get_crumbs(self):
        return [(_("My posts and settings"), reverse("profile"))]

    def get(self, request):
        word = request.session.pop(JUST_MADE, "")
        address = f"{settings.SITE_URL}{reverse('calendar-feed', args=[word])}" if word else ""
        return self.show(feed=CalendarFeed.objects.filter(person=request.user, digest__isnull=False).first(), address=address)


class CalendarRenew(Page):
    def post(self, request):
        request.session[JUST_MADE] = CalendarFeed.renew(request.user)
        return HttpResponseRedirect(reverse("calendar-address"))


class CalendarEnd(Page):
    def post(self, request):
        for feed in CalendarFeed.objects.filter(person=request.user, digest__isnull=False):
            feed.end(by=request.user)
            messages.success(request, _("The calendar address is good no more."))
        return HttpResponseRedirect(reverse("calendar-address"))
