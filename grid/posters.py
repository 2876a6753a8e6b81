"""Boards for cells (网格公示牌): who answers, with photo and the post's phone, and a code that leads to the portal."""

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.portraits import portraits_of
from base.printing import qr_svg, render
from base.words import day, mask_phone
from grid.gaps import answering
from grid.models import LevelStandard, Organisation, Place

SIZES = ("a4", "a3")
MOST_POSTERS = 500
HOT_LINES = ("12315", "12345")
SHOWN_ABOVE = (Place.COMMUNITY, Place.TOWNSHIP)


def cells_of(place):
    """The cells in use inside `place`, itself included."""
    return (
        Place.objects.filter(path__startswith=place.path, level=Place.CELL, retired_on=None)
        .select_related("parent__parent__parent")
        .order_by("code")
    )


def posters(cells, size="a4"):
    """One page for each of the `cells`, as PDF bytes."""
    today = timezone.localdate()
    posts = posts_by_place(cells, today)
    people = {post.user_id for held in posts.values() for post in held}
    photos = portraits_of(people)
    stations, shops = stations_of(cells), shops_of(cells)
    standard = LevelStandard.objects.filter(level=Place.CELL).first()
    with override("zh-hans"):
        pages = [page(cell, posts, photos, stations, shops) for cell in cells]
        data = {
            "size": size,
            "pages": pages,
            "duties": [line for line in standard.duties.replace("。", "；").split("；") if line] if standard else [],
            "hot_lines": " / ".join(HOT_LINES),
            "made_on": day(today),
        }
    pictures = {f"photo-{pk}.jpg": content for pk, content in photos.items()}
    pictures |= {f"code-{cell.pk}.svg": qr_svg(public_address(cell)) for cell in cells}
    return render("poster", data, pictures=pictures)


def posts_by_place(cells, today):
    """{place id: posts} of the cells and of what they lie in; who stands in is on no board."""
    places = {pk for cell in cells for pk in cell.path_ids()}
    held = {}
    posts = answering(today).filter(place__in=places, stands_in_for=None, user__is_active=True).select_related("user", "organisation")
    for post in posts.order_by("id"):
        held.setdefault(post.place_id, []).append(post)
    return held


def stations_of(cells):
    """{id of a township: the market supervision station there}"""
    townships = {cell.parent.parent_id for cell in cells}
    return {row.place_id: row.name for row in Organisation.objects.filter(kind="station", place__in=townships).order_by("-id")}


def shops_of(cells):
    shops = Place._meta.get_field("establishment").related_model.objects.in_business().filter(place__parent__in=cells)
    return dict(shops.order_by().values_list("place__parent").annotate(Count("pk")))


def page(cell, posts, photos, stations, shops):
    community, township = cell.parent, cell.parent.parent
    people = [person(cell, post, photos) for post in posts.get(cell.pk, [])]
    above = [person(place, posts[place.pk][0], photos) for place in (community, township) if posts.get(place.pk)]
    return {
        "name": cell.name,
        "code": cell.code,
        "area": f"{township.parent.name} {township.name} {community.name}",
        "shops": shops.get(cell.pk, 0),
        "station": stations.get(township.pk, ""),
        "people": (people + above)[:4],
        "qr": f"code-{cell.pk}.svg",
    }


def person(place, post, photos):
    return {
        "level": gettext(LEVEL_WORDS[place.level]),
        "name": post.user.name,
        "initial": post.user.name[:1],
        "title": post.title,
        "office": post.organisation.short_name,
        "phone": post.phone or mask_phone(post.user.phone),
        "photo": f"photo-{post.user_id}.jpg" if post.user_id in photos else "",
    }


LEVEL_WORDS = {Place.CELL: "网格员", Place.COMMUNITY: "社区（村）负责人", Place.TOWNSHIP: "乡镇（街道）负责人"}


def public_address(cell):
    return f"{settings.SITE_URL}{reverse('public-cell', args=[cell.code])}"
