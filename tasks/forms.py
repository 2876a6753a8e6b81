"""What a person may type about work, and what each verb asks."""

from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from base.files import validate_evidence, validate_upload
from base.forms import ManyFilesField, NoteForm, ReachForm, ReasonForm, VerbForm
from base.picking import PickField
from base.rows import number_in
from grid.forms import PlacedForm
from grid.models import Organisation, Place
from tasks.assigning import due_moment, lead_words
from tasks.ladder import RECEIPT, WALL_CLOCK
from tasks.letters import corrected_words
from tasks.models import CAMPAIGN_WORK, WORK_KINDS, Assignment, CreationTask, LetterTemplate, Receiver, Recount, Rung
from workdays.calendar import Calendar


def evidence_field():
    label = _("Evidence (images, PDF or Office documents, up to 20 MB each)")
    return ManyFilesField(label=label, required=False, validators=[validate_evidence])


class ReportForm(VerbForm):
    report = forms.CharField(label=_("Report"), widget=forms.Textarea(attrs={"rows": 6}))
    percent = forms.IntegerField(label=_("Standard reached, in percent"), min_value=0, max_value=100, initial=100, required=False)
    files = evidence_field()

    def clean_percent(self):
        """Who says nothing of it reports the work as done."""
        percent = self.cleaned_data["percent"]
        return 100 if percent is None else percent


class RedraftForm(VerbForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))


class CorrectionForm(RedraftForm):
    """A new letter that cites the one it corrects."""

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        if row:
            self.initial = corrected_words(row)


class ReplyForm(VerbForm):
    text = forms.CharField(label=_("Reply"), widget=forms.Textarea(attrs={"rows": 6}))
    files = ManyFilesField(label=_("Files (images or PDF, up to 20 MB each)"), required=False, validators=[validate_upload])


NOTICE_VERBS = {
    "send_back": ReasonForm,
    "redraft": RedraftForm,
    "reply": ReplyForm,
    "drop": ReasonForm,
    "correct": CorrectionForm,
    "revoke": ReasonForm,
}


FARTHEST_AHEAD = timedelta(days=3653)  # no work is due later; a slip in the year would hide it, and the year 9999 cannot be shown


def future(due_at):
    if due_at <= timezone.now():
        raise forms.ValidationError(_("The due moment lies in the past."), code="past")
    if due_at > timezone.now() + FARTHEST_AHEAD:
        raise forms.ValidationError(_("The due moment lies more than ten years ahead."), code="too_far")
    return due_at


class ExtendForm(ReasonForm):
    until = forms.DateTimeField(label=_("New due moment"), validators=[future])

    def clean_until(self):
        until = self.cleaned_data["until"]
        if self.row and until <= self.row.due_at:
            raise forms.ValidationError(_("An extension ends later than the deadline it extends."))
        return until


class HoldForm(ReasonForm):
    until = forms.DateField(label=_("On hold until"), help_text=_("The clock runs on by itself on that day; 90 days at the longest."))

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today < until <= today + Assignment.LONGEST_HOLD:
            raise forms.ValidationError(_("A day from tomorrow to 90 days ahead."))
        return until


class BreakDownForm(VerbForm):
    """To whom parts go: the offices of the same place and those one level below.

    A department commands no other: its parts go to its own offices, to those who support the task, and to the districts' branches.
    """

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Hand a part to"), widget=forms.CheckboxSelectMultiple
    )
    requirement = forms.CharField(label=_("What is to be done"), widget=forms.Textarea(attrs={"rows": 6}))
    due_at = forms.DateTimeField(label=_("Due moment"), validators=[future], help_text=_("No later than the whole is due."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            rows = Organisation.objects.filter(self.near(self.row.organisation)).exclude(kind__in=["enterprise", "government"])
            rows = rows.exclude(pk=self.row.organisation_id).select_related("place")
            self.fields["organisations"].queryset = rows.order_by("place__code", "kind", "short_name").distinct()

    def near(self, office):
        if office.kind == "department" and not office.letter_code:
            own = Q(parent=office) | Q(place__parent=office.place_id, kind="branch")
            return own | Q(supports=self.row.creation_task_id) if self.row.creation_task_id else own
        return Q(place=office.place_id) | Q(place__parent=office.place_id)


class DelegateForm(NoteForm):
    owner = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Person in charge"), required=False, empty_label=_("the office as a whole")
    )

    field_order = ["owner", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            able = [person.pk for person in self.row.able()]
            self.fields["owner"].queryset = get_user_model().objects.filter(pk__in=able).order_by("name")


class AttainForm(ReasonForm):
    note = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 4}))
    files = evidence_field()


