"""The pages of places, organisations and posts."""

from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from base.templatetags.portal import day
from grid.filters import AppointmentList, OrganisationList, PlaceList
from grid.forms import AppointmentForm, CellForm, OrganisationForm, PlaceForm
from grid.models import Appointment, Organisation, Place
from grid.tables import AppointmentTable, OrganisationTable, PlaceTable
from grid.tallies import tallies_below

SHOWN_POSTS = 30


class PlaceListPage(ListPage):
    model = Place
    table_class = PlaceTable
    filterset_class = PlaceList
    page_title = _("Places of the grid")
    empty_text = _("The places in your reach are listed here: districts, townships, communities and cells.")

    def rows(self):
        """Shops are places too; they have a list of their own."""
        return super().rows().exclude(level=Place.ESTABLISHMENT)

    def tabs(self):
        counts = dict(self.reachable().order_by().values_list("level").annotate(Count("id")))
        tabs = [level_tab("", _("All"), sum(counts.values()))]
        tabs += [level_tab(level, word, counts[level]) for level, word in Place.LEVELS.items() if level in counts]
        return [tab | {"active": tab["level"] == self.request.GET.get("level", "")} for tab in tabs]


def level_tab(level, label, count):
    return {"level": level, "label": label, "url": f"?level={level}" if level else "?", "count": count}


class PlaceDetail(DetailPage):
    model = Place
    template_name = "grid/place_detail.html"

    def facts(self, place):
        lines = [(_("Level"), place.get_level_display()), (_("Code"), place.code), (_("Lies in"), links_to(place))]
        return lines + ([(_("Retired on"), day(place.retired_on))] if place.retired_on else [])

    def more(self, place):
        user = self.request.user
        posts = Appointment.objects.reachable(user).filter(place=place).current(timezone.localdate())
        organisations = Organisation.objects.reachable(user).filter(place=place)
        return {
            "below": tallies_below(place, user),
            "posts": posts.select_related("user", "role", "organisation").order_by("id")[:SHOWN_POSTS],
            "organisations": organisations.order_by("name") if place.level != Place.ESTABLISHMENT else [],
        }


def links_to(place):
    """The places it lies in, from the city down."""
    above = Place.objects.above(place).exclude(pk=place.pk)
    return format_html_join(" › ", '<a href="{}">{}</a>', ((one.get_absolute_url(), one) for one in above)) or _("nothing")


class PlaceEdit(UpdatePage):
    model = Place
    form_class = PlaceForm


class CellNew(CreatePage):
    model = Place
    form_class = CellForm
    page_title = _("New cell")


class OrganisationListPage(ListPage):
    model = Organisation
    table_class = OrganisationTable
    filterset_class = OrganisationList
    empty_text = _("Departments, branches, stations and offices in your reach are listed here.")


class OrganisationDetail(DetailPage):
    model = Organisation
    template_name = "grid/organisation_detail.html"

    def facts(self, row):
        return [
            (_("Full name"), row.name),
            (_("Kind"), row.get_kind_display()),
            (_("Place"), row.place),
            (_("Belongs to"), row.parent or _("nobody")),
            (_("Letter code"), row.letters_as()),
        ]

    def more(self, row):
        posts = Appointment.objects.reachable(self.request.user).filter(organisation=row).current(timezone.localdate())
        return {
            "posts": posts.select_related("user", "role", "place").order_by("place__path", "id")[:SHOWN_POSTS],
            "post_count": posts.count(),
            "below": row.children.reachable(self.request.user).order_by("place__code", "name"),
        }


class OrganisationNew(CreatePage):
    model = Organisation
    form_class = OrganisationForm


class OrganisationEdit(UpdatePage):
    model = Organisation
    form_class = OrganisationForm


class AppointmentListPage(ListPage):
    model = Appointment
    table_class = AppointmentTable
    filterset_class = AppointmentList
    page_title = _("Who holds which post")
    empty_text = _("Who is appointed to which role at which place is listed here.")

    def rows(self):
        return Appointment.objects.select_related("user", "role", "organisation", "place").order_by("place__path", "id")

    def actions(self):
        return [action | {"label": _("Appoint"), "icon": "user-plus"} for action in super().actions()]


class AppointmentDetail(DetailPage):
    model = Appointment
    template_name = "grid/appointment_detail.html"

    def facts(self, post):
        return [
            (_("Person"), post.user.pick_words()),
            (_("Role"), post.role),
            (_("Organisation"), post.organisation.name),
            (_("Place"), post.place.full_name(" › ")),
            (_("Post title"), post.title),
            (_("Since"), day(post.since)),
            (_("Until"), day(post.until) if post.until else _("until further notice")),
        ]

    def more(self, post):
        return {"carries": role_words(post.role)}


PLAIN_RIGHTS = {"view": _("see"), "add": _("add"), "change": _("change"), "delete": _("delete")}


def role_words(role):
    """(what, list of rights) for each kind of row that the role gives rights on, in the words of the buttons."""
    found = {}
    permissions = role.permissions.select_related("content_type").order_by("content_type__app_label", "content_type__model", "id")
    for permission in permissions:
        found.setdefault(permission.content_type.name, []).append(right_words(permission))
    return list(found.items())


def right_words(permission):
    model = permission.content_type.model_class()
    verb = permission.codename.removesuffix(f"_{permission.content_type.model}")
    moves = getattr(model, "MOVES", {})
    if verb in moves:
        return moves[verb].label
    return PLAIN_RIGHTS.get(verb) or gettext(permission.name)


class AppointmentNew(CreatePage):
    model = Appointment
    form_class = AppointmentForm
    page_title = _("Appoint")
    submit_label = _("Appoint")
