"""Filters by place, shared by every list; what may be chosen begins with what the person reaches."""

import django_filters
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import HiddenInput, ModelChoiceField
from django.forms.models import ModelChoiceIterator
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from base.filters import ChoiceFilter, DayFilter
from base.pinyin import sounds_like
from grid.models import Appointment, FormerPlace, Organisation, Place

DEPTH = list(Place.LEVELS)
ALL = "all"
LEVELS_OFFERED = 3  # a city's list offers districts and townships; a township's its communities and cells


def offered_to(user):
    """The places a filter lists for `user`: from the level of the own posts two levels down. Any place in reach is accepted."""
    top = min((DEPTH.index(post.place.level) for post in user.posts), default=0)
    levels = DEPTH[top : top + LEVELS_OFFERED]
    places = Place.objects.reachable(user).standing().filter(level__in=levels).exclude(level=Place.ESTABLISHMENT)
    return places.only("level", "name", "code").order_by("code")


class OfferedPlaces(ModelChoiceIterator):
    """The short list, and in front of it the place that is chosen now where the short list lacks it."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        offered = list(self.field.offered) if self.field.offered is not None else []
        chosen = self.field.chosen
        if chosen and chosen not in offered:
            yield self.choice(chosen)
        for place in offered:
            yield self.choice(place)


class PlaceField(ModelChoiceField):
    """Chooses a place: offers few, accepts every place of its queryset."""

    iterator = OfferedPlaces
    offered = chosen = None

    def to_python(self, value):
        try:
            self.chosen = super().to_python(value)
        except ValidationError as unknown:
            raise Http404 from unknown  # a place out of reach does not exist, for a filter neither
        return self.chosen

    def label_from_instance(self, place):
        return "\u3000" * max(DEPTH.index(place.level) - 1, 0) + place.name


@extend_schema_field(OpenApiTypes.INT)
class PlaceFilter(django_filters.ModelChoiceFilter):
    """Keeps the rows inside one place within reach; the queryset says what inside means (``.inside(place)``)."""

    field_class = PlaceField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", _("Place"))
        kwargs.setdefault("empty_label", _("All places"))
        kwargs.setdefault("queryset", lambda request: Place.objects.reachable(request.user) if request else Place.objects.none())
        super().__init__(*args, **kwargs)

    @property
    def field(self):
        field = super().field
        request = self.get_request()
        if field.offered is None and request:
            field.offered = offered_to(request.user)
        return field

    def filter(self, rows, place):
        """Where the list is asked as of a day, what lay inside on that day."""
        if not place:
            return rows
        day = getattr(self.parent, "day", None)
        return rows.inside_on(place, day) if day else rows.inside(place)


def as_of_filter():
    return DayFilter(method="held_on", label=_("As of"))


class AsOfList(django_filters.FilterSet):
    """A list that can be asked as of a day: rows are those that held then, and lie where they lay then.

    It declares ``as_of = as_of_filter()`` as its last filter.
    """

    @property
    def day(self):
        return self.form.cleaned_data.get("as_of") if self.form.is_valid() else None

    def filter_queryset(self, queryset):
        """The day first: the other filters ask what was true on it."""
        return super().filter_queryset(queryset.as_of(self.day) if self.day else queryset)

    def held_on(self, rows, name, day):
        return rows


class PlaceList(AsOfList):
    text = django_filters.CharFilter(method="with_text", label=_("Name or code"))
    inside = PlaceFilter(label=_("Lies in"))
    level = ChoiceFilter(choices=Place.LEVELS, label=_("Level"), empty_label=_("All levels"))
    parent = django_filters.NumberFilter(method="with_parent", widget=HiddenInput)
    status = ChoiceFilter(choices={ALL: _("in use or not")} | Place.STATUSES, method="with_status", label=_("Status"), empty_label=None)
    as_of = as_of_filter()

    class Meta:
        model = Place
        fields = []

    def with_status(self, rows, name, status):
        return rows if status == ALL else rows.filter(status=status)

    def with_text(self, rows, name, text):
        """By a former name too: what was renamed is still found."""
        return rows.filter(pk__in=Place.objects.named(text).order_by().values("pk").union(FormerPlace.objects.named(text).values("place")))

    def with_parent(self, rows, name, parent):
        return rows.filter(**{"parent_then" if self.day else "parent": parent})


class StrayList(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Name or code"))
    inside = PlaceFilter(label=_("Lies in"))

    class Meta:
        model = Place
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)


class OrganisationList(django_filters.FilterSet):
    text = django_filters.CharFilter(method="with_text", label=_("Name of the organisation"))
    place = PlaceFilter()
    kind = ChoiceFilter(choices=Organisation.KINDS, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        model = Organisation
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)


class AppointmentList(AsOfList):
    text = django_filters.CharFilter(method="with_text", label=_("Person, title or organisation"))
    place = PlaceFilter()
    role = django_filters.ModelChoiceFilter(queryset=Group.objects.order_by("id"), label=_("Role"), empty_label=_("All roles"))
    term = ChoiceFilter(choices=Appointment.TERMS, method="with_term", label=_("Term"), empty_label=_("All terms"))
    user = django_filters.NumberFilter(widget=HiddenInput)
    organisation = django_filters.NumberFilter(widget=HiddenInput)
    as_of = as_of_filter()

    class Meta:
        model = Appointment
        fields = []

    def with_text(self, rows, name, text):
        person = Q(user__name__icontains=text) | Q(user__username__istartswith=text)
        post = Q(title__icontains=text) | Q(organisation__name__icontains=text)
        return rows.filter(person | post | sounds_like(text, "user__pinyin", "organisation__pinyin"))

    def with_term(self, rows, name, term):
        """Seen from the day the list is asked for, else from today."""
        if self.day:
            return rows.as_of(self.day) if term == "current" else rows.none()
        today = timezone.localdate()
        if term == "current":
            return rows.current(today)
        return rows.filter(status=Appointment.HELD, since__gt=today) if term == "future" else rows.ended(today)
