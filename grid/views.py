"""The pages of organisations and posts; those of places are in place_views.py."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from base.words import day
from grid.filters import AppointmentList, OrganisationList
from grid.forms import AppointmentForm, OrganisationForm
from grid.models import Appointment, Organisation
from grid.past_pages import AsOfListPage
from grid.tables import AppointmentTable, OrganisationTable, PastAppointmentTable

SHOWN_POSTS = 30


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


class AppointmentListPage(AsOfListPage):
    model = Appointment
    table_class = AppointmentTable
    past_table_class = PastAppointmentTable
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
