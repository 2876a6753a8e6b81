"""Many businesses written at once, as an import does: every statement takes thousands of rows."""

import json
from collections import Counter

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Entry, post_words
from base.bulk import insert, new_ids, update
from base.importing import ADDED, CHANGED, batches
from base.pinyin import pinyin_of
from base.sheets import BadSheet
from base.words import mask_phone
from establishments.facts import SMALL, body_of
from establishments.models import Establishment, GradeChange, LevelRule, SafetyOfficer
from grid.models import Place

SHOP_FIELDS = (
    *("format_id", "body", "size", "diners", "licence_kind", "licence_no", "licence_scope", "licence_issued_on", "licence_expires_on"),
    *("address", "latitude", "longitude", "principal", "phone", "risk_grade", "catering_rating"),
)
GRADES = ("risk_grade", "catering_rating")  # the guarantee level is the rule's to give
MASKED = ("phone", "director_phone", "officer_phone")


def write_shops(lines, *, by, at, report=lambda done: None):
    """Add or change the businesses of `lines` (base.importing.Line, looked at), with places, history, grades and safety officers.

    To be called inside a transaction, alone among the imports.
    """
    done = 0
    serials = Serials({line.values["inside"] for line in lines if line.outcome == ADDED})
    written = []
    for batch in batches(lines):
        added = [line for line in batch if line.outcome == ADDED]
        changed = [line for line in batch if line.outcome == CHANGED]
        written += add(added, serials, by=by, at=at)
        written += change(changed, by=by, at=at)
        write_officers(batch, at=at)
        done += len(batch)
        report(done)
    rule = LevelRule.objects.in_force(timezone.localdate(at))
    for batch in batches(written if rule else []):
        rule.regrade(Establishment.objects.filter(pk__in=batch), at=at, by=by)