MILESTONE_VERBS = {"attain": AttainForm, "drop": ReasonForm}
ASSIGNMENT_VERBS = {
    "submit": ReportForm,
    "break_down": BreakDownForm,
    "delegate": DelegateForm,
    "send_back": ReasonForm,
    "cancel": ReasonForm,
    "extend": ExtendForm,
    "hold": HoldForm,
}
EXTENSION_VERBS = {"refuse": ReasonForm}


class DueForm(forms.Form):
    """What the preview of a due moment is asked with."""

    due_at = forms.DateTimeField(validators=[future], required=False)
    kind = forms.ChoiceField(choices=WORK_KINDS, required=False)
    work = forms.IntegerField(required=False)

    def clean_kind(self):
        return self.cleaned_data["kind"] or CAMPAIGN_WORK


def own_offices(user, codename):
    """The organisations in which a post of `user` carries `codename`."""
    ids = [post.organisation_id for post in user.posts if codename in post.codes]
    return Organisation.objects.filter(pk__in=ids).order_by("place__code")


def may_assign(user, campaign):
    """Whether `user` may hand the tasks of `campaign` out in the name of its office."""
    codes = {code for post in user.posts if post.organisation_id == campaign.office_id for code in post.codes}
    return {"tasks.add_assignment", "tasks.dispatch_assignment"} <= codes


