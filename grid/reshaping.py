"""The verbs that give the grid another shape: rename, split, merge, move, retire, draw, adopt.

Each locks every area it touches in the order of their ids, looks again, and then changes the place and all that hangs on it in one
transaction: shops, posts, and through `grid.follow` the work of the apps above. What was true before is kept as a FormerPlace.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle, record
from audit.moves import move
from base.errors import Refused
from grid import follow, succession
from grid.outlines import joined, why_not_there, without

STANDING, RETIRED = "standing", "retired"
MOVES = {
    "rename": move(STANDING, to=None, label=_("Rename"), icon="pencil"),
    "draw": move(STANDING, to=None, label=_("Draw the outline"), icon="polygon"),
    "split": move(STANDING, to=None, label=_("Split"), icon="arrows-split"),
    "merge": move(STANDING, to=RETIRED, label=_("Merge into another cell"), icon="arrows-join"),
    "move": move(STANDING, to=None, label=_("Move elsewhere"), icon="arrows-move"),
    "adopt": move(STANDING, to=None, label=_("Take over the cell of the outline"), icon="map-pin-check"),
    "retire": move(STANDING, to=RETIRED, label=_("Retire"), icon="archive", danger=True),
}
# Which level a place of each level lies in, once it is more than a row of the statistics.
PARENT_LEVELS = {"township": "district", "community": "township", "cell": "community"}
VERBS_OF_LEVEL = {
    "city": (),
    "district": ("draw",),
    "township": ("rename", "draw", "move", "retire"),
    "community": ("rename", "draw", "move", "retire"),
    "cell": ("rename", "draw", "split", "merge", "move", "retire"),
    "establishment": ("adopt",),
}


@dataclass(frozen=True)
class Part:
    """A cell that a split makes: its name, the ids of the shops that go there, and its outline if it was drawn."""

    name: str
    shops: tuple = ()
    outline: dict | None = None


class Reshapes(Lifecycle):
    """What can be done to a place; every verb is refused with its reason while something still hangs on the old shape."""

    MOVES = MOVES

    class Meta:
        abstract = True

    def may_yet(self, verb):
        return verb in VERBS_OF_LEVEL[self.level] and super().may_yet(verb)

    def why_not(self, verb):
        if verb not in VERBS_OF_LEVEL[self.level]:
            return _("“%(verb)s” is not for a place of the level “%(level)s”.") % {
                "verb": self.MOVES[verb].label,
                "level": self.get_level_display(),
            }
        return super().why_not(verb)

    @transaction.atomic
    def rename(self, *, by, name, at=None, note=""):
        """Call the place otherwise; under its old name it is still found."""
        at, today = moment_and_day(at)
        self.hold()
        self.refuse_taken_name(name, self.parent)
        succession.remember_all(self.itself(), today)
        self.go("rename", by=by, at=at, note=note, name=name)

    @transaction.atomic
    def draw(self, *, by, outline, at=None, note=""):
        """Give the place another outline, or none. Where its shops belong is not touched by that: see `adopt`."""
        self.hold()
        if outline and (reason := why_not_there(self, outline)):
            raise Refused(reason)
        self.go("draw", by=by, at=at, note=note, outline=outline)

    @transaction.atomic
    def split(self, *, by, parts, officers=False, at=None, note=""):
        """Make a new cell of each Part beside this one, which keeps its code, its name and whatever no part takes.

        With `officers` whoever is in post here is so in the new cells too. Returns the new cells.
        """
        at, today = moment_and_day(at)
        self.hold()
        self.refuse_strangers([pk for part in parts for pk in part.shops])
        self.go("split", by=by, at=at, note=note, **self.rest_of_outline(parts))
        made = [self.part_off(part, by=by, at=at, today=today) for part in parts]
        if officers:
            succession.appoint_also(self, made, by=by, at=at, today=today)
        return made

    def part_off(self, part, *, by, at, today):
        self.refuse_taken_name(part.name, self.parent, spare=None)
        made = type(self).objects.open(self.parent, self.CELL, part.name, on=today, outline=part.outline)
        if part.outline and (reason := why_not_there(made, part.outline)):
            raise Refused(f"{part.name}: {reason}")
        record("create", about=made, by=by, at=at, note=_("split from %(place)s") % {"place": self})
        succession.move_shops(self.children.filter(pk__in=part.shops), made, by=by, at=at, today=today)
        return made

    @transaction.atomic
    def merge(self, *, by, into, at=None, note=""):
        """Give way to the cell `into` of the same community: shops, posts and open work go there, and this cell is retired."""
        at, today = moment_and_day(at)
        into = self.hold(into)
        if reason := self.why_not_into(into):
            raise Refused(reason)
        self.go("merge", by=by, at=at, note=note or _("into %(place)s") % {"place": into.pick_words()}, retired_on=today)
        if self.outline and into.outline:
            into.outline = joined(self.outline, into.outline)
            into.save(update_fields=["outline"])
        record("merge", about=into, by=by, at=at, note=_("%(place)s was merged into this one") % {"place": self.pick_words()})
        succession.move_shops(self.children.standing(), into, by=by, at=at, today=today)
        succession.move_organisations(self, into, by=by, at=at)
        succession.continue_posts(self, into, by=by, at=at, today=today)
        follow.carry_place(self, into, by=by, at=at)

    @transaction.atomic
    def move(self, *, by, parent, code="", at=None, note=""):
        """Lie in another place of the same level as before, with all that lies inside; a cell gets the next code there.

        Townships and communities keep their code until the statistics office gives another: `code`.
        """
        at, today = moment_and_day(at)
        parent = self.hold(parent)
        if reason := self.why_not_under(parent, code):
            raise Refused(reason)
        self.refuse_taken_name(self.name, parent)
        code = parent.next_code(self.level) if self.level == self.CELL else code or self.code
        inside, old_path, old_code = type(self).objects.inside(self), self.path, self.code
        succession.remember_all(inside, today)
        self.go("move", by=by, at=at, note=note, parent=parent, code=code, path=f"{parent.path}{self.pk}/")
        succession.rebase(inside.exclude(pk=self.pk), (old_path, self.path), (old_code, code))

    @transaction.atomic
    def retire(self, *, by, at=None, note=""):
        """Be no more from today on; those still in post here are relieved."""
        at, today = moment_and_day(at)
        self.hold()
        self.go("retire", by=by, at=at, note=note, retired_on=today)
        succession.end_posts(self, by=by, at=at, today=today)

    @transaction.atomic
    def adopt(self, *, by, at=None, note=""):
        """Lie in the cell whose outline holds the shop's position."""
        at, today = moment_and_day(at)
        cell = self.hold(self.cell_of_outline())
        if reason := self.why_not("adopt"):
            raise Refused(reason)
        succession.move_shops(self.itself(), cell, by=by, at=at, today=today, note=note, verb="adopt")
        self.refresh_from_db()

    # What stands in the way -------------------------------------------------------------------------------------------

    def why_not_into(self, into):
        """Why this cell cannot be merged into the cell `into`; empty when it can."""
        if into.pk == self.pk:
            return _("A cell cannot be merged into itself.")
        if into.level != self.CELL or into.status == RETIRED:
            return _("“%(place)s” is no cell in use.") % {"place": into}
        if into.parent_id != self.parent_id:
            return _("“%(place)s” belongs to another community. Move one of the two first.") % {"place": into}
        return ""

    def why_not_under(self, parent, code=""):
        """Why this place cannot lie in `parent`; empty when it can."""
        if parent.level != PARENT_LEVELS[self.level] or parent.status == RETIRED:
            return _("A place of the level “%(level)s” cannot lie in “%(place)s”.") % {"level": self.get_level_display(), "place": parent}
        if parent.pk == self.parent_id:
            return _("It lies in “%(place)s” already.") % {"place": parent}
        if code and type(self).objects.filter(code=code).exclude(pk=self.pk).exists():
            return _("The code %(code)s belongs to another place.") % {"code": code}
        if self.outline and (reason := why_not_there(self, self.outline, parent=parent)):
            return _("With its outline it does not belong there: %(reason)s") % {"reason": reason}
        return ""

    def why_not_retire(self):
        inside = self.children.standing()
        if count := inside.filter(level="establishment").count():
            return _("It still holds %(count)d shops. Merge it into another cell, or let the shops lie elsewhere first.") % {"count": count}
        if count := inside.count():
            return _("It still holds %(count)d places in use. Move or retire them first.") % {"count": count}
        if count := self.assignments.open().count():
            return _("%(count)d pieces of work are still open here.") % {"count": count}
        return ""

    def why_not_adopt(self):
        cell = self.cell_of_outline()
        if cell is None:
            return _("Its position lies in the outline of no cell.")
        return _("It lies in the cell of the outline already.") if cell.pk == self.parent_id else ""

    def refuse_taken_name(self, name, parent, *, spare="self"):
        """Two places in use in one place never have one name; this place's own counts only where a `spare` of None says so."""
        siblings = type(self).objects.filter(parent=parent)  # the city has none
        taken = siblings.standing().exclude(level="establishment").filter(name=name)
        if taken.exclude(pk=self.pk if spare else None).exists():
            raise Refused(_("Another place in “%(place)s” is called “%(name)s” already.") % {"place": parent, "name": name})

    def refuse_strangers(self, shops):
        """Shops that somebody else has moved away since the page was opened, or that were chosen twice."""
        if len(set(shops)) != len(shops):
            raise Refused(_("A shop was put into two of the new cells."))
        here = set(self.children.standing().filter(pk__in=shops, level="establishment").values_list("pk", flat=True))
        if missing := set(shops) - here:
            names = "、".join(type(self).objects.filter(pk__in=missing).values_list("name", flat=True)[:3])
            raise Refused(_("Not in this cell any more: %(names)s. Look again and choose anew.") % {"names": names or len(missing)})

    # Help -------------------------------------------------------------------------------------------------------------

    def itself(self):
        return type(self).objects.filter(pk=self.pk)

    def rest_of_outline(self, parts):
        drawn = [part.outline for part in parts if part.outline]
        return {"outline": without(self.outline, drawn)} if self.outline and drawn else {}

    def hold(self, other=None):
        """Lock this place with the areas inside it, what it lies in, and `other`, always in the same order, and look again.

        Returns `other` as it now stands. Who comes second waits, and is refused if the place lies elsewhere by then.
        """
        places, path = type(self).objects, self.path
        named = {pk for pk in (self.pk, self.parent_id, other and other.pk, other and other.parent_id) if pk}
        touched = Q(pk__in=named) | Q(path__startswith=path) & ~Q(level="establishment")
        locked = {place.pk: place for place in places.filter(touched).order_by("pk").select_for_update()}
        self.refresh_from_db()
        if self.path != path:
            raise Refused(_("Somebody else has just moved this place. Look again."))
        return other and locked[other.pk]


def moment_and_day(at):
    """The moment of a verb and its day in Yinchuan."""
    at = at or timezone.now()
    return at, timezone.localdate(at)
