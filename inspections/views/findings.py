"""Findings from discovery to closing, objections to them, and orders to rectify."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from audit.moves import move
from base.forms import ReasonForm
from base.pages import DetailPage, ListPage, VerbPage, button
from base.reach import may, verbs_open_to
from base.words import moment
from inspections.conditions import why_not_recheck
from inspections.deadlines import deadline_of
from inspections.filters import DisputeFilter, FindingFilter
from inspections.models import Dispute, Finding
from inspections.tables import DisputeTable, FindingTable
from tasks.models import Assignment, Evidence
from tasks.now import Now


class FindingList(ListPage):
    model = Finding
    table_class = FindingTable
    filterset_class = FindingFilter
    empty_text = _("What fails at an inspection appears here, until it is put right.")

    def tabs(self):
        counts = self.reachable().tally(timezone.now())
        chosen = self.request.GET.get("status", "")
        return [
            {"label": _("All"), "url": "?", "count": self.count_of_all(), "active": not chosen},
            {"label": _("Not closed"), "url": "?status=open", "count": counts["open"], "active": chosen == "open"},
            {
                "label": _("Overdue"),
                "url": "?status=overdue",
                "count": counts["overdue"],
                "active": chosen == "overdue",
                "state": "late",
            },
            {
                "label": _("To be rechecked"),
                "url": "?status=submitted",
                "count": counts["submitted"],
                "active": chosen == Assignment.SUBMITTED,
            },
        ]


class FindingDetail(DetailPage):
    """One finding from discovery to closing; its verbs are its assignment's and lead back here."""

    model = Finding
    template_name = "inspections/finding_detail.html"
    VERB_LABELS = {
        "submit": _("Report it put right"),
        "send_back": _("Back for mending"),
        "close": _("Rechecked: close"),
    }

    def verbs(self, row):
        return [self.verb(row, verb) for verb in verbs_open_to(self.request.user, row.assignment)] + self.verbs_of_row(row)

    def verbs_of_row(self, row):
        """What is pressed on the finding itself: to dispute it."""
        if not may(self.request.user, "dispute", row) or not row.assignment.is_open():
            return []
        url = reverse("finding-dispute", args=[row.pk])
        return [button("dispute", _("Dispute"), "message-report", url, refusal=row.why_not_dispute())]

    def verb(self, row, verb):
        work, move = row.assignment, row.assignment.MOVES[verb]
        url = f"{reverse(f'assignment-{verb}', args=[work.pk])}?{urlencode({'next': row.get_absolute_url()})}"
        label, primary = self.VERB_LABELS.get(verb, move.label), verb in ("accept", "submit", "close")
        refusal = work.why_not(verb) or (why_not_recheck(row, self.request.user) if verb == "close" else "")
        return button(verb, label, move.icon, url, refusal=refusal, primary=primary, danger=move.danger)

    def more(self, row):
        work = row.assignment
        words, state, due_at = deadline_of(work, Now.of(self.request))
        evidence = Evidence.objects.reachable(self.request.user).filter(report__assignment=work).select_related("report__by")
        return {
            "work": work,
            "letters": work.notices.reachable(self.request.user, "view").written(),
            "words": words,
            "state": state,
            "due_at": due_at,
            "steps": steps(row, state),
            "photos": row.photos.all(),
            "evidence": evidence.order_by("-report_id", "id"),
            "report": work.reports.select_related("by").first(),
            "before": earlier(row) if row.is_repeated else [],
            "disputes": row.disputes.reachable(self.request.user, "view").select_related("raised_by"),
            "wants_after": row.wants_after_photo,
            "shop_url": row.inspection.establishment.get_absolute_url(),
        }


def earlier(finding):
    """The findings at the same item of the same shop before this one, newest first."""
    rows = Finding.objects.filter(place=finding.place_id, item__code=finding.item.code, found_at__lt=finding.found_at)
    return rows.exclude(assignment__status=Assignment.VOID).select_related("assignment").order_by("-found_at")[:5]


def steps(finding, urgency):
    """The five steps as (word, state, moment): found, handed over, put right, rechecked, closed."""
    work = finding.assignment
    moments = {
        _("Discovered"): finding.found_at,
        _("Handed over"): work.dispatched_at,
        _("Put right"): work.submitted_at if work.status in (Assignment.SUBMITTED, Assignment.CLOSED) else None,
        _("Rechecked"): work.closed_at,
        _("Closed"): work.closed_at,
    }
    shown, current = [], work.is_open()
    for word, when in moments.items():
        state = "done" if when else urgency if current else "todo"
        current = current and bool(when)
        shown.append((word, state, when))
    return shown


class FindingDispute(VerbPage):
    """An objection to a finding, by those who must put it right."""

    model = Finding
    verb = "dispute"
    form_class = ReasonForm
    danger = False

    def get(self, request, pk):
        row = self.find("dispute")
        refusal = row.why_not_dispute()
        return self.ask(self.form_class(user=request.user, row=row), row, status=409 if refusal else 200, refusal=refusal)

    def post(self, request, pk):
        row = self.find("dispute")
        form = self.form_class(request.POST, user=request.user, row=row)
        return self.answer(form, row, lambda form: self.press(form, row))

    def press(self, form, row):
        row.dispute(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Disputed; whoever found it decides."))
        return row.get_absolute_url()

    @property
    def move(self):
        return move(to=None, label=_("Dispute the finding"))


class DisputeList(ListPage):
    model = Dispute
    table_class = DisputeTable
    filterset_class = DisputeFilter
    empty_text = _("Objections to findings appear here with their reasons, until they are decided.")


class DisputeDetail(DetailPage):
    model = Dispute

    def facts(self, row):
        finding = row.finding
        return [
            (_("Finding"), format_html('<a href="{}">{}</a>', finding.get_absolute_url(), finding.description)),
            (_("Shop"), row.place.name),
            (_("Raised by"), f"{row.organisation.short_name} {row.raised_by.name}"),
            (_("Raised at"), moment(row.raised_at)),
            (_("Reason"), row.reason),
            (_("Decided by"), row.issuer.name),
        ]

    def verb(self, row, verb):
        return super().verb(row, verb) | {"primary": False}