class Serials:
    """The next free serial of each cell or community; the places are locked, so that nobody else takes it meanwhile."""

    def __init__(self, places):
        ids = sorted(place.pk for place in places)
        list(Place.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        self.last = Counter(dict(self.highest(place.code for place in places)))

    @staticmethod
    def highest(codes):
        """{code of the place: the last serial ever taken in it}; one pass over all shops, since a file names many places."""
        with connection.cursor() as cursor:
            cursor.execute(
                r"""SELECT left(code, -5), max(right(code, 4)::int)
                    FROM (SELECT code FROM grid_place WHERE level = 'establishment' UNION ALL SELECT code FROM grid_formerplace) used
                    WHERE code ~ 'S\d{4}$' AND left(code, -5) = ANY(%s) GROUP BY 1""",
                [list(codes)],
            )
            return cursor.fetchall()

    def take(self, place):
        self.last[place.code] += 1
        if self.last[place.code] > 9999:
            raise BadSheet(_("In %(place)s no code is left for another shop.") % {"place": place})
        return f"{place.code}S{self.last[place.code]:04d}"


def add(lines, serials, *, by, at):
    """Write new businesses with their places; returns the ids of the businesses."""
    if not lines:
        return []
    places, shops = new_ids(Place, len(lines)), new_ids(Establishment, len(lines))
    inside = [line.values["inside"] for line in lines]
    names = [line.values["name"] for line in lines]
    insert(
        Place,
        {"id": places, "name": names, "pinyin": [pinyin_of(name) for name in names], "level": Place.ESTABLISHMENT}
        | {"opened_on": timezone.localdate(at)}
        | {"parent_id": [place.pk for place in inside], "code": [serials.take(place) for place in inside]}
        | {"path": [f"{place.path}{pk}/" for place, pk in zip(inside, places, strict=True)]},
    )
    columns = {name: [line.values.get(name, DEFAULTS.get(name, "")) for line in lines] for name in SHOP_FIELDS}
    codes = [line.values["credit_code"] for line in lines]
    columns["body"] = [body or body_of(code) for body, code in zip(columns["body"], codes, strict=True)]
    insert(Establishment, columns | {"id": shops, "place_id": places, "credit_code": codes})
    for line, pk in zip(lines, shops, strict=True):
        line.row = pk
    write_history([(pk, {}) for pk in shops], "create", by=by, at=at)
    given = [(pk, name, "", line.values.get(name)) for line, pk in zip(lines, shops, strict=True) for name in GRADES]
    write_grades([grade for grade in given if grade[3]], by=by, at=at)
    return shops


DEFAULTS = {"size": SMALL} | dict.fromkeys(["diners", "licence_issued_on", "licence_expires_on", "latitude", "longitude"])


def change(lines, *, by, at):
    """Write what the lines say otherwise about businesses that stand; returns their ids."""
    if not lines:
        return []
    shops = [line.row for line in lines]
    grades = [
        (shop.pk, name, getattr(shop, name), line.values[name])
        for line, shop in zip(lines, shops, strict=True)
        for name in GRADES
        if name in line.changes
    ]
    for line, shop in zip(lines, shops, strict=True):
        settle_place(line, shop)
        for name in SHOP_FIELDS:
            setattr(shop, name, line.values.get(name, getattr(shop, name)))
        line.row = shop.pk
    ids = [shop.pk for shop in shops]
    update(Establishment, ids, {name: [getattr(shop, name) for shop in shops] for name in SHOP_FIELDS})
    write_history([(pk, recorded(line)) for pk, line in zip(ids, lines, strict=True)], "change", by=by, at=at)
    write_grades(grades, by=by, at=at)
    return ids


def settle_place(line, shop):
    """Another name for its place, or another cell for it to lie in: few lines say so."""
    fields = []
    if "name" in line.changes:
        shop.place.be_called(line.values["name"])
        fields.append("name")
    if "inside" in line.changes:
        shop.place.lie_in(line.values["inside"])
        fields += ["parent", "code", "path"]
    if fields:
        shop.place.save(update_fields=fields)


def recorded(line):
    """What the history says changed; numbers masked, since it is read by more people than may see them."""
    return {
        name.removesuffix("_id"): [mask_phone(words) for words in pair] if name in MASKED else pair for name, pair in line.changes.items()
    }


def write_history(pairs, verb, *, by, at):
    said = {"verb": verb, "at": at, "actor_id": by.pk, "post": post_words(by, by), "subject_type": Establishment._meta.label_lower}
    about = {"subject_id": [str(pk) for pk, _changes in pairs], "changes": [json.dumps(changes) for _pk, changes in pairs]}
    insert(Entry, said | about)


def write_grades(changes, *, by, at):
    shops, fields, old, new = ([line[column] for line in changes] for column in range(4))
    said = {"since": timezone.localdate(at), "at": at, "by_id": by.pk}
    insert(GradeChange, {"establishment_id": shops, "field": fields, "old": old, "new": new} | said)


def write_officers(lines, *, at):
    """The safety director and the safety officer that a line names; a director under another name has left the duty."""
    named = [
        (line.row, rank, line.values[rank], line.values.get(f"{rank}_phone", ""))
        for line in lines
        for rank in SafetyOfficer.RANKS
        if line.values.get(rank)
    ]
    in_duty = SafetyOfficer.objects.in_duty().filter(establishment__in=[shop for shop, *_rest in named])
    standing = {(row.establishment_id, row.rank, row.name): row for row in in_duty}
    fresh = [officer for officer in named if officer[:3] not in standing]
    for *key, phone in named:
        row = standing.get(tuple(key))
        if row and phone and row.phone != phone:
            SafetyOfficer.objects.filter(pk=row.pk).update(phone=phone)
    replaced = [shop for shop, rank, *_rest in fresh if rank == SafetyOfficer.DIRECTOR]
    left = {"status": SafetyOfficer.LEFT, "until": timezone.localdate(at)}
    SafetyOfficer.objects.in_duty().filter(establishment__in=replaced, rank=SafetyOfficer.DIRECTOR).update(**left)
    shops, ranks, names, phones = ([officer[column] for officer in fresh] for column in range(4))
    insert(SafetyOfficer, {"establishment_id": shops, "rank": ranks, "name": names, "phone": phones, "since": timezone.localdate(at)})
