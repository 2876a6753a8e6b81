"""The pages of places: the tree with its counts and its map, the verbs that reshape it, and the shops that lie astray."""

from django.contrib import messages
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, VerbPage, button
from base.reach import may
from base.rows import number_in
from base.words import day
from grid.astray import KINDS, OUTSIDE, counts_at, strays
from grid.filters import PlaceList, StrayList
from grid.forms import CellForm
from grid.gaps import answer_url, answering
from grid.maps import map_of, map_to_draw
from grid.models import Appointment, Organisation, Place, ResponsibilityList
from grid.past_pages import AsOfListPage, as_of_words, day_asked
from grid.tables import PastPlaceTable, PlaceTable, StrayTable
from grid.tallies import formats_at, sums, tallies_below

SHOWN_POSTS = 30
CARRIES = ("merge", "move", "retire")


class PlaceListPage(AsOfListPage):
    model = Place
    table_class = PlaceTable
    past_table_class = PastPlaceTable
    filterset_class = PlaceList
    page_title = _("Places of the grid")
    empty_text = _("The places in your reach are listed here: districts, townships, communities and cells.")

    def rows(self):
        """Shops are places too; they have a list of their own."""
        return super().rows().exclude(level=Place.ESTABLISHMENT).defer("outline")

    def asked(self):
        """What is no more in use is shown to whoever asks for it, by its status or as of a day."""
        data = self.request.GET
        if "status" in data or data.get("as_of"):
            return data
        return {key: data[key] for key in data} | {"status": Place.STANDING}

    def tabs(self):
        rows, day = self.reachable(), day_asked(self.request)
        rows = rows.as_of(day) if day else rows.standing()
        counts = dict(rows.order_by().values_list("level").annotate(Count("id")))
        past = f"&as_of={day}" if day else ""
        tabs = [level_tab("", _("All"), sum(counts.values()), past)]
        tabs += [level_tab(level, word, counts[level], past) for level, word in Place.LEVELS.items() if level in counts]
        return [tab | {"active": tab["level"] == self.request.GET.get("level", "")} for tab in tabs]

    def actions(self):
        astray = {"label": _("Shops and outlines"), "url": reverse("place-astray"), "icon": "map-pin-question"}
        new = [action | {"label": _("New cell")} for action in super().actions()]
        return ([astray] if self.request.user.has_perm("grid.adopt_place") else []) + new


def level_tab(level, label, count, past=""):
    return {"level": level, "label": label, "url": f"?level={level}{past}" if level or past else "?", "count": count}


class PlaceDetail(DetailPage):
    """A place with its parts: in the middle the map and the tree with its counts, each number the way to its rows."""

    model = Place
    template_name = "grid/place_detail.html"

    def facts(self, place):
        lines = [(_("Level"), place.get_level_display()), (_("Code"), place.code), (_("Lies in"), links_to(place))]
        lines += [(_("In use since"), day(place.opened_on))] if place.opened_on else []
        return lines + ([(_("Retired on"), day(place.retired_on))] if place.retired_on else [])

    def more(self, place):
        on = day_asked(self.request)
        user, today = self.request.user, timezone.localdate()
        posts = Appointment.objects.reachable(user).filter(place=place)
        posts = posts.as_of(on) if on else posts.current(today)
        below = tallies_below(place, user, on=on)
        return as_of_words(self.request) | {
            "below": below,
            "place_map": map_of(place) if place.level != Place.ESTABLISHMENT else None,
            "total": sums(below),
            "formats": [] if on else formats_at(place, user),
            "posts": posts.select_related("user", "role", "organisation").order_by("id")[:SHOWN_POSTS],
            "organisations": self.organisations(place),
            "former": place.former.newest_first(),
            "then": Place.objects.as_of(on).filter(pk=place.pk).first() if on else None,
            "next_steps": self.next_steps(place),
            "stray_counts": counts_at(place, user) if place.level == Place.CELL and place.outline and not on else None,
        }

    def organisations(self, place):
        if place.level == Place.ESTABLISHMENT:
            return []
        return Organisation.objects.reachable(self.request.user).filter(place=place).order_by("name")

    def next_steps(self, place):
        """What the place still lacks to be whole, each with its button, for those who may."""
        if place.level == Place.ESTABLISHMENT or place.status == Place.RETIRED:
            return []
        user, steps = self.request.user, []
        if place.level == Place.CELL and not place.outline and may(user, "draw", place):
            steps.append((_("It has no outline yet."), _("Draw the outline"), reverse("place-draw", args=[place.pk])))
        if user.has_perm("grid.add_appointment") and not answering(timezone.localdate()).filter(place=place).exists():
            steps.append((_("Nobody answers for it."), _("Appoint"), answer_url(place.pk, place.level)))
        if place.level != Place.CELL and not self.has_list(place) and may(user, "grid.add_responsibilitylist", place):
            url = f"{reverse('responsibilitylist-new')}?place={place.pk}"
            steps.append((_("It has no responsibility list yet."), _("Draw up a list"), url))
        return steps

    def has_list(self, place):
        """Whether a list or a draft goes down to its cells: one of its own, or for a community that of the township."""
        naming = [place.pk, place.parent_id] if place.level == Place.COMMUNITY else [place.pk]
        return ResponsibilityList.objects.filter(place__in=naming).exclude(status=ResponsibilityList.DROPPED).exists()

    def verb(self, place, verb):
        """None of the verbs is the main one, except drawing where nothing is drawn yet."""
        return super().verb(place, verb) | {"primary": verb == "draw" and place.level == Place.CELL and not place.outline}

    def verbs(self, place):
        return self.new_cell(place) + super().verbs(place) + self.papers(place)

    def papers(self, place):
        """What is printed for the place, and its responsibility list."""
        if place.level == Place.ESTABLISHMENT or place.status == Place.RETIRED:
            return []
        found = [button("chart", _("Chart of responsibility"), "sitemap", f"{reverse('chart')}?place={place.pk}")]
        if place.level in (Place.CELL, Place.COMMUNITY, Place.TOWNSHIP):
            url = reverse("place-poster", args=[place.pk])
            found += [button("a4", _("Boards on A4"), "printer", url), button("a3", _("Boards on A3"), "printer", f"{url}?size=a3")]
        if self.request.user.has_perm("grid.view_responsibilitylist"):
            url = f"{reverse('responsibilitylist-list')}?place={place.pk}"
            found.append(button("responsibilities", _("Responsibility lists"), "list-check", url))
        return found

    def new_cell(self, place):
        if place.level != Place.COMMUNITY or place.status == Place.RETIRED or not self.request.user.has_perm("grid.add_place", place):
            return []
        return [button("new", _("New cell"), "plus", f"{reverse('place-new')}?parent={place.pk}", primary=True)]


