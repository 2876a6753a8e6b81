"""Many people invited at once: a sheet of slips to cut apart, each with one person's one-time link."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from accounts.people import fresh_link
from base.forms import VerbForm
from base.pages import BULK_ROWS, FormPage
from base.printing import qr_svg, render
from base.rows import number_in
from base.words import day


class InviteMany(FormPage):
    """Asks once, then answers with the slips. A link stands nowhere else, and only for who has no password yet."""

    model = User
    template_name = "accounts/invite_many.html"
    form_class = VerbForm
    page_title = _("One-time sign-in links")
    submit_label = _("Print the slips")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("accounts.change_user"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.ask(self.form_class(user=request.user), None, rows=self.chosen(request.GET))

    def post(self, request):
        people = self.chosen(request.POST)
        if not people or "confirmed" not in request.POST:
            return self.ask(self.form_class(user=request.user), None, rows=people)
        with transaction.atomic():
            links = [(person, fresh_link(person, request)) for person in people]
        response = HttpResponse(slips(links), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="sign-in-links.pdf"'
        return response

    def chosen(self, data):
        """The chosen ones who wait for a password of their own and whom the asker may change; at most BULK_ROWS."""
        numbers = [number for pk in data.getlist("pk") if (number := number_in(pk))][:BULK_ROWS]
        return list(self.rows().reachable(self.request.user, "change").not_accepted().filter(pk__in=numbers).order_by("name", "pk"))


def slips(links):
    """The slips of (person, link) pairs as PDF bytes, ten to a page."""
    with override("zh-hans"):
        people = [slip(number, person, link) for number, (person, link) in enumerate(links)]
        data = {"people": people, "on": day(timezone.localdate())}
    return render("invitations", data, pictures={f"{number}.svg": qr_svg(link) for number, (_person, link) in enumerate(links)})


def slip(number, person, link):
    return {"code": f"{number}.svg", "name": person.name, "username": person.username, "post": person.post_lines, "link": link}
