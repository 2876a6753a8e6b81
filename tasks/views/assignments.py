"""The pages of assignments: lists with their views, one row's page, the forms."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.pages import CreatePage, DetailPage, ListPage, Page, UpdatePage, VerbPage
from base.reach import may
from tasks import steps
from tasks.filters import AssignmentFilter, ParkedFilter
from tasks.forms import AssignmentChangeForm, AssignmentForm, DueForm
from tasks.holding import held_words, holds_of
from tasks.models import Assignment
from tasks.now import Now
from tasks.tables import AssignmentTable, ParkedTable, deadline

# The views of the list: name, label, the address's parameters, the colour of the count.
VIEWS = [
    ("open", pgettext_lazy("work", "Open"), {"status": "open"}, ""),
    ("waiting", _("Waiting for me"), {"waiting": "true"}, ""),
    ("handed_out", _("Handed out by us"), {"handed_out": "true"}, ""),
    ("overdue", pgettext_lazy("work", "Overdue"), {"status": "open", "overdue": "true"}, "late"),
    ("closed", pgettext_lazy("work", "Closed"), {"status": "closed"}, ""),
    ("all", _("All"), {"status": "all"}, ""),
]
PARKED = ("parked", _("Ladder stopped"), {"status": "open", "parked": "true"}, "late")
PRESETS = {"status", "waiting", "handed_out", "overdue", "parked", "creation_task", "figure"}


class AssignmentList(ListPage):
    model = Assignment
    template_name = "tasks/assignment_list.html"
    table_class = AssignmentTable
    filterset_class = AssignmentFilter
    verbs_in_bulk = ("dispatch", "chase", "close", "send_back", "cancel")
    empty_text = _("Work that was handed to offices in your area, or to your own office, appears here.")

    def rows(self):
        return super().rows().with_letters()

    def asked(self):
        """Open work at first; closed work when it is asked for."""
        return first_view(self.request.GET)

    def tabs(self):
        return views_of(self.request)

    def around(self, request):
        return super().around(request) | {"tabs_url": f"{reverse('assignment-views')}?{request.GET.urlencode()}"}


class ParkedList(ListPage):
    """Work whose ladder stopped at an error, for those who keep the ladders running: what failed, and the verb that tries it again."""

    model = Assignment
    table_class = ParkedTable
    filterset_class = ParkedFilter
    verbs_in_bulk = ("retry",)
    page_title = _("Stopped ladders")
    empty_text = _("Work whose letter could not be written stands here with its error; all other work goes on.")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("tasks.retry_assignment"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def rows(self):
        return Assignment.objects.exclude(parked="").with_names()

    def actions(self):
        return []


VERBS_IN_BULK = (*AssignmentList.verbs_in_bulk, *ParkedList.verbs_in_bulk)


def first_view(asked):
    asked = asked.copy()
    if not PRESETS & asked.keys():
        asked["status"] = AssignmentFilter.OPEN
    return asked


def views_of(request):
    """The tabs; the filters chosen stay when the view is changed."""
    asked = first_view(request.GET)
    kept = {key: value for key, value in asked.items() if key not in PRESETS | {"page", "sort", "export"}}
    preset = {key: value for key, value in asked.items() if key in PRESETS}
    url = reverse("assignment-list")
    return [
        {"name": name, "label": label, "url": f"{url}?{urlencode(kept | view)}", "active": preset == view, "state": state, "count": None}
        for name, label, view, state in views_open_to(request.user)
    ]


def views_open_to(user):
    """Whoever keeps the ladder running also sees what it could not climb."""
    return [*VIEWS, PARKED] if user.has_perm("tasks.change_rung") else VIEWS


class AssignmentViews(Page):
    """The list's tabs with their counts, fetched after the list so that nobody waits for them."""

    model = Assignment

    def get(self, request):
        tabs = views_of(request)
        kept = {key: value for key, value in request.GET.items() if key not in PRESETS}
        for tab, (_name, _label, view, _state) in zip(tabs, views_open_to(request.user), strict=True):
            rows = Assignment.objects.reachable(request.user, "view")
            tab["count"] = AssignmentFilter(kept | view, queryset=rows, request=request).qs.order_by().count()
        return render(request, "base/_views.html", {"tabs": tabs})


