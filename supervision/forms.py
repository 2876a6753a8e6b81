"""What a person may type about groups, points, reports and bulletins."""

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.forms import ReasonForm, VerbForm
from base.picking import PickField
from establishments.models import Establishment
from grid.forms import PlacedForm
from grid.models import Appointment, Organisation, Place
from inspections.models import Finding
from supervision import bulletins, drafting
from supervision.models import SupervisionGroup, SupervisionPoint


class GroupForm(PlacedForm):
    """Sets a group up with an organisation of its own below the office, or changes when it works."""

    name = forms.CharField(label=_("name"), max_length=40)
    office = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("set up by"))
    place = PickField(Place.objects.standing().exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("territory"))

    class Meta:
        model = SupervisionGroup
        fields = ["kind", "place", "since", "until", "schedule", "begins_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "office", *self._meta.fields])
        if self.instance.pk:  # where and how long it works is changed by verbs, or by another group
            for field in ("name", "office", "kind", "place", "since", "until"):
                del self.fields[field]

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("place"), "supervision.add_supervisiongroup")
        office = cleaned.get("office")
        self.check_place(office and office.place, "supervision.add_supervisiongroup", field="office")
        name = office and cleaned.get("name") and f"{office.name}{cleaned['name']}"
        if name and Organisation.objects.filter(name=name).exists():
            self.add_error("name", _("An organisation is called so already."))
        return cleaned

    def save(self, *, by):
        if self.instance.pk:
            return super().save(by=by)
        return SupervisionGroup.objects.set_up(by=by, **self.cleaned_data)


