"""How shops, posts and organisations go over from one place to another, many rows at once, each with its line in the history."""

from datetime import date

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, entry_for, record
from base.bulk import update
from grid import follow


def remember_all(places, on):
    """Keep how the `places` are called and where they lie, before a change on the day `on`."""
    places.model.former.rel.related_model.objects.remember(places, on)


def move_shops(shops, into, *, by, at, today, note="", verb="move"):
    """Let the `shops` lie in the cell `into`, with the next codes there."""
    shops = shops.filter(level=into.ESTABLISHMENT)
    rows = list(shops.select_related("parent").order_by("code"))
    if not rows:
        return
    remember_all(shops, today)
    codes = into.next_codes(into.ESTABLISHMENT, len(rows))
    entries = [moved(row, into, code, by=by, at=at, note=note, verb=verb) for row, code in zip(rows, codes, strict=True)]
    columns = {"parent_id": [into.pk] * len(rows), "code": codes, "path": [f"{into.path}{row.pk}/" for row in rows]}
    update(type(into), [row.pk for row in rows], columns)
    Entry.objects.bulk_create(entries)


def moved(row, into, code, *, by, at, note, verb):
    words = f"{row.parent} → {into}"
    changes = {"parent": [row.parent_id, into.pk], "code": [row.code, code]}
    return entry_for(verb, about=row, by=by, at=at, note=f"{words}。{note}" if note else words, changes=changes)


def rebase(places, path, code):
    """Give what lies inside a moved place the beginning of its new path and code; `path` and `code` are pairs of old and new."""
    (old_path, new_path), (old_code, new_code) = path, code
    follows_code = When(code__startswith=old_code, then=Concat(Value(new_code), Substr("code", len(old_code) + 1)))
    places.update(path=Concat(Value(new_path), Substr("path", len(old_path) + 1)), code=Case(follows_code, default=F("code")))


def move_organisations(old, new, *, by, at):
    for organisation in old.organisations.all():
        organisation.place = new
        organisation.save(update_fields=["place"])
        record("change", about=organisation, by=by, at=at, changes={"place": [old.pk, new.pk]})


def posts_alive(place, today):
    """The posts at `place` that are held today or will be; those who stand in come after the posts they stand in for."""
    posts = place.appointments.select_related("user", "role", "organisation").select_for_update(of=("self",))
    posts = posts.filter(status="held").order_by(F("stands_in_for").asc(nulls_first=True), "pk")
    return [post for post in posts if post.until is None or post.until > max(today, post.since)]


def continue_posts(old, new, *, by, at, today):
    """End every living post at `old` today and begin it at `new`, with the open work of the post; a post held there already goes on."""
    posts = posts_alive(old, today)
    begun = also_at(posts, new, today, by=by, at=at, note=_("continues from %(place)s") % {"place": old})
    for post in posts:
        end(post, by=by, at=at, today=today, note=_("continues at %(place)s") % {"place": new})
        if post.pk in begun:
            follow.carry_post(post, begun[post.pk], by=by, at=at)


def appoint_also(old, cells, *, by, at, today):
    """Put whoever is in post at `old` into the same post at each of the `cells`."""
    posts = posts_alive(old, today)
    for cell in cells:
        also_at(posts, cell, today, by=by, at=at, note=_("split from %(place)s") % {"place": old})


def end_posts(place, *, by, at, today):
    for post in posts_alive(place, today):
        end(post, by=by, at=at, today=today, note=_("%(place)s was retired") % {"place": place})


def also_at(posts, place, today, *, by, at, note):
    """The same posts of the same people at `place`, from today on: ``{old id: the post held there already, or a new one}``."""
    found = {}
    for post in posts:
        if post.stands_in_for_id and post.stands_in_for_id not in found:
            continue  # whom it stands in for is in post here no more
        same = {"user": post.user, "role": post.role, "organisation": post.organisation, "place": place, "status": "held"}
        same["stands_in_for"] = found.get(post.stands_in_for_id)
        since = max(today, post.since)
        found[post.pk] = held_through(same, since, post.until) or begin(same, post, since, by=by, at=at, note=note)
    return found


def held_through(same, since, until):
    """The post that is held like this for the whole term."""
    held = same["place"].appointments.filter(**same, since__lte=since).select_for_update()
    return next((post for post in held if (post.until or date.max) >= (until or date.max)), None)


def begin(same, post, since, *, by, at, note):
    made = type(post).objects.create(**same, title=post.title, phone=post.phone, since=since, until=post.until)
    record("create", about=made, by=by, at=at, note=note)
    return made


def end(post, *, by, at, today, note):
    """Relieve without news: nobody has lost anything."""
    post.go("relieve", by=by, at=at, note=note, until=max(post.since, today))
