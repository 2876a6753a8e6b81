"""Who, in post on a day, gets the news of many letters at once."""

from collections import defaultdict
from typing import NamedTuple

from grid.models import Appointment, Place
from notifications.channels import chosen
from notifications.holders import address, area_address
from tasks.models.rungs import Receiver

RECEIVES, HEADS, REVIEWS, LEADS = "tasks.acknowledge_notice", "tasks.head_notice", "tasks.close_assignment", "tasks.sign_notice"
LEVELS = {Receiver.DISTRICT_LEADER: Place.DISTRICT, Receiver.CITY_LEADER: Place.CITY}
CHOICES = ("email", "phone", "by_email", "by_sms", "by_robot")  # what decides a person's channels


class Recipient(NamedTuple):
    """A person as a sweep needs one; `post` is the post the news is for, where it is for one."""

    id: int
    language: str
    channels: tuple[str, ...]
    post: str = ""


class Concern(NamedTuple):
    """Whom a letter concerns, as ids: its addressee, the person named for the work or None, its issuer and its place."""

    organisation: int
    owner: int | None
    issuer: int
    place: int


def people_for(lines, on):
    """For each line (a Concern, Receivers) the people in post on the day `on`, each once: a list of lists of Recipient.

    The responsible person is the one named for the work, or all who may acknowledge letters where nobody is named or the
    named one has left. An office without a head in post is spoken to as a whole. A leader is who signs letters for the
    district or the city that holds the place.
    """
    wanted = {word for _concern, words in lines for word in words}
    offices = (
        in_post_as(RECEIVES, {line.organisation for line, _words in lines}, on) if wanted & {Receiver.RESPONSIBLE, Receiver.HEAD} else {}
    )
    heads = in_post_as(HEADS, {line.organisation for line, _words in lines}, on) if Receiver.HEAD in wanted else {}
    reviewers = in_post_as(REVIEWS, {line.issuer for line, _words in lines}, on) if Receiver.REVIEWER in wanted else {}
    leaders = leaders_over({line.place for line, _words in lines}, on) if wanted & LEVELS.keys() else {}
    find = {
        Receiver.RESPONSIBLE: lambda line: named(line.owner, offices.get(line.organisation, [])),
        Receiver.HEAD: lambda line: heads.get(line.organisation) or offices.get(line.organisation, []),
        Receiver.REVIEWER: lambda line: reviewers.get(line.issuer, []),
        Receiver.DISTRICT_LEADER: lambda line: leaders.get((line.place, Place.DISTRICT), []),
        Receiver.CITY_LEADER: lambda line: leaders.get((line.place, Place.CITY), []),
    }
    return [
        find[words[0]](line) if len(words) == 1 else each_once(one for word in words for one in find[word](line)) for line, words in lines
    ]


def at_post(people, post):
    return [person._replace(post=post) for person in people]


def each_once(people):
    found = {}
    for person in people:
        found.setdefault(person.id, person)
    return list(found.values())


def named(owner, people):
    return [person for person in people if person.id == owner] or people if owner else people


def in_post(codename, organisations, on):
    """{organisation id: its active people whose post carries `codename` on the day `on`}"""
    return grouped(holders(codename, on).filter(organisation__in=organisations), "organisation_id")


def in_post_as(codename, organisations, on):
    """The same, each spoken to as who holds that post."""
    return {office: at_post(people, address(codename, office)) for office, people in in_post(codename, organisations, on).items()}


def leaders_over(places, on):
    """{(place id, level): the active people who sign letters for the area of that level that holds the place}"""
    areas = areas_of(places)
    found = grouped(holders(LEADS, on).filter(place__in={area for area, _name in areas.values()}), "place_id")
    return {key: at_post(found.get(area, ()), area_address(LEADS, area)) for key, (area, _name) in areas.items()}


def areas_of(places):
    """{(place id, level): (id, name) of the district or city that holds the place}"""
    paths = dict(Place.objects.filter(pk__in=places).values_list("pk", "path"))
    above = {place: [int(id) for id in path.strip("/").split("/")] for place, path in paths.items()}
    areas = Place.objects.filter(pk__in={id for ids in above.values() for id in ids}, level__in=LEVELS.values())
    known = {id: (level, name) for id, level, name in areas.values_list("pk", "level", "name")}
    return {(place, known[id][0]): (id, known[id][1]) for place, ids in above.items() for id in ids if id in known}


def signing_office(organisation, on):
    """In whose name a letter of `organisation` is signed: its own, or that of the nearest above it where somebody signs.

    Where the whole line has nobody, it is another organisation of the place, as the food safety office for the city's departments;
    itself where there is none either.
    """
    signs = holders(LEADS, on)
    above = organisation
    while above:
        if signs.filter(organisation=above).exists():
            return above
        top, above = above, above.parent
    beside = signs.filter(place=top.place_id, organisation__place=top.place_id).select_related("organisation").order_by("organisation_id")
    found = beside.first()
    return found.organisation if found else organisation


def holders(codename, on):
    return Appointment.objects.current(on).carrying(codename).filter(user__is_active=True)


def grouped(posts, field):
    found = defaultdict(list)
    rows = posts.values_list(field, "user_id", "user__language", *(f"user__{name}" for name in CHOICES)).order_by("user_id").distinct()
    for key, user, language, *choices in rows:
        found[key].append(Recipient(user, language, chosen(**dict(zip(CHOICES, choices, strict=True)))))
    return found
