"""What a person may type about guarantees, pledges, boards and marks."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.files import validate_upload
from base.forms import ManyFilesField, VerbForm
from base.picking import PickField
from establishments.models import Establishment
from grid.models import Place
from guarantees.assigning import assign, guarantors, loads
from guarantees.models import LEVEL_OF_POST
from guarantees.steps import implementations

A_YEAR = timedelta(days=365)


class PostChoice(forms.ModelChoiceField):
    """A post whose holder may take a shop, said with what the holder carries already."""

    def __init__(self, **kwargs):
        super().__init__(queryset=guarantors(timezone.localdate()).none(), empty_label=_("Choose a guarantor"), **kwargs)
        self.carried = {}

    def offer(self, shop, *, but=None):
        """Offer the posts of the level and the place that the shop asks."""
        level = LEVEL_OF_POST.get(shop.guarantee_level)
        at = Place.objects.filter(pk__in=shop.place.path_ids(), level=level) if level else Place.objects.none()
        posts = guarantors(timezone.localdate()).filter(place__in=at).exclude(pk=but).select_related("user", "organisation", "place")
        self.carried = loads(list(posts.values_list("user", flat=True)))
        self.queryset = posts.distinct().order_by("user__name", "pk")

    def label_from_instance(self, post):
        count = self.carried.get(post.user_id, 0)
        return _("%(who)s · %(post)s · %(count)d shops") % {"who": post.user.name, "post": post, "count": count}


class GuaranteeForm(forms.Form):
    """Gives one shop to a guarantor. The shop stands in the address; who may take it is offered."""

    appointment = PostChoice(label=_("guarantor"))
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, user, shop, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.shop = user, shop
        self.fields["appointment"].offer(shop)

    def save(self, *, by):
        return assign(self.shop, self.cleaned_data["appointment"], by=by, note=self.cleaned_data["note"])


class ShopForm(forms.Form):
    """Which shop gets a guarantor."""

    establishment = PickField(Establishment.objects.all(), url_name="establishment-pick", label=_("Establishment"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["establishment"].queryset = Establishment.objects.reachable(user, "guarantees.add_guarantee")


class ReplaceForm(VerbForm):
    appointment = PostChoice(label=_("new guarantor"))
    note = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            self.fields["appointment"].offer(self.row.establishment, but=self.row.appointment_id)


class RelieveForm(VerbForm):
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class SignForm(VerbForm):
    """When the paper was signed, until when it holds, and its scan."""

    signed_on = forms.DateField(label=_("Signed on"))
    expires_on = forms.DateField(label=_("Valid until (first day no longer valid)"))
    files = ManyFilesField(label=_("Signed copies (images or PDF, up to 20 MB each)"), required=False, validators=[validate_upload])
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial |= {"signed_on": today, "expires_on": today + A_YEAR}

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self):
        cleaned = super().clean()
        signed_on, expires_on = cleaned.get("signed_on"), cleaned.get("expires_on")
        if signed_on and expires_on and not signed_on < expires_on <= signed_on + 5 * A_YEAR:
            self.add_error("expires_on", _("It holds for at least a day and at most five years."))
        return cleaned


GUARANTEE_VERBS = {"replace": ReplaceForm, "relieve": RelieveForm}
PLEDGE_VERBS = {"sign": SignForm}


class PostedForm(forms.Form):
    """Since when the board hangs at the door."""

    posted_on = forms.DateField(label=_("Hangs since"), initial=timezone.localdate)

    def clean_posted_on(self):
        day = self.cleaned_data["posted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class AssessmentForm(forms.Form):
    """Marks for each of the six implementations."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = []
        for row in implementations():
            self.fields[f"p{row.pk}"] = forms.IntegerField(
                label=f"{row.name}（0–{row.points}）", min_value=0, max_value=row.points, help_text=row.standard
            )
            self.rows.append(row)
        self.fields["assessed_on"] = forms.DateField(label=_("Assessed on"), initial=timezone.localdate)
        self.fields["note"] = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_assessed_on(self):
        day = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def marks(self):
        return {row: (self.cleaned_data[f"p{row.pk}"], "") for row in self.rows}
