"""What a person may type about draws and recusals, and about replays of the ranking."""

from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.forms import ReasonForm, VerbForm
from base.picking import PickField
from establishments.models import Establishment
from grid.forms import PlacedForm
from grid.models import Organisation, Place
from planning.models import Draw, RankingReplay, RankingRule, Recusal
from planning.replay import keep_replay

MOST_DRAWN = 500
MOST_REPLAYED = timedelta(days=92)  # longer ones are made from the command line


class RecusalForm(PlacedForm):
    person = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("officer"))
    establishment = PickField(Establishment.objects.standing(), url_name="establishment-pick", label=_("establishment"))

    class Meta:
        model = Recusal
        fields = ["person", "establishment", "reason"]

    def clean(self):
        cleaned = super().clean()
        shop = cleaned.get("establishment")
        self.check_place(shop and shop.place, "planning.add_recusal", field="establishment")
        return cleaned

    def save(self, *, by):
        self.instance.place = self.cleaned_data["establishment"].place
        return super().save(by=by)


RECUSAL_VERBS = {"lift": ReasonForm}


class DrawForm(PlacedForm):
    """What is to be drawn; nothing of it changes once the seed is published."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("drawn by"), empty_label=None)
    place = PickField(Place.objects.standing().exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("area drawn from"))
    count = forms.IntegerField(label=_("shops to draw"), min_value=1, max_value=MOST_DRAWN, initial=10)

    class Meta:
        model = Draw
        fields = ["title", "organisation", "place", "format", "risk_grade", "count", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = [post.organisation_id for post in self.user.posts if "planning.add_draw" in post.codes]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=offices).order_by("place__path", "pk")
        today = timezone.localdate()
        if not self.instance.pk:
            post = next((post for post in self.user.posts if post.organisation_id in offices), None)
            self.initial = {"since": today, "until": today + timedelta(days=30), "place": post and post.place} | self.initial

    def clean(self):
        cleaned = super().clean()
        place, office, since, until = (cleaned.get(name) for name in ("place", "organisation", "since", "until"))
        self.check_place(place, "planning.add_draw")
        if place and office and not office.place.holds(place):
            self.add_error("place", _("This lies outside the area of the office that draws."))
        if since and until and until < since:
            self.add_error("until", _("The term ends before it starts."))
        elif until and until < timezone.localdate():
            self.add_error("until", _("This day is over."))
        return cleaned


class SeedForm(VerbForm):
    """A word or number from the room, so that those present have a hand in the seed."""

    words = forms.CharField(
        label=_("Number or word called out by those present"),
        max_length=60,
        required=False,
        validators=[RegexValidator(r"^[^|]*\Z", _("Without the sign |, please."))],
        help_text=_("It becomes a part of the seed. The rest the portal throws by chance; nobody can choose or foresee it."),
    )
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


DRAW_VERBS = {"publish_seed": SeedForm, "drop": ReasonForm}


class RankingReplayForm(PlacedForm):
    """Which past weeks to do again."""

    place = PickField(Place.objects.standing().exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("area"))

    class Meta:
        model = RankingReplay
        fields = ["place", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        post = next((post for post in self.user.posts if "planning.add_rankingreplay" in post.codes), None)
        self.initial = {"since": today - timedelta(days=30), "until": today, "place": post and post.place} | self.initial

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        self.check_place(cleaned.get("place"), "planning.add_rankingreplay")
        if until and until > timezone.localdate():
            self.add_error("until", _("This day has not come yet."))
        if since and until and until < since:
            self.add_error("until", _("The term ends before it starts."))
        elif since and until and until - since > MOST_REPLAYED:
            self.add_error("until", _("Up to 92 days here; more from the command line (replay_ranking)."))
        self.rule = RankingRule.objects.in_force(timezone.localdate())
        if self.rule is None:
            self.add_error(None, _("No weights are in force yet."))
        return cleaned

    def save(self, *, by):
        said = (self.cleaned_data[name] for name in ("since", "until"))
        return keep_replay(self.cleaned_data["place"], self.rule, *said, by=by)