class JoinForm(VerbForm):
    """Whom to add to the group."""

    user = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("person"))
    leads = forms.BooleanField(label=_("leads the group"), required=False)
    note = forms.CharField(label=_("Remark"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user:
            self.fields["user"].queryset = get_user_model().objects.reachable(self.user, "view")


class LetGoForm(ReasonForm):
    """Which member leaves."""

    post = forms.ModelChoiceField(Appointment.objects.none(), label=_("member"), empty_label=_("Choose a member"))
    field_order = ["post", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        posts = Appointment.objects.filter(status=Appointment.HELD).exclude(until__lte=timezone.localdate())
        if self.row:
            self.fields["post"].queryset = posts.filter(organisation=self.row.organisation).select_related("user", "organisation")
        self.fields["post"].label_from_instance = lambda post: f"{post.user.name} · {post.title}"


class ProlongForm(VerbForm):
    until = forms.DateField(label=_("until (first day no longer at work)"))
    note = forms.CharField(label=_("Remark"), required=False)


GROUP_VERBS = {"join": JoinForm, "let_go": LetGoForm, "prolong": ProlongForm, "dissolve": ReasonForm}


class PointForm(PlacedForm):
    """Plans a shop or a place for a day of one of the own groups."""

    group = forms.ModelChoiceField(SupervisionGroup.objects.none(), label=_("supervision group"), empty_label=None)
    establishment = PickField(Establishment.objects.in_business(), url_name="establishment-pick", label=_("Establishment"), required=False)
    place = PickField(
        Place.objects.standing().exclude(level=Place.ESTABLISHMENT),
        url_name="place-pick",
        label=_("or a place that is no shop"),
        required=False,
    )

    class Meta:
        model = SupervisionPoint
        fields = ["group", "day", "establishment", "place", "purpose"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = SupervisionGroup.objects.of(self.user, timezone.localdate()).select_related("organisation")
        self.fields["group"].queryset = mine.order_by("pk")

    def clean(self):
        cleaned = super().clean()
        group, shop, place, day = (cleaned.get(name) for name in ("group", "establishment", "place", "day"))
        if bool(shop) == bool(place) and not {"establishment", "place"} & set(self.errors):
            self.add_error("establishment", _("Choose a shop, or a place that is none."))
        place = shop.place if shop else place
        if group and place and not group.place.holds(place):
            self.add_error("establishment" if shop else "place", _("This lies outside the territory of the group."))
        if day and day < timezone.localdate():
            self.add_error("day", _("Points are planned for today or later."))
        if group and day and not group.is_on(day):
            self.add_error("day", _("On that day the group is not at work: its term says otherwise."))
        return cleaned | {"place": place}

    def validate_unique(self):
        """Asked here, since the place may come from the shop."""
        group, place, day = (self.cleaned_data.get(name) for name in ("group", "place", "day"))
        if group and place and day and SupervisionPoint.objects.filter(group=group, place=place, day=day).exists():
            self.add_error(None, _("This is a point of the group on that day already."))

    def save(self, *, by):
        self.instance.organisation = self.cleaned_data["group"].organisation
        self.instance.place = self.cleaned_data["place"]
        return super().save(by=by)


class SeenForm(VerbForm):
    seen = forms.CharField(label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 4}))


POINT_VERBS = {"visit": SeenForm, "skip": ReasonForm}


class FindingChoice(forms.ModelMultipleChoiceField):
    """Problems to tick, each said with its shop."""

    def __init__(self, **kwargs):
        super().__init__(Finding.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, finding):
        return f"{finding.place.name}：{finding.description[:60]}"


class ReportForm(VerbForm):
    """The words of a report; they begin as the records say them."""

    summary = forms.CharField(label=_("situation of the day"), widget=forms.Textarea(attrs={"rows": 5}))
    key_findings = FindingChoice(label=_("key problems"))
    tomorrow = forms.CharField(label=_("plan for tomorrow"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row is None:
            return
        found = drafting.findings_of(self.row.group, self.row.day)
        ids = [row.pk for row in found]
        self.fields["key_findings"].queryset = Finding.objects.with_names().filter(pk__in=ids).order_by("found_at", "pk")
        content = drafting.content_now(self.row)
        self.initial |= {"summary": content["summary"], "tomorrow": content["tomorrow"]}
        self.initial["key_findings"] = [row["finding"] for row in content["key"]]


REPORT_VERBS = {"redraft": ReportForm, "send_back": ReasonForm}


class BulletinForm(VerbForm):
    """The words of a bulletin, its typical problems, and to whom it goes."""

    situation = forms.CharField(label=_("situation"), widget=forms.Textarea(attrs={"rows": 6}))
    typical_findings = FindingChoice(label=_("typical problems"))
    demands = forms.CharField(label=_("demands"), widget=forms.Textarea(attrs={"rows": 5}))
    addressees = forms.ModelMultipleChoiceField(Organisation.objects.none(), label=_("addressees"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row is None:
            return
        reports = bulletins.reports_of(self.row.day, self.row.organisation)
        found = [row.pk for report in reports for row in drafting.findings_of(report.group, report.day)]
        self.fields["typical_findings"].queryset = Finding.objects.with_names().filter(pk__in=found).order_by("found_at", "pk")
        offices = Organisation.objects.filter(kind__in=["branch", "bureau", "department"], place__path__startswith=self.row.place.path)
        self.fields["addressees"].queryset = offices.exclude(pk=self.row.organisation_id).order_by("kind", "place__code", "name")
        content = bulletins.content_now(self.row)
        self.initial |= {name: content[name] for name in ("situation", "demands")}
        self.initial["typical_findings"] = [row["finding"] for row in content["typical"]]
        self.initial["addressees"] = list(self.row.addressees.values_list("pk", flat=True))


BULLETIN_VERBS = {"redraft": BulletinForm, "send_back": ReasonForm, "drop": ReasonForm}


class DraftForm(forms.Form):
    """Which day's bulletin to draft, before the portal does it by itself."""

    day = forms.DateField(label=_("day"), initial=timezone.localdate)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def office(self):
        """Where the person drafts bulletins."""
        return next((post.organisation for post in self.user.posts if "supervision.add_dailybulletin" in post.codes), None)

    def clean(self):
        cleaned = super().clean()
        office = self.office()
        reason = _("Your post drafts no bulletins.") if office is None else ""
        if cleaned.get("day") and office:
            reason = bulletins.why_not_draft(cleaned["day"], office)
        if reason:
            self.add_error("day", reason)
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        return bulletins.draft(self.cleaned_data["day"], self.office(), at=timezone.now(), by=by)
