"""The ladder's rungs: what an administrator changes is first tried on the open work, and done when it is confirmed."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, ListPage, UpdatePage
from tasks.filters import RungFilter
from tasks.forms import RungForm
from tasks.models import Recount, Rung
from tasks.recounting import try_ladder
from tasks.tables import RungTable


class RungList(ListPage):
    model = Rung
    template_name = "tasks/rung_list.html"
    table_class = RungTable
    filterset_class = RungFilter
    page_title = _("Ladder of letters")

    def around(self, request):
        return super().around(request) | {"recounts": Recount.objects.select_related("asked_by").order_by("-id")[:5]}


class Tried:
    """A form that, once it is good, is asked again with what it would do; only then is it done."""

    model = Rung
    form_class = RungForm
    template_name = "tasks/rung_form.html"

    def answer(self, form, row, perform):
        if "confirmed" in self.request.POST or not form.is_valid():
            return super().answer(form, row, perform)
        return self.ask(form, row, trial=try_ladder(form.instance, at=timezone.now()))


class RungNew(Tried, CreatePage):
    pass


class RungEdit(Tried, UpdatePage):
    pass
