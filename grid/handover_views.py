"""Standing in and handing over: what is asked, the page of a hand-over and its sheet on paper."""

import django_filters
import django_tables2 as tables
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from base.filters import ChoiceFilter
from base.forms import VerbForm
from base.pages import DetailPage, FormPage, ListPage, Page
from base.picking import PickField
from base.printing import render
from base.tables import MomentColumn, StatusColumn, Table, WhatColumn
from base.words import day, moment
from grid.filters import PlaceFilter
from grid.handover import hand_over
from grid.models import Appointment, HandOver


class PersonForm(VerbForm):
    """A verb that asks for a person the asker can see."""

    PERSON = ""

    def __init__(self, *args, user=None, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        if user is not None:
            self.fields[self.PERSON].queryset = get_user_model().objects.reachable(user, "view").filter(is_active=True)


class StandInForm(PersonForm):
    PERSON = "deputy"

    deputy = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("Who stands in"))
    since = forms.DateField(label=_("since"), initial=timezone.localdate)
    until = forms.DateField(label=_("until (first day no longer held)"), help_text=_("The standing in ends by itself on this day."))
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {}  # the term of the post is not that of the standing in

    def clean(self):
        cleaned = super().clean()
        since, until, deputy = cleaned.get("since"), cleaned.get("until"), cleaned.get("deputy")
        if since and until and until <= since:
            self.add_error("until", _("The term ends before it starts."))
        if deputy and since and self.row and (reason := self.row.why_not_by(deputy, since)):
            self.add_error("deputy", reason)
        return cleaned


class HandOverForm(PersonForm):
    PERSON = "successor"

    successor = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("Successor"))
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverAll(FormPage):
    """All posts of one person to one successor: who leaves, leaves everything at once."""

    model = get_user_model()
    template_name = "grid/handover_form.html"
    form_class = HandOverForm
    submit_label = _("Hand over")
    page_title = _("Hand over all posts")

    def get(self, request, pk):
        person = self.find("grid.hand_over_appointment")
        posts = self.posts_of(person)
        refusal = "" if posts else _("This person holds no post that could be handed over.")
        return self.ask(self.form_class(user=request.user), person, status=200 if posts else 409, refusal=refusal)

    def post(self, request, pk):
        person = self.find("grid.hand_over_appointment")
        return self.answer(self.form_class(request.POST, user=request.user), person, lambda form: self.pass_on(form, person))

    def pass_on(self, form, person):
        posts = self.posts_of(person)
        done = hand_over(posts, to=form.cleaned_data["successor"], by=self.request.user, note=form.cleaned_data["note"])
        return done.get_absolute_url()

    def posts_of(self, person):
        """The posts of today or later that the asker may hand over; what the person stands in for ends by itself."""
        mine = Appointment.objects.reachable(self.request.user, "hand_over").filter(user=person, stands_in_for=None)
        mine = mine.filter(Q(until=None) | Q(until__gt=timezone.localdate()), status=Appointment.HELD)
        return list(mine.select_related("user", "role", "organisation", "place").order_by("place__path", "id"))

    def context(self, **more):
        person = more["object"]
        crumbs = [*self.get_crumbs(), (str(person), person.get_absolute_url())]
        return super().context(**more) | {"crumbs": crumbs, "page_title": self.page_title, "posts": self.posts_of(person)}


class HandOverTable(Table):
    giver = WhatColumn(verbose_name=_("Hands over"), accessor="giver__name", small=("post_words",), order_by="giver__name")
    taker = tables.Column(verbose_name=_("Takes over"), accessor="taker__name")
    place = tables.Column(verbose_name=_("Place"), accessor="place__name", order_by="place__path")
    item_count = tables.Column(verbose_name=_("Open items"), orderable=False)
    at = MomentColumn(verbose_name=_("Moment"))
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = HandOver
        fields = ["giver", "taker", "place", "item_count", "at", "status"]


class HandOverList(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Name of a person"))
    place = PlaceFilter()
    status = ChoiceFilter(choices=HandOver.STATUSES, label=_("Status"), empty_label=_("All statuses"))

    class Meta:
        model = HandOver
        fields = []

    def with_text(self, rows, name, text):
        return rows.filter(Q(giver__name__icontains=text) | Q(taker__name__icontains=text))


class HandOverListPage(ListPage):
    model = HandOver
    table_class = HandOverTable
    filterset_class = HandOverList
    empty_text = _("Who handed posts over to whom, with the sheet both signed, is listed here.")

    def rows(self):
        return super().rows().order_by("-id")


class HandOverDetail(DetailPage):
    model = HandOver
    template_name = "grid/handover_detail.html"

    def facts(self, row):
        return [
            (_("Hands over"), row.giver.pick_words()),
            (_("Takes over"), row.taker.pick_words()),
            (_("Moment"), moment(row.at)),
            (_("Arranged by"), row.by),
            (_("Remark"), row.note or _("none")),
        ]

    def more(self, row):
        return {"lines": spoken(row.lines), "copies": row.copies.order_by("id"), "pdf_url": reverse("handover-pdf", args=[row.pk])}


def spoken(lines):
    """The lines of a sheet in the reader's language, with moments instead of their text."""
    return [line | {"kind": gettext(line["kind"]), "due_at": line["due_at"] and parse_datetime(line["due_at"])} for line in lines]


class HandOverPdf(Page):
    """The sheet both sign, in the office's language."""

    model = HandOver

    def get(self, request, pk):
        row = self.find()
        response = HttpResponse(sheet(row), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="hand-over-{row.pk}.pdf"'
        return response


def sheet(row):
    with override("zh-hans"):
        lines = [
            {"kind": line["kind"], "title": line["title"], "place": line["place"], "due": due_words(line["due_at"])}
            for line in spoken(row.lines)
        ]
        posts = [post | {"since": day(parse_date(post["since"]))} for post in row.posts]
        data = {
            "no": row.pk,
            "giver": row.giver.name,
            "taker": row.taker.name,
            "by": row.by.name,
            "place": row.place.full_name(),
            "at": f"{day(row.at)} {timezone.localtime(row.at):%H:%M}",
            "note": row.note,
            "posts": posts,
            "lines": lines,
        }
    return render("handover", data)


def due_words(due_at):
    return f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}" if due_at else "—"
