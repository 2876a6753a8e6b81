"""Responsibility lists: drawn up from the appointments, compared line by line, and the patrols counted beside them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from grid.gaps import answering, standing
from grid.models import LevelStandard, Place, Responsibility, ResponsibilityList
from workdays.calendar import end_of, start_of

LEVELS = list(Place.LEVELS)
BELOW = 2  # levels below the place that its list names: a township's goes down to the cells
WINDOW_DAYS = 30


@transaction.atomic
def draw_up(place, *, by, at=None):
    """A draft of the place's next list, with a line for everybody who answers there today."""
    at = at or timezone.now()
    if place.level == Place.ESTABLISHMENT:
        raise Refused(_("A shop has no responsibility list; its guarantor answers for it."))
    if ResponsibilityList.objects.filter(place=place, status=ResponsibilityList.DRAFT).exists():
        raise Refused(_("There is a draft for this place already."))
    made = ResponsibilityList.objects.create(place=place, drafted_by=by, drafted_at=at)
    Responsibility.objects.bulk_create(lines_of(made, timezone.localdate(at)))
    record("create", about=made, by=by, at=at)
    return made


def lines_of(made, on):
    """The unsaved lines of a list as the appointments of the day `on` say them; an area nobody answers for has a vacant one."""
    place = made.place
    levels = LEVELS[LEVELS.index(place.level) : LEVELS.index(place.level) + BELOW + 1]
    areas = list(standing(on).defer("outline").filter(path__startswith=place.path, level__in=levels).order_by("path"))
    posts = defaultdict(list)
    held = answering(on).filter(place__in=areas, stands_in_for=None).select_related("user", "organisation")
    for post in held.order_by("id").distinct():
        posts[post.place_id].append(post)
    standards = {standard.level: standard for standard in LevelStandard.objects.all()}
    shops = shops_below(place)
    found = [(area, post) for area in sorted(areas, key=lambda area: area.code) for post in posts[area.pk] or [None]]
    return [
        line(made, order, area, post, standards.get(area.level), count_in(area, shops)) for order, (area, post) in enumerate(found, start=1)
    ]


def line(made, order, area, post, standard, shops):
    held = {}
    if post:
        phone = post.phone or post.user.phone
        held = {"appointment": post, "person": post.user, "post": f"{post.organisation.short_name} {post.title}", "phone": phone}
    asked = {"duties": standard.duties, "patrol_days": standard.patrol_days} if standard else {}
    return Responsibility(list=made, order=order, area=area, shops=shops, **held, **asked)


def shops_below(place):
    """{path of a cell or community: shops that lie straight in it}, in business."""
    shops = Place._meta.get_field("establishment").related_model.objects.in_business().inside(place).order_by()
    return dict(shops.values("place__parent__path").annotate(count=Count("pk")).values_list("place__parent__path", "count"))


def count_in(area, shops):
    return sum(count for path, count in shops.items() if path.startswith(area.path))


# Version against version ----------------------------------------------------------------------------------------------

COMPARED = ["person_id", "post", "phone", "shops", "duties", "patrol_days"]


@dataclass(frozen=True)
class Difference:
    """How one line differs between two versions: added, removed or changed, with the names of the fields that changed."""

    kind: str
    old: Responsibility | None
    new: Responsibility | None
    fields: list = field(default_factory=list)

    KINDS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
    STATES = {"added": "done", "removed": "late", "changed": "soon"}

    @property
    def line(self):
        return self.new or self.old

    @property
    def label(self):
        return self.KINDS[self.kind]

    @property
    def state(self):
        return self.STATES[self.kind]

    @property
    def changes(self):
        """(field in words, before, after) of everything that changed."""
        return [(Responsibility._meta.get_field(name).verbose_name, said(self.old, name), said(self.new, name)) for name in self.fields]


def said(line, name):
    value = getattr(line, name.removesuffix("_id"))
    return _("none") if value in (None, "") else value


def differences(old, new):
    """The lines of two lists that are not the same, in the order of the area; the number of shops alone is no difference."""
    before, after = by_person(old), by_person(new)
    pairs = [(before.pop(key), after.pop(key)) for key in list(after) if key in before]
    for key in list(after):  # the same post at the same area, held by another
        match = next((one for one in before if one[0] == key[0] and before[one].post in (after[key].post, "")), None)
        match = match or next((one for one in before if one[0] == key[0] and not after[key].post), None)
        if match:
            pairs.append((before.pop(match), after.pop(key)))
    found = [Difference("changed", one, other, fields) for one, other in pairs if (fields := changed(one, other))]
    found += [Difference("removed", one, None) for one in before.values()] + [Difference("added", None, one) for one in after.values()]
    return sorted(found, key=lambda one: (one.line.area.code, one.kind))


def by_person(lines):
    return {(line.area_id, line.person_id): line for line in lines}


def changed(old, new):
    return [name for name in COMPARED if name != "shops" and getattr(old, name) != getattr(new, name)]


# Patrols --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Patrols:
    """What a person walked of an area within thirty days: days done and due, the last, the next, and what was found."""

    done: int
    due: int
    last_on: date | None
    next_on: date | None
    found: int
    late: bool


def count_patrols(lines, place, on):
    """{id of a line: Patrols} as of the day `on`: a patrol is a day on which the person logged an inspection in the area."""
    people = {line.person_id for line in lines if line.person_id}
    walked = defaultdict(list)
    for row in visits(place, on).filter(Q(officer__in=people) | Q(second_officer__in=people)).values(*VISIT, "found"):
        for person in {row["officer"], row["second_officer"]} & people:
            walked[person].append(row)
    return {line.pk: patrols_of(line, walked[line.person_id], on) for line in lines}


VISIT = ("officer", "second_officer", "place__path", "day")


def visits(place, on):
    """The inspections inside `place` in the window that ends with the day `on`, by officers, shop and day."""
    shops = Place._meta.get_field("establishment").related_model
    rows = shops._meta.get_field("inspections").related_model._base_manager
    window = {"finished_at__gte": start_of(on - timedelta(days=WINDOW_DAYS - 1)), "finished_at__lt": end_of(on)}
    rows = rows.filter(place__path__startswith=place.path, **window).order_by().annotate(day=TruncDate("finished_at"))
    return rows.values(*VISIT).annotate(found=Count("findings"))


def patrols_of(line, rows, on):
    mine = [row for row in rows if row["place__path"].startswith(line.area.path)]
    days = {row["day"] for row in mine}
    last_on = max(days, default=None)
    due = max(1, WINDOW_DAYS // line.patrol_days) if line.patrol_days else 0
    next_on = (last_on + timedelta(days=line.patrol_days) if last_on else on) if line.patrol_days else None
    late = bool(line.patrol_days and (len(days) < due or next_on < on))
    return Patrols(len(days), due, last_on, next_on, sum(row["found"] for row in mine), late and bool(line.person_id))