class AssignmentDetail(DetailPage):
    model = Assignment
    template_name = "tasks/assignment_detail.html"
    pressed_at_once = {"accept"}

    def rows(self):
        return super().rows().with_percent()

    def verb(self, row, verb):
        return super().verb(row, verb) | {"needs_form": verb not in self.pressed_at_once}

    def more(self, row):
        now = Now.of(self.request)
        return {
            "clock": clock_of(row, now),
            "holds": (holds := holds_of(row, now)),
            "held_words": held_words(holds),
            "reports": row.reports.select_related("by").prefetch_related("files"),
            "extensions": row.extensions.reachable(self.request.user, "view").with_decisions(),
            **children_of(row, self.request.user, now),
            "ladder": steps.steps(row, now, self.request.user),
            **milestones_of(row, self.request.user),
            "parent_url": row.parent_id and may(self.request.user, "view", row.parent) and row.parent.get_absolute_url(),
        }


def children_of(row, user, now):
    """The parts into which the work was broken down, as far as `user` sees them, and how many there are."""
    children = row.children.exclude(status=Assignment.VOID)
    count = children.count()
    seen = children.reachable(user, "view").with_names().with_letters().with_percent().order_by("place__code", "id") if count else ()
    return {"children": [(child, deadline(child, now)) for child in seen], "children_count": count}


def milestones_of(row, user):
    """The bar of milestones, and where those who may add one do so."""
    steps = row.milestones.exclude(status="dropped")
    own = {post.organisation_id for post in user.posts if "tasks.add_milestone" in post.codes}
    may_add = row.is_open() and own & {row.issuer_id, row.organisation_id}
    return {"milestones": steps, "milestone_url": f"{reverse('milestone-new')}?assignment={row.pk}" if may_add else None}


def clock_of(row, now):
    """What the clock panel shows: words and colour of the time left, and where today lies among the working days of the term."""
    if not row.is_open():
        return {"state": row.state}
    left = steps.left(row, now)
    total = max(now.calendar.workdays_between(row.dispatched_at, row.due_at), 1)
    past = max(now.calendar.workdays_between(row.dispatched_at, now.at), 0)
    cells = ["past" if n < 10 * past / total - 0.5 else "now" if n <= 10 * past / total else "" for n in range(10)]
    return left | {"cells": cells if past <= total else ["past"] * 10, "past": past, "total": total}


class AssignmentVerb(VerbPage):
    """A verb on an assignment, beside what was asked and, when it is reviewed, what was reported."""

    reviews = {"close", "send_back"}

    @property
    def template_name(self):
        return f"tasks/assignment_{'review' if self.verb in self.reviews else 'verb'}.html"

    def context(self, **more):
        reports = more["object"].reports.select_related("by").prefetch_related("files")
        report = reports.first() if self.verb in self.reviews else None
        return super().context(**more) | {"report": report, "report_number": len(reports) if report else None}


class AssignmentCreate(CreatePage):
    model = Assignment
    template_name = "tasks/assignment_form.html"
    form_class = AssignmentForm

    def initial(self):
        return AssignmentForm.first_values(self.request.user, self.request.GET)


class AssignmentUpdate(UpdatePage):
    model = Assignment
    template_name = "tasks/assignment_form.html"
    form_class = AssignmentChangeForm

    def ask(self, form, row, status=200, **more):
        refusal = row.why_not_revise()
        return super().ask(form, row, status=409 if refusal else status, refusal=refusal, **more)


class DueWords(Page):
    """What a due moment means, for the form that is being filled in: working days, letters of the ladder, unknown years."""

    model = Assignment

    def words(self, asked):
        work = Assignment.objects.reachable(self.request.user, "view").filter(pk=asked["work"]).first() if asked["work"] else None
        return steps.preview(asked["due_at"], asked["kind"], timezone.now(), work)

    def get(self, request):
        form = DueForm(request.GET)
        words = self.words(form.cleaned_data) if form.is_valid() and form.cleaned_data["due_at"] else None
        return render(request, "tasks/_due_words.html", {"words": words, "form": form})
