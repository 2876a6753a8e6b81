"""The pages of responsibility lists: drawn up, signed, compared, counted as of a day, printed."""

import django_filters
import django_tables2 as tables
from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from base.export import XLSX, export
from base.filters import ChoiceFilter
from base.forms import VerbForm
from base.pages import CreatePage, DetailPage, Page, UpdatePage
from base.picking import PickField
from base.printing import render
from base.reach import may
from base.rows import number_in
from base.tables import DayColumn, StatusColumn, Table, WhatColumn
from base.words import day, mask_phone, moment
from grid.access import holds
from grid.filters import AsOfList, PlaceFilter, as_of_filter
from grid.models import Place, Responsibility, ResponsibilityList
from grid.past_pages import AsOfListPage
from grid.responsibility import WINDOW_DAYS, count_patrols, differences, draw_up, lines_of

# What is asked ---------------------------------------------------------------------------------------------------------


class DrawUpForm(forms.Form):
    """Which place's next list is drawn up."""

    place = PickField(Place.objects.exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("place"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = self.fields["place"].queryset.reachable(user, "grid.add_responsibilitylist")

    def save(self, *, by):
        return draw_up(self.cleaned_data["place"], by=by)


class SignForm(VerbForm):
    effective_on = forms.DateField(label=_("in force from"), initial=timezone.localdate)
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class LineForm(RecordedForm):
    """What is written into a draft's line by hand."""

    class Meta:
        model = Responsibility
        fields = ["duties", "patrol_days", "phone"]


# The list of lists ------------------------------------------------------------------------------------------------------


class ListTable(Table):
    name = WhatColumn(verbose_name=_("Responsibility list"), accessor="place__name", small=("place.code",), order_by="place__code")
    version = tables.Column(verbose_name=_("Version"), default="—")
    line_count = tables.Column(verbose_name=_("Lines"), orderable=False)
    signed_by = tables.Column(verbose_name=_("Signed by"), accessor="signed_by__name", default="")
    effective_on = DayColumn(verbose_name=_("In force from"), default="")
    status = StatusColumn(verbose_name=_("Status"))

    class Meta(Table.Meta):
        model = ResponsibilityList
        fields = ["name", "version", "line_count", "signed_by", "effective_on", "status"]


class ListFilter(AsOfList):
    text = django_filters.CharFilter(field_name="place__name", lookup_expr="icontains", label=_("Name of the place"))
    place = PlaceFilter()
    level = ChoiceFilter(field_name="place__level", choices=Place.LEVELS, label=_("Level"), empty_label=_("All levels"))
    status = ChoiceFilter(choices=ResponsibilityList.STATUSES, label=_("Status"), empty_label=_("All statuses"))
    as_of = as_of_filter()

    class Meta:
        model = ResponsibilityList
        fields = []


class ListListPage(AsOfListPage):
    model = ResponsibilityList
    table_class = past_table_class = ListTable
    filterset_class = ListFilter
    empty_text = _("Draw up a list for a place; it takes its lines from the appointments.")

    def rows(self):
        return super().rows().order_by("place__code", "-version", "-id")

    def actions(self):
        """The list of the place that is looked at is the one to draw up."""
        place = self.request.GET.get("place", "")
        query = f"?place={place}" if number_in(place) else ""
        return [action | {"label": _("Draw up a list"), "url": action["url"] + query} for action in super().actions()]


class ListNew(CreatePage):
    model = ResponsibilityList
    form_class = DrawUpForm
    page_title = _("Draw up a responsibility list")
    submit_label = _("Draw up")

    def initial(self):
        return {"place": self.request.GET.get("place", "")}


# One list ---------------------------------------------------------------------------------------------------------------


class LineTable(Table):
    """For the file: the page shows its own table."""

    code = tables.Column(verbose_name=_("Code"), accessor="area__code")
    area = tables.Column(verbose_name=_("Area"), accessor="area__name")
    level = tables.Column(verbose_name=_("Level"), accessor="area__get_level_display")
    person = tables.Column(verbose_name=_("Person"), accessor="person__name", default=_("vacant"))
    post = tables.Column(verbose_name=_("Post"))
    phone = tables.Column(verbose_name=_("Phone"), accessor="shown_phone")
    shops = tables.Column(verbose_name=_("Establishments"))
    duties = tables.Column(verbose_name=_("Duties"))
    patrol_days = tables.Column(verbose_name=_("Days from patrol to patrol"), default="")
    done = tables.Column(verbose_name=_("Patrols done in 30 days"), accessor="patrols__done")
    due = tables.Column(verbose_name=_("Patrols due in 30 days"), accessor="patrols__due")
    last_on = tables.Column(verbose_name=_("Last patrol"), accessor="patrols__last_on", default="")
    found = tables.Column(verbose_name=_("Problems found"), accessor="patrols__found")

    class Meta(Table.Meta):
        model = Responsibility
        fields = ["code", "area", "level", "person", "post", "phone", "shops", "duties", "patrol_days", "done", "due", "last_on", "found"]


class Lines(list):
    """Lines with their patrols, handed to the export as it reads a queryset."""

    def iterator(self, chunk_size):
        return iter(self)


def counted_lines(row, on, user):
    """The lines of a list with the patrols as of `on` and the phone as `user` may see it."""
    lines = Lines(row.lines.select_related("area", "person").order_by("order"))
    patrols = count_patrols(lines, row.place, on)
    open_phones = holds(user, "accounts.see_phone")
    for line in lines:
        line.patrols = patrols[line.pk]
        public = line.appointment_id and line.phone == line.appointment.phone if line.phone else True
        line.shown_phone = line.phone if open_phones or public else mask_phone(line.phone)
    return lines


class ListDetail(DetailPage):
    model = ResponsibilityList
    template_name = "grid/responsibilitylist_detail.html"

    def get(self, request, pk):
        if request.GET.get("export") == XLSX:
            row = self.find()
            return export(
                LineTable, counted_lines(row, self.on(), request.user), XLSX, f"responsibility-{row.place.code}-{row.version or 0}"
            )
        return super().get(request, pk)

    def on(self):
        """The day as of which patrols are counted: the one asked for, today otherwise."""
        return parse_day(self.request.GET.get("on", "")) or timezone.localdate()

    def facts(self, row):
        lines = [(_("Place"), row.place.full_name(" › ")), (_("Drafted by"), row.drafted_by), (_("Drafted at"), moment(row.drafted_at))]
        if row.signed_by:
            lines += [(_("Signed by"), row.signed_by), (_("Signed at"), moment(row.signed_at)), (_("In force from"), day(row.effective_on))]
        return lines

    def more(self, row):
        lines, before = counted_lines(row, self.on(), self.request.user), row.before()
        compared = list(before.lines.select_related("area", "person")) if before else []
        return {
            "lines": lines,
            "on": self.on(),
            "window": WINDOW_DAYS,
            "before": before,
            "copies": row.copies.order_by("id") if row.status == row.SIGNED else None,
            "differences": differences(compared, lines) if before else [],
            "drift": self.drift(row, lines),
            "versions": ResponsibilityList.objects.signed().filter(place=row.place).order_by("-version"),
            "may_change": row.status == row.DRAFT and any(may(self.request.user, "change", line) for line in lines[:1]),
            "may_draw_up": holds(self.request.user, "grid.add_responsibilitylist"),
            "pdf_url": f"{reverse('responsibilitylist-pdf', args=[row.pk])}?on={self.on()}",
            "xlsx_url": f"?export={XLSX}&on={self.on()}",
        }

    def drift(self, row, lines):
        """What the appointments of today say that a published list does not: reason to draw up the next version."""
        newest = row.status == row.SIGNED and not ResponsibilityList.objects.filter(place=row.place, version__gt=row.version).exists()
        if not newest:
            return []
        today = lines_of(row, timezone.localdate())
        by_hand = {(line.area_id, line.person_id): line for line in lines}
        for line in today:
            line.keep(by_hand.get((line.area_id, line.person_id)))
        return differences(lines, today)


def file_name(row):
    return f"responsibility-{row.place.code}-{row.version or 'draft'}"


def parse_day(text):
    try:
        return parse_date(text)
    except ValueError:
        return None


class LineEdit(UpdatePage):
    model = Responsibility
    form_class = LineForm

    def rows(self):
        return Responsibility.objects.select_related("list__place", "area", "person")

    def get_crumbs(self):
        return [(ResponsibilityList._meta.verbose_name_plural, reverse("responsibilitylist-list"))]


class ListPdf(Page):
    """The list on A4 landscape, with the patrols as of the day asked for and a line for the signature."""

    model = ResponsibilityList

    def get(self, request, pk):
        row = self.find()
        on = parse_day(request.GET.get("on", "")) or timezone.localdate()
        response = HttpResponse(paper(row, on, request.user), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{file_name(row)}.pdf"'
        return response


def paper(row, on, user):
    with override("zh-hans"):
        lines = [printed(line) for line in counted_lines(row, on, user)]
        data = {
            "place": row.place.full_name() if row.place.level != Place.CITY else row.place.name,
            "version": row.version,
            "draft": row.status != row.SIGNED,
            "signed_by": row.signed_by.name if row.signed_by else "",
            "signed_on": day(row.signed_at),
            "effective_on": day(row.effective_on),
            "on": day(on),
            "window": WINDOW_DAYS,
            "lines": lines,
            "people": len({line["person"] for line in lines if line["person"]}),
        }
    return render("responsibility", data)


def printed(line):
    patrols = line.patrols
    return {
        "code": line.area.code,
        "area": line.area.name,
        "level": gettext(str(line.area.get_level_display())),
        "depth": list(Place.LEVELS).index(line.area.level),
        "person": line.person.name if line.person else "",
        "post": line.post,
        "phone": line.shown_phone,
        "shops": line.shops,
        "duties": line.duties,
        "every": line.patrol_days,
        "done": patrols.done,
        "due": patrols.due,
        "late": patrols.late,
        "last": f"{patrols.last_on:%m-%d}" if patrols.last_on else "—",
    }
