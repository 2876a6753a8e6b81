"""The five pages: list, detail, create, update, verb. A page that is none of them is a decision.

Each begins with the rows its person may reach. A row out of reach is 404, a row in reach without the permission 403, an
unusable form 422, a refused verb 409. Forms have an action and links an href: everything works without JavaScript.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_tables2 import RequestConfig

from base.errors import Refused
from base.export import FORMATS, export
from base.forms import NoteForm
from base.narrowing import narrowed, words_of
from base.paging import KeysFirst
from base.reach import get_or_refuse, may, verbs_open_to
from base.rows import number_in, page_name
from base.tables import steadied

PAGE_ROWS = 50
BULK_ROWS = 200


class Page(View):
    """What the five have in common."""

    reach_safe = True
    model = None
    template_name = None
    page_title = ""
    crumbs = ()

    def rows(self):
        """Every row of the model, with what the page shows of it; the page narrows it to what is reachable."""
        rows = self.model.objects.all()
        return rows.with_names() if hasattr(rows, "with_names") else rows

    def find(self, action="view"):
        return get_or_refuse(self.rows(), self.request.user, action, pk=self.kwargs["pk"])

    def context(self, **more):
        return {"page_title": self.page_title, "crumbs": self.get_crumbs(), "view": self} | more

    def get_crumbs(self):
        return [*self.crumbs, *self.list_crumb()]

    def list_crumb(self):
        if self.model is None:
            return []
        return [(self.model._meta.verbose_name_plural, url_or_none(f"{page_name(self.model)}-list"))]

    def show(self, status=200, **context):
        return render(self.request, self.template_name, self.context(**context), status=status)


def url_or_none(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


class ListPage(Page):
    """One table over the reachable rows; the page, its export and its print are renderings of the same filtered rows."""

    template_name = "base/list.html"
    table_class = None
    filterset_class = None
    verbs_in_bulk = ()
    empty_text = _("Nothing here yet.")
    count = None  # of the rows found, once they are counted

    def get(self, request):
        found = self.found()
        table = self.table_class(found.qs)
        RequestConfig(request, paginate=False).configure(table)
        table.data.data = steadied(table.data.data)
        form = request.GET.get("export")
        if form in FORMATS:
            return export(self.table_class, table.data.data, form, page_name(self.model))
        table.paginate(KeysFirst, per_page=PAGE_ROWS)  # how many is not for the address to say
        table.page = table.paginator.get_page(request.GET.get("page"))
        self.count = table.paginator.count
        if request.htmx and request.htmx.target == "list":
            self.template_name = [f"{self.template_name}#list", self.template_name]  # a child page has no partial of its own
        return self.show(table=table, filter=found, count=self.count, **self.around(request))

    def found(self):
        """The filters over what is reachable and, where a number led here, what that number counts."""
        rows = narrowed(self.reachable(), self.request.GET)
        return self.filterset_class(self.asked(), queryset=rows, request=self.request)

    def reachable(self):
        return self.rows().reachable(self.request.user, "view")

    def count_of_all(self):
        """How many are in reach: what was counted for the page already, where nothing narrows the list."""
        narrowed = self.count is None or pairs(self.request)
        return self.reachable().count() if narrowed else self.count

    def asked(self):
        """What the filters are given: the address's parameters, to which a list may add what it shows at first."""
        return self.request.GET

    def around(self, request):
        """Tabs, buttons and bulk verbs about the table."""
        return {
            "tabs": self.tabs(),
            "actions": self.actions(),
            "bulk_verbs": self.bulk_verbs(),
            "export_urls": {form: f"?{urlencode([*pairs(request), ('export', form)])}" for form in FORMATS},
            "empty_text": self.empty_text,
            "figure": words_of(request.GET, self.model),
        }

    def context(self, **more):
        return super().context(page_title=self.page_title or self.model._meta.verbose_name_plural) | more

    def get_crumbs(self):
        return list(self.crumbs)

    def tabs(self):
        """Preset filters as dicts of label, url, count and active."""
        return []

    def actions(self):
        """The button that makes a new row, for those who may."""
        add = f"{self.model._meta.app_label}.add_{self.model._meta.model_name}"
        url = url_or_none(f"{page_name(self.model)}-new")
        if url is None or not self.request.user.has_perm(add):
            return []
        label = _("New: %(what)s") % {"what": self.model._meta.verbose_name}
        return [{"label": label, "url": url, "icon": "plus", "primary": True}]

    def bulk_verbs(self):
        """The verbs that may be pressed on selected rows, for those whose post carries them."""
        name, app = self.model._meta.model_name, self.model._meta.app_label
        return [
            {
                "name": verb,
                "label": self.model.MOVES[verb].label,
                "icon": self.model.MOVES[verb].icon,
                "url": reverse(f"{name}-bulk-{verb}"),
            }
            for verb in self.verbs_in_bulk
            if self.request.user.has_perm(f"{app}.{verb}_{name}")
        ]