def links_to(place):
    """The places it lies in, from the city down."""
    above = Place.objects.above(place).exclude(pk=place.pk)
    return format_html_join(" › ", '<a href="{}">{}</a>', ((one.get_absolute_url(), one) for one in above)) or _("nothing")


class CellNew(CreatePage):
    model = Place
    form_class = CellForm
    page_title = _("New cell")


def carried_by(place, verb):
    """(what, how many) of all that goes along with the verb, so that it is known before it is pressed."""
    if verb not in CARRIES:
        return []
    parts = Place.objects.standing().inside(place).exclude(pk=place.pk)
    return [
        (_("Places inside"), parts.exclude(level=Place.ESTABLISHMENT).count()),
        (_("Establishments"), parts.filter(level=Place.ESTABLISHMENT).count()),
        (_("People in post"), Appointment.objects.current(timezone.localdate()).inside(place).count()),
        (_("Open work"), place.assignments.model.objects.open().inside(place).count()),
    ]


class PlaceVerb(VerbPage):
    """A verb of a place; drawing and splitting have the map beside the form."""

    TEMPLATES = {"draw": "grid/place_draw.html", "split": "grid/place_split.html"} | dict.fromkeys(CARRIES, "grid/place_carries.html")

    def show(self, status=200, **context):
        self.template_name = self.TEMPLATES.get(self.verb, self.template_name)
        return super().show(status, **context)

    def context(self, **more):
        place = more["object"]
        return super().context(**more) | {"place_map": map_to_draw(place), "carried": carried_by(place, self.verb)}

    def press(self, form, row):
        url = super().press(form, row)
        if self.verb == "draw" and row.outline and row.level == Place.CELL:
            self.tell_strays(row)
        return url

    def tell_strays(self, cell):
        """A new outline moves no shop: it only says which shops it would move, and where that is confirmed."""
        counts = counts_at(cell, self.request.user)
        if counts["in"] or counts["out"]:
            words = _(
                "By this outline %(in)d shops registered elsewhere lie here, and %(out)d registered here lie elsewhere. None was moved."
            )
            messages.info(self.request, words % counts)


class StrayListPage(ListPage):
    """Shops whose position and whose cell do not agree, with the verb that lets them lie where the outline says."""

    model = Place
    filterset_class = StrayList
    page_title = _("Shops and outlines")
    empty_text = _("Every shop with a position lies in the outline of the cell it is registered in.")
    crumbs = [(_("Places of the grid"), "/places/")]

    def get(self, request):
        found, cell = strays(request.user), number_in(request.GET.get("cell", ""))
        self.astray = found.about(cell) if cell else found
        self.about = {"cell": cell} if cell else {}
        self.kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else next(iter(KINDS))
        names = dict(Place.objects.filter(pk__in={cell for cell in self.astray.cells.values() if cell}).values_list("pk", "name"))
        outlines = {shop: names.get(cell) for shop, cell in self.astray.cells.items()}
        self.table_class = type("StrayTableFilled", (StrayTable,), {"outlines": outlines, "Meta": StrayTable.Meta})
        self.verbs_in_bulk = () if self.kind == OUTSIDE else ("adopt",)
        return super().get(request)

    def rows(self):
        return super().rows().filter(pk__in=self.astray.of(self.kind)).select_related("establishment")

    def tabs(self):
        return [
            {
                "label": label,
                "url": f"?{urlencode({'kind': kind} | self.about)}",
                "count": len(self.astray.of(kind)),
                "active": kind == self.kind,
            }
            for kind, label in KINDS.items()
        ]

    def actions(self):
        return []

    def bulk_verbs(self):
        return [verb | {"url": f"{verb['url']}?next={reverse('place-astray')}"} for verb in super().bulk_verbs()]
