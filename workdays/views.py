"""The days an administrator enters when the State Council's notice is out, or when the city closes.

What a day would move is said first, and done when that is confirmed.
"""

from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.forms import VerbForm
from base.pages import CreatePage, FormPage, ListPage, UpdatePage, button
from base.reach import may
from workdays.calendar import Calendar
from workdays.filters import SpecialDayFilter
from workdays.follow import FOLLOW_CALENDAR, what_would_move
from workdays.forms import SpecialDayForm
from workdays.models import SpecialDay
from workdays.tables import SpecialDayTable


class SpecialDayList(ListPage):
    model = SpecialDay
    template_name = "workdays/specialday_list.html"
    table_class = SpecialDayTable
    filterset_class = SpecialDayFilter
    page_title = _("Days off and make-up days")
    empty_text = _("Days that break the week stand here: public holidays, make-up working days, days on which the city closes.")

    def around(self, request):
        this_year = timezone.localdate().replace(month=7, day=1)
        caveat = Calendar.current().caveat(this_year, this_year.replace(year=this_year.year + 1))
        return super().around(request) | {"caveat": caveat}


class Tried(FormPage):
    """A form that, once it is good, is asked again with what it would move, if anything; only then is it done."""

    model = SpecialDay
    form_class = SpecialDayForm
    template_name = "workdays/specialday_form.html"

    def calendar(self, form, row):
        """The calendar as it would be."""
        return Calendar.current().changed(without=form.initial.get("day"), special=form.instance)

    def trial(self, form, row):
        return what_would_move(self.calendar(form, row), at=timezone.now())

    def answer(self, form, row, perform):
        if form.is_valid() and (trial := self.trial(form, row)) and "confirmed" not in self.request.POST:
            return self.ask(form, row, trial=trial)
        return super().answer(form, row, lambda form: self.done(perform(form)))

    def done(self, url):
        for follow in FOLLOW_CALENDAR:
            messages.info(self.request, follow(at=timezone.now()))
        return url

    def back_url(self, row):
        return reverse("specialday-list")


class SpecialDayNew(Tried, CreatePage):
    page_title = _("New special day")


class SpecialDayEdit(Tried, UpdatePage):
    def ask(self, form, row, status=200, **more):
        return super().ask(form, row, status, drop=self.drop(row), **more)

    def drop(self, row):
        """The button, for those who may."""
        if not may(self.request.user, "delete", row):
            return None
        return button("drop", _("Take the day out"), "trash", reverse("specialday-drop", args=[row.pk]), danger=True)


class SpecialDayDrop(Tried):
    """Takes a day out: it is an ordinary day of its week again."""

    form_class = VerbForm
    submit_label = _("Take the day out")

    def calendar(self, form, row):
        return Calendar.current().changed(without=row.day)

    def get(self, request, pk):
        row = self.find("delete")
        form = self.form_class(user=request.user, row=row)
        return self.ask(form, row, trial=self.trial(form, row))

    def post(self, request, pk):
        row = self.find("delete")
        return self.answer(self.form_class(request.POST, user=request.user, row=row), row, lambda form: self.drop(row))

    @transaction.atomic
    def drop(self, row):
        record("delete", about=row, by=self.request.user, note=str(row))
        row.delete()
        messages.success(self.request, _("Taken out: %(what)s") % {"what": row})
        return reverse("specialday-list")

    def context(self, **more):
        return super().context(**more) | {
            "page_title": self.submit_label,
            "danger": True,
            "asks": _("Take %(day)s out?") % {"day": more["object"]},
        }
