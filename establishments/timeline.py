"""Everything that happened to a shop, newest first: one query over what every app has to tell, a page at a time.

The register cannot import what stands above it, so it is turned round: each app says in its own ``timeline.py`` what it has to tell, and
``EstablishmentsConfig.ready`` finds those modules. Only the moments are united; the rows of a page are then read kind by kind.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from establishments.models import Establishment, GradeChange
from grid.models import Place

SOURCES: dict[str, "Source"] = {}


@dataclass(frozen=True)
class Happening:
    """One line: the moment, who, what, and where to read more."""

    at: Any
    what: Any
    who: Any = ""
    more: Any = ""
    url: str = ""
    changes: tuple = ()


@dataclass(frozen=True)
class Source:
    """What one app tells of shops: `rows(shops, user)` gives a queryset within the reach of `user`, `at` names its moment."""

    kind: str
    label: Any
    icon: str
    at: str
    rows: Any
    line: Any

    def moments(self, shops, user):
        rows = self.rows(shops, user).order_by().filter(**{f"{self.at}__isnull": False})
        named = {"told_at": F(self.at), "told_key": Cast("pk", CharField()), "told_by": Value(self.kind, output_field=CharField())}
        return rows.annotate(**named).values_list(*named)


def tells(kind, *, label, icon, at, rows):
    """Register ``line(row)``, which makes a `Happening` of one row of `rows(shops, user)`; `shops` are a shop and those merged into it."""

    def register(line):
        SOURCES[kind] = Source(kind, label, icon, at, rows, line)
        return line

    return register


class Timeline:
    """What happened to `shop`, as far as `user` may see it, as something a paginator can count and cut."""

    def __init__(self, shop, user, kind=""):
        self.user, self.shops = user, [shop, *shop.merged.select_related("place")]
        sources = [SOURCES[kind]] if kind in SOURCES else list(SOURCES.values())
        first, *others = [source.moments(self.shops, user) for source in sources]
        self.moments = (first.union(*others, all=True) if others else first).order_by("-told_at", "-told_key")

    def count(self):
        return self.moments.count()

    def __len__(self):
        return self.count()

    def __getitem__(self, piece):
        keys = [(kind, pk) for _at, pk, kind in self.moments[piece]]
        found = {}
        for kind in {kind for kind, _pk in keys}:
            source = SOURCES[kind]
            rows = source.rows(self.shops, self.user).filter(pk__in=[pk for other, pk in keys if other == kind])
            found |= {(kind, str(row.pk)): (source, source.line(row)) for row in rows}
        return [found[key] for key in keys if key in found]


def counts(shop, user):
    """{kind: how many} of every source, for the tabs."""
    shops = [shop, *shop.merged.all()]
    return {kind: source.rows(shops, user).filter(**{f"{source.at}__isnull": False}).count() for kind, source in SOURCES.items()}


# --- what the register itself tells -----------------------------------------------------------------------------------

TOLD_ELSEWHERE = ("regrade",)  # a change of grade says more than the entry of the rule


def entries_of(shops, user):
    ids = [str(shop.pk) for shop in shops]
    officers = [str(pk) for shop in shops for pk in shop.safety_officers.values_list("pk", flat=True)]
    own = Q(subject_type=Establishment._meta.label_lower, subject_id__in=ids)
    theirs = Q(subject_type="establishments.safetyofficer", subject_id__in=officers)
    places = Q(subject_type=Place._meta.label_lower, subject_id__in=[str(shop.place_id) for shop in shops])
    return Entry.objects.filter(own | theirs | places).exclude(verb__in=TOLD_ELSEWHERE).select_related("actor")


@tells("entry", label=_("Register"), icon="notebook", at="at", rows=entries_of)
def entry_line(entry):
    return Happening(entry.at, entry.verb_label, entry.actor_words, entry.note, changes=(entry,))


def grades_of(shops, user):
    return GradeChange.objects.filter(establishment__in=shops).select_related("by", "rule")


@tells("grade", label=_("changes of grades"), icon="stairs", at="at", rows=grades_of)
def grade_line(change):
    reason = change.rule or change.reason
    return Happening(change.at, change, change.by or _("System"), reason, change.rule.get_absolute_url() if change.rule else "")
