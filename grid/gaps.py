"""What the proof asks of places, posts and people."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from grid.models import Appointment, LevelStandard, Place
from grid.proof import Found, gap

ANSWERS = "grid.answer_place"
ASKED_FOR = timedelta(days=92)  # who left longer ago without being missed was not replaced on purpose
OWN_SAYS = _("Nobody holds the post that answers for it.")


def answering(on):
    """The posts of the day `on` whose holders answer for their place."""
    return Appointment.objects.current(on).carrying(ANSWERS)


def standing(on):
    """The areas there are on the day `on`; a shop is answered for by its guarantor, which is a check of its own."""
    begun, there = Q(opened_on=None) | Q(opened_on__lte=on), Q(retired_on=None) | Q(retired_on__gt=on)
    return Place.objects.filter(begun, there).exclude(level=Place.ESTABLISHMENT).order_by("code")


def unanswered(on):
    """The areas for which nobody answers on the day `on`."""
    return standing(on).filter(~Exists(answering(on).filter(place=OuterRef("pk"))))


def role_for(level):
    """The id of the role that answers for places of `level`: the one most often appointed there, for the prefilled form."""
    posts = Appointment.objects.carrying(ANSWERS).filter(place__level=level).order_by()
    most = posts.values("role").annotate(times=Count("pk", distinct=True)).order_by("-times", "role").values_list("role", flat=True).first()
    return most or Group.objects.filter(name=USUAL_ROLES.get(level)).values_list("pk", flat=True).first()


USUAL_ROLES = {
    Place.CELL: "网格员",
    Place.COMMUNITY: "包保干部",
    Place.TOWNSHIP: "乡镇街道干部",
    Place.DISTRICT: "区级督导",
    Place.CITY: "市领导",
}


def appoint_url(**fields):
    """The page that appoints, with what is known filled in."""
    return f"{reverse('appointment-new')}?{urlencode({name: value for name, value in fields.items() if value})}"


def answer_url(place, level):
    """The page that appoints whoever is to answer for the place with the id `place`."""
    return appoint_url(place=place, role=role_for(level), title=USUAL_ROLES.get(level))


def places_without_person(on, *levels):
    for level in levels:
        role, title = role_for(level), USUAL_ROLES.get(level)
        for pk, name in unanswered(on).filter(level=level).values_list("pk", "name"):
            yield Found(pk, f"place:{pk}", name, reverse("place-detail", args=[pk]), appoint_url(place=pk, role=role, title=title))


@gap("cell", label=_("Cell without an officer"), says=OWN_SAYS, mend=_("Appoint an officer"), needs="grid.add_appointment")
def cell_without_officer(on):
    return places_without_person(on, Place.CELL)


@gap("community", label=_("Community without a leader"), says=OWN_SAYS, mend=_("Appoint a leader"), needs="grid.add_appointment")
def community_without_leader(on):
    return places_without_person(on, Place.COMMUNITY)


@gap("area", label=_("Area without a leader"), says=OWN_SAYS, mend=_("Appoint a leader"), needs="grid.add_appointment")
def area_without_leader(on):
    """Townships, districts and the city."""
    return places_without_person(on, Place.TOWNSHIP, Place.DISTRICT, Place.CITY)


@gap(
    "term",
    label=_("Term ended without a successor"),
    says=_("%(person)s until %(until)s"),
    mend=_("Appoint a successor"),
    needs="grid.add_appointment",
)
def term_without_successor(on):
    """A post ended within these three months and nobody took it; a place that nobody answers for is listed as that already."""
    same = {name: OuterRef(name) for name in ("role", "organisation", "place", "title")}
    ended = Appointment.objects.ended(on).filter(place__in=standing(on), until__gt=on - ASKED_FOR).exclude(place__in=unanswered(on))
    ended = ended.filter(~Exists(Appointment.objects.current(on).filter(**same)), stands_in_for=None)
    later = Appointment.objects.filter(**same, until__gt=OuterRef("until"), stands_in_for=None)
    ended = ended.filter(~Exists(later)).select_related("user", "role", "organisation", "place").order_by("place__code", "id")
    for post in ended:
        key = f"appointment:{post.pk}"
        mend = appoint_url(place=post.place_id, role=post.role_id, organisation=post.organisation_id, title=post.title)
        facts = {"person": post.user.name, "until": post.until.isoformat()}
        yield Found(post.place_id, key, str(post), post.get_absolute_url(), mend, facts)


@gap(
    "inactive",
    label=_("Post held by a closed account"),
    says=_("%(count)d posts; the account is closed."),
    mend=_("Hand over"),
    needs="grid.hand_over_appointment",
)
def posts_of_closed_account(on):
    """One line for the person, at the first of the places: all posts are handed over as one."""
    posts = Appointment.objects.current(on).filter(user__is_active=False, place__in=standing(on))
    people = posts.order_by().values("user", "user__name").annotate(count=Count("pk"), first=Min("place__path")).order_by("first")
    for row in people:
        pk = row["user"]
        mend = reverse("user-hand_over", args=[pk])
        yield Found(
            last_of(row["first"]), f"user:{pk}", row["user__name"], reverse("user-detail", args=[pk]), mend, {"count": row["count"]}
        )


def last_of(path):
    """The id of the place with this path."""
    return int(path.rstrip("/").rpartition("/")[2])


@gap(
    "overlap",
    label=_("Several officers on one cell"),
    says=_("%(count)d people: %(people)s"),
    mend=_("Relieve one"),
    needs="grid.relieve_appointment",
    overlap=True,
)
def several_officers_on_a_cell(on):
    """Two people who both answer are nobody who answers. Who stands in for another is no second one."""
    held = answering(on).filter(place__level=Place.CELL, place__in=standing(on), stands_in_for=None)
    twice = held.order_by().values("place").annotate(people=Count("user", distinct=True)).filter(people__gt=1).values("place")
    names = {}
    for post in held.filter(place__in=twice).select_related("user", "place").order_by("place__code", "id"):
        names.setdefault(post.place, {})[post.user_id] = post.user.name
    for place, people in names.items():
        mend = f"{reverse('appointment-list')}?{urlencode({'place': place.pk, 'term': 'current'})}"
        facts = {"count": len(people), "people": "、".join(people.values())}
        yield Found(place.pk, f"place:{place.pk}", place.name, reverse("place-detail", args=[place.pk]), mend, facts)


@gap(
    "load",
    label=_("Person over the load limit"),
    says=_("%(count)d places of this level; the limit is %(most)d"),
    mend=_("Hand some over"),
    needs="grid.hand_over_appointment",
    overlap=True,
)
def person_over_the_limit(on):
    """At the first of the places: that is where somebody else must be found."""
    people = {}
    for standard in LevelStandard.objects.exclude(most_places=None):
        held = answering(on).filter(place__level=standard.level, place__in=standing(on)).order_by().values("user")
        heavy = held.annotate(count=Count("place", distinct=True), first=Min("place__path"))
        for row in heavy.filter(count__gt=standard.most_places).values("user", "count", "first"):
            people.setdefault(row["user"], []).append((standard, row))
    names = dict(get_user_model().objects.filter(pk__in=people).values_list("pk", "name"))
    for user, rows in people.items():
        for standard, row in rows:
            yield overloaded(user, names[user], standard, row)


def overloaded(user, name, standard, row):
    mend = f"{reverse('appointment-list')}?{urlencode({'user': user, 'term': 'current'})}"
    facts = {"count": row["count"], "most": standard.most_places}
    return Found(last_of(row["first"]), f"user:{user}:{standard.level}", name, reverse("user-detail", args=[user]), mend, facts)