def pairs(request):
    """The query string's pairs without the page and the export asked for."""
    return [(key, value) for key, values in request.GET.lists() if key not in ("page", "export") for value in values]


def button(name, label, icon, url, *, refusal="", primary=False, danger=False, needs_form=True):
    """What a template needs of a button: one that is refused stands with its reason, one that needs no form is pressed at once."""
    words = {"name": name, "label": label, "icon": icon, "url": url, "refusal": refusal}
    return words | {"primary": primary, "danger": danger, "needs_form": needs_form}


class DetailPage(Page):
    """One row: its facts and work on the left; status, the verbs this person may press and the history on the right."""

    template_name = "base/detail.html"

    def get(self, request, pk):
        row = self.find()
        return self.show(
            object=row, page_title=str(row), facts=self.facts(row), verbs=self.verbs(row), entries=row.history(), **self.more(row)
        )

    def facts(self, row):
        """Pairs of label and value."""
        return []

    def more(self, row):
        """Whatever else the template of this model shows."""
        return {}

    def verbs(self, row):
        """The verbs this person has the right to, each with its address and, where the row refuses it now, the reason."""
        return [self.verb(row, verb) for verb in verbs_open_to(self.request.user, row) if row.may_yet(verb)] + self.edit(row)

    def verb(self, row, verb):
        move = row.MOVES[verb]
        url = reverse(f"{page_name(self.model)}-{verb}", args=[row.pk])
        return button(verb, move.label, move.icon, url, refusal=row.why_not(verb), primary=not move.danger, danger=move.danger)

    def edit(self, row):
        """The button that opens the edit page, for those who may change the row."""
        url = url_or_none(f"{page_name(self.model)}-edit", row.pk)
        if url is None or not may(self.request.user, "change", row):
            return []
        return [button("edit", _("Edit"), "edit", url)]


class FormPage(Page):
    """A form on a page of its own; what is typed is never lost, and an unusable form is answered with 422."""

    template_name = "base/form.html"
    form_class = None
    submit_label = _("Save")

    def answer(self, form, row, perform):
        """Run `perform` when the form is good, and go where it says; otherwise show the form with its sentences."""
        if not form.is_valid():
            return self.ask(form, row, status=422)
        try:
            with transaction.atomic():
                url = perform(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, row, status=409)
        return HttpResponseRedirect(url)

    def ask(self, form, row, status=200, **more):
        return self.show(status, form=form, object=row, submit_label=self.submit_label, back_url=self.back_url(row), **more)

    def came_from(self):
        """The page of ours that sent the person here and wants the person back, ``?next=``; empty for none and for strangers'."""
        url = self.request.GET.get("next", "")
        ours = url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())
        return url if ours else ""

    def back_url(self, row):
        if url := self.came_from():
            return url
        if hasattr(row, "get_absolute_url"):
            return row.get_absolute_url()
        return url_or_none(f"{page_name(self.model)}-list")


