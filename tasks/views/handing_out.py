"""The catalogue handed out in one press: first shown who gets what and by when, then done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.errors import Refused
from base.forms import VerbForm
from base.pages import FormPage
from base.words import until
from tasks.assigning import NOTHING_LEFT, assign_creation_tasks, plan
from tasks.forms import may_assign
from tasks.models import Campaign, CreationTask


class HandOut(FormPage):
    """Assigns what nobody has yet to the lead departments and to all who support them."""

    template_name = "tasks/hand_out.html"
    form_class = VerbForm
    submit_label = _("Assign to all of them")

    def campaign(self, row):
        raise NotImplementedError

    def only(self, row):
        """The one task, or None for the whole catalogue."""

    def found(self):
        row = self.find()
        if not may_assign(self.request.user, self.campaign(row)):
            raise PermissionDenied
        return row

    def get(self, request, pk):
        return self.ask(self.form_class(user=request.user), self.found())

    def post(self, request, pk):
        row = self.found()
        return self.answer(self.form_class(request.POST, user=request.user), row, lambda form: self.hand_out(row))

    def hand_out(self, row):
        made = assign_creation_tasks(self.campaign(row), by=self.request.user, at=timezone.now(), only=self.only(row))
        if not made:
            raise Refused(NOTHING_LEFT)
        words = ngettext("%(count)d task was handed out.", "%(count)d tasks were handed out.", len(made)) % {"count": len(made)}
        messages.success(self.request, words)
        return row.get_absolute_url()

    def ask(self, form, row, status=200, **more):
        planned = plan(self.campaign(row), at=timezone.now(), only=self.only(row))
        lines = [(each.task, [doer for doer, _words in each.parts], until(each.due_at)) for each in planned]
        refusal = "" if planned else NOTHING_LEFT
        return super().ask(form, row, 409 if refusal else status, lines=lines, refusal=refusal, **more)

    def context(self, **more):
        parts = sum(1 + len(doers) for _task, doers, _due in more["lines"])
        return super().context(**more) | {"page_title": _("Assign tasks"), "parts_count": parts}


class CampaignAssign(HandOut):
    model = Campaign

    def rows(self):
        return Campaign.objects.select_related("office")

    def campaign(self, row):
        return row


class CreationTaskAssign(HandOut):
    model = CreationTask

    def rows(self):
        return CreationTask.objects.select_related("campaign__office")

    def campaign(self, row):
        return row.campaign

    def only(self, row):
        return row
