"""The frame around every page: navigation, area, unread messages, today.

Everything here is lazy, so that a page without the frame (a part for htmx, the sign-in) pays for nothing; a whole page pays
four queries: the posts, the counts, the area's neighbours and the calendar.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext

from dashboards.areas import BY_AREA, KEY, choices, current_area
from dashboards.navigation import NAVIGATION
from guarantees.home import figures
from guarantees.models import Guarantee
from notifications.models import Message
from tasks.models import Assignment, Notice
from tasks.now import calendar_of


def portal(request):
    """What the frame's templates say; asks the database only when it is shown."""
    words = {"demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return words
    calendar = SimpleLazyObject(lambda: calendar_of(request))
    counts = SimpleLazyObject(lambda: tallies_of(request))
    area = SimpleLazyObject(lambda: area_of(request))
    nav = SimpleLazyObject(lambda: navigation(request, counts))
    return words | {
        "nav": nav,
        "quick": SimpleLazyObject(lambda: sorted(nav, key=lambda entry: entry["thumb"])[:4]),
        "area": area,
        "areas": SimpleLazyObject(lambda: choices(user, area_of(request))),
        "guarantor": SimpleLazyObject(lambda: figures(user, timezone.localdate())),
        "unread_count": SimpleLazyObject(lambda: counts["unread"]),
        "today_words": SimpleLazyObject(lambda: day_words(timezone.localdate())),
        "workday_words": SimpleLazyObject(lambda: str(calendar.says(timezone.localdate()))),
    }


def area_of(request):
    """The area in view, read once per request."""
    if not hasattr(request, "area"):
        request.area = current_area(request)
    return request.area


def tallies_of(request):
    """What waits for this person, counted once per request."""
    if not hasattr(request, "tallies"):
        request.tallies = tallies(request.user)
    return request.tallies


def day_words(day):
    """2026年11月23日 星期一"""
    return f"{dateformat.format(day, pgettext('date in full', 'j M Y'))} {dateformat.format(day, 'l')}"


def tallies(user):
    """What waits for `user`, in one query: unread messages, work, letters to sign and to acknowledge, and these three together.

    `late_visits` are the own shops whose visit is overdue; they have a page of their own and are not among what waits.
    """
    to_do, to_review = work_for(user)
    to_sign, to_acknowledge = letters_for(user)
    counts = {
        "unread": Message.objects.reachable(user).unread(),
        "to_do": to_do,
        "to_review": to_review,
        "desk": to_sign,
        "letters": to_acknowledge,
        "parked": Assignment.objects.reachable(user, "retry").exclude(parked=""),
        "late_visits": Guarantee.objects.reachable(user, "view").of(user).overdue(timezone.localdate()),
    }
    counts = get_user_model().objects.filter(pk=user.pk).values(**{name: counted(rows) for name, rows in counts.items()}).get()
    counts["work"] = counts.pop("to_do") + counts.pop("to_review")
    return counts | {"waiting": counts["work"] + counts["desk"] + counts["letters"]}


def counted(rows):
    """The number of `rows` as a subquery."""
    numbers = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def work_for(user):
    """The assignments that `user` should act on next: to acknowledge or finish, and to review. Each kind is counted from its own index."""
    seen = Assignment.objects.reachable(user, "view")
    return seen.to_do_by(user), seen.to_review_by(user)


def letters_for(user):
    """The drafts that wait for the signature of `user`, and the letters that `user` should acknowledge."""
    seen = Notice.objects.reachable(user, "view")
    return seen.to_sign(user), seen.to_acknowledge(user)


def navigation(request, counts):
    """The sections this person can reach, as the templates want them."""
    shown = [shown_section(section, request, counts) for section in NAVIGATION]
    return [entry for entry in shown if entry]


def shown_section(section, request, counts):
    pages = [(page, url_of(page, request)) for page in section.pages if page.is_open_to(request.user)]
    if not pages:
        return None
    here = current_page([page for page, _url in pages], request)
    children = [{"label": page.label, "url": url, "current": page is here, "count": tally(page, counts)} for page, url in pages]
    total = sum(child["count"] for child in children)
    many = len(children) > 1
    return {
        "label": section.label,
        "icon": section.icon,
        "thumb": section.thumb,
        "url": children[0]["url"],
        "current": here is not None,
        "count": total,
        "children": children if many else [],
    }


def tally(page, counts):
    return counts[page.tally] if page.tally else 0


def url_of(page, request):
    """The address of a navigation entry, on the area in view where that was chosen."""
    url = reverse(page.name)
    chosen = page.name in BY_AREA and request.session.get(KEY)
    return f"{url}?place={area_of(request).pk}" if chosen and area_of(request) else url


def current_page(pages, request):
    """The page of the navigation to which the one shown belongs: itself, or the list of the row shown."""
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    noun, of_a_model, _verb = name.partition("-")  # "board" itself is no page of the boards for the doors
    exact = [page for page in pages if page.name == name]
    listed = [page for page in pages if of_a_model and page.name == f"{noun}-list"]
    return next(iter(exact + listed), None)