class CreatePage(FormPage):
    """A new row. The form saves it (``save(by=…)``) and checks that the place chosen is one where the person may."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(f"{self.model._meta.app_label}.add_{self.model._meta.model_name}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def initial(self):
        return {key: value for key, value in self.request.GET.items() if key in self.form_class.base_fields}

    def get(self, request):
        return self.ask(self.form_class(user=request.user, initial=self.initial()), None)

    def post(self, request):
        form = self.form_class(request.POST, request.FILES, user=request.user)
        return self.answer(form, None, self.create)

    def create(self, form):
        row = form.save(by=self.request.user)
        messages.success(self.request, _("Saved: %(what)s") % {"what": row})
        return row.get_absolute_url()

    def context(self, **more):
        title = _("New: %(what)s") % {"what": self.model._meta.verbose_name}
        return super().context(page_title=self.page_title or title) | more


class UpdatePage(FormPage):
    """Other values for a row that this person may change."""

    def get(self, request, pk):
        row = self.find("change")
        return self.ask(self.form_class(instance=row, user=request.user), row)

    def post(self, request, pk):
        row = self.find("change")
        return self.answer(self.form_class(request.POST, request.FILES, instance=row, user=request.user), row, self.change)

    def change(self, form):
        row = form.save(by=self.request.user)
        messages.success(self.request, _("Saved: %(what)s") % {"what": row})
        return row.get_absolute_url()

    def context(self, **more):
        return super().context(**more) | {"page_title": _("Edit: %(what)s") % {"what": more["object"]}}


class VerbPage(FormPage):
    """One verb of one row: finds the row in reach, asks the right, checks the form, calls the method of that name."""

    verb = ""
    form_class = NoteForm

    def get(self, request, pk):
        row = self.find(self.verb)
        refusal = row.why_not(self.verb)
        form = self.form_class(user=request.user, row=row, initial=self.initial(row))
        return self.ask(form, row, status=409 if refusal else 200, refusal=refusal)

    def initial(self, row):
        """What the row already says under the names the form asks for; where it says nothing, the form's own beginning stands."""
        said = {name: getattr(row, name, None) for name in self.form_class.base_fields if name != "note"}
        return {name: value for name, value in said.items() if value is not None}

    def post(self, request, pk):
        row = self.find(self.verb)
        form = self.form_class(request.POST, request.FILES, user=request.user, row=row)
        return self.answer(form, row, lambda form: self.press(form, row))

    def press(self, form, row):
        getattr(row, self.verb)(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Done: %(verb)s") % {"verb": self.move.label})
        return self.came_from() or row.get_absolute_url()

    @property
    def move(self):
        return self.model.MOVES[self.verb]

    def context(self, **more):
        row = more.get("object")
        words = {"page_title": self.move.label, "submit_label": self.move.label, "danger": self.move.danger}
        return (
            super().context(**more)
            | words
            | {"crumbs": [*self.get_crumbs(), (str(row), row.get_absolute_url())] if row else self.get_crumbs()}
        )


class BulkVerbPage(VerbPage):
    """The same verb on selected rows, each in a transaction of its own: one that refuses does not hold up the others."""

    template_name = "base/bulk.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(f"{self.model._meta.app_label}.{self.verb}_{self.model._meta.model_name}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.ask(self.form_class(user=request.user), None, rows=self.chosen(request.GET))

    def post(self, request):
        chosen = self.chosen(request.POST)
        form = self.form_class(request.POST, request.FILES, user=request.user)
        if "confirmed" not in request.POST or not form.is_valid():
            unasked = "confirmed" not in request.POST
            form = self.form_class(user=request.user) if unasked else form
            return self.ask(form, None, status=200 if unasked else 422, rows=chosen)
        refusals = [reason for row in chosen if (reason := self.press_one(form, row))]
        messages.success(request, _("%(verb)s: %(count)d done.") % {"verb": self.move.label, "count": len(chosen) - len(refusals)})
        for reason in refusals:
            messages.warning(request, reason)
        return HttpResponseRedirect(self.came_from() or reverse(f"{page_name(self.model)}-list"))

    def chosen(self, data):
        """The chosen rows that are in reach and that this person may press the verb on; at most BULK_ROWS."""
        numbers = [number for pk in data.getlist("pk") if (number := number_in(pk))][:BULK_ROWS]
        allowed = self.model.objects.reachable(self.request.user, self.verb).filter(pk__in=numbers).values("pk")
        return list(self.rows().reachable(self.request.user, "view").filter(pk__in=allowed))

    def press_one(self, form, row):
        try:
            with transaction.atomic():
                getattr(row, self.verb)(by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            return f"{row}: {refusal}"
        return ""


def verb_paths(prefix, model, forms=None, *, bulk=(), page=VerbPage, key="<int:pk>"):
    """A path for every verb in ``MOVES``: ``prefix/7/submit/``, and ``prefix/bulk/close/`` for those pressed on many.

    `forms` says what a verb asks; one that is not named asks for an optional remark.
    """
    name, forms = page_name(model), forms or {}
    one = [
        path(f"{prefix}/{key}/{verb}/", page.as_view(model=model, verb=verb, form_class=forms.get(verb, NoteForm)), name=f"{name}-{verb}")
        for verb in model.MOVES
    ]
    many = [
        path(
            f"{prefix}/bulk/{verb}/",
            BulkVerbPage.as_view(model=model, verb=verb, form_class=forms.get(verb, NoteForm)),
            name=f"{name}-bulk-{verb}",
        )
        for verb in bulk
    ]
    return many + one