class AssignmentForm(PlacedForm):
    """New work for an organisation, inside the reach of whoever hands it out and inside the organisation's own place."""

    issuer = forms.ModelChoiceField(Organisation.objects.none(), label=_("Issued by"), empty_label=None)
    organisation = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("Responsible organisation"))
    place = PickField(
        Place.objects.all(),
        url_name="place-pick",
        label=_("Place"),
        required=False,
        help_text=_("Left empty: the organisation's own place."),
    )
    owner = PickField(
        get_user_model().objects.all(),
        url_name="user-pick",
        label=_("Person in charge"),
        required=False,
        help_text=_("Left empty: everybody in post there."),
    )
    hours = forms.IntegerField(
        label=_("Or within … office hours"),
        required=False,
        min_value=1,
        max_value=400,
        help_text=_("Counted from now, without nights, lunch breaks and days off; instead of a due moment."),
    )
    dispatch = forms.BooleanField(label=_("Dispatch at once"), required=False, initial=True)

    class Meta:
        model = Assignment
        fields = ["issuer", "title", "requirement", "creation_task", "parent", "organisation", "owner", "place", "due_at"]
        labels = {
            "title": _("Title"),
            "requirement": _("What is to be done"),
            "due_at": _("Due moment"),
            "creation_task": _("Creation task"),
        }
        widgets = {"requirement": forms.Textarea(attrs={"rows": 6}), "parent": forms.HiddenInput}
        field_classes = {"due_at": forms.DateTimeField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["issuer"].queryset = own_offices(user, "tasks.add_assignment")
        self.fields["due_at"].required = False  # or `hours`
        self.order_fields([*self.Meta.fields, "hours", "dispatch"])
        self.fields["creation_task"].queryset = CreationTask.objects.reachable(user, "view").order_by("no")

    @staticmethod
    def first_values(user, asked):
        """What stands in the form at first: from the creation task or the work that is handed on."""
        values = {"issuer": own_offices(user, "tasks.add_assignment").first()}
        if parent := find(Assignment, user, asked.get("parent")):
            same = {name: getattr(parent, name) for name in ("title", "requirement", "creation_task", "due_at")}
            return values | same | {"parent": parent.pk, "issuer": parent.organisation_id}
        if task := find(CreationTask, user, asked.get("creation_task")):
            due_at = due_moment(task, Calendar.current(), timezone.now())
            words = {"title": task.title, "requirement": lead_words(task), "organisation": task.lead_id}
            return values | words | {"creation_task": task, "due_at": due_at}
        return values | {key: asked[key] for key in ("organisation", "place") if key in asked}

    def clean_due_at(self):
        due_at = self.cleaned_data["due_at"]
        return due_at and future(due_at)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("hours"):
            cleaned["due_at"] = Calendar.current().add_work_hours(timezone.now(), cleaned["hours"])
        elif not cleaned.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", self.fields["due_at"].error_messages["required"])
        organisation = cleaned.get("organisation")
        if organisation and "place" not in self.errors:
            cleaned["place"] = cleaned.get("place") or organisation.place
            self.check_place(cleaned["place"], "tasks.add_assignment")
            self.check_area(cleaned["place"], organisation)
        if organisation and cleaned.get("owner"):
            self.check_owner(cleaned["owner"], organisation)
        if cleaned.get("parent") and cleaned.get("issuer"):
            self.check_parent(cleaned["parent"], cleaned["issuer"])
        if cleaned.get("dispatch") and cleaned.get("issuer"):
            self.check_dispatch(cleaned["issuer"])
        return cleaned

    def check_parent(self, parent, issuer):
        """A part left undone holds up its whole, so only the office that has the whole in hand makes parts of it."""
        if parent.organisation_id != issuer.pk:
            self.add_error(None, _("Only the office that has the work in hand breaks it down."))
        elif reason := parent.why_not("break_down"):
            self.add_error(None, reason)

    def check_area(self, place, organisation):
        if not organisation.place.holds(place):
            self.add_error(
                "place", _("%(place)s lies outside the area of %(organisation)s.") % {"place": place, "organisation": organisation}
            )

    def check_owner(self, owner, organisation):
        posts = organisation.appointments.current(timezone.localdate()).carrying("tasks.submit_assignment")
        if not posts.filter(user=owner).exists():
            words = _("%(person)s holds no post at %(organisation)s that reports work.")
            self.add_error("owner", words % {"person": owner, "organisation": organisation})

    def check_dispatch(self, issuer):
        if not own_offices(self.user, "tasks.dispatch_assignment").filter(pk=issuer.pk).exists():
            self.add_error("dispatch", _("Your post at %(organisation)s does not dispatch work.") % {"organisation": issuer})

    @transaction.atomic
    def save(self, *, by):
        row = super().save(by=by)
        if self.cleaned_data["dispatch"]:
            row.dispatch(by=by)
        return row


def find(model, user, pk):
    return model.objects.reachable(user, "view").filter(pk=number_in(pk)).first() if pk else None


class AssignmentChangeForm(ReachForm):
    """Other words or another due moment for work that is not done yet."""

    class Meta:
        model = Assignment
        fields = ["title", "requirement", "due_at"]
        labels = AssignmentForm.Meta.labels
        widgets = {"requirement": forms.Textarea(attrs={"rows": 6})}

    def clean_due_at(self):
        due_at = self.cleaned_data["due_at"]
        return due_at if due_at == self.initial["due_at"] else future(due_at)

    def save(self, *, by):
        row = Assignment.objects.get(pk=self.instance.pk)
        row.revise(by=by, **self.cleaned_data)
        return row


class RungForm(RecordedForm):
    """One rung; saving it asks the worker to count the open work anew."""

    recipients = forms.MultipleChoiceField(label=_("Recipients"), choices=Receiver.choices, widget=forms.CheckboxSelectMultiple)
    copies = forms.MultipleChoiceField(
        label=_("Copies to"),
        choices=Receiver.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Stands on the letter (抄送), and they get it as news."),
    )

    class Meta:
        model = Rung
        fields = [
            *("work_kind", "order", "offset_kind", "offset", "clock", "letter", "needs_signature"),
            *("recipients", "copies", "repeat_hours", "is_active"),
        ]
        widgets = {"clock": forms.TimeInput(attrs={"type": "time"})}
        help_texts = {
            "letter": _("Empty only for the rung that presses letters nobody acknowledged."),
            "repeat_hours": _("A reminder to acknowledge, with the same number. Left empty: none."),
            "offset": _("Before the due moment with a minus, as -3."),
            "clock": _("00:00 is the midnight that ends the day. Left empty: the due moment's own clock time, or 24:00."),
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("offset_kind") == WALL_CLOCK and cleaned.get("offset", 0) < 0:
            self.add_error("offset", _("Nothing can be pressed before it was handed over."))
        if cleaned.get("offset_kind") == RECEIPT and cleaned.get("offset", 1) < 1:
            self.add_error("offset", _("At least one hour after the letter."))
        if set(cleaned.get("copies", [])) & set(cleaned.get("recipients", [])):
            self.add_error("copies", _("Who receives the letter needs no copy of it."))
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        rung = super().save(by=by)
        Recount.objects.create(reason=Recount.RUNG, asked_at=timezone.now(), asked_by=by)
        return rung


class LetterTemplateForm(RecordedForm):
    """Other words for a letter; from then on every new one says them."""

    class Meta:
        model = LetterTemplate
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
