"""Who holds which post: the cast of the demonstration, and about nine hundred others."""

import os
from collections import defaultdict

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from dashboards.town.rows import with_ids, write
from grid.models import Appointment, Place

HOME = "640104001002"  # the community of the cast: 崇安社区, in 凤凰北街街道 of 兴庆区
CAST = {
    # user name: (name, role, title); where each sits stands in seat_cast
    "leader": ("高远", "市领导", "市食安办主任"),
    "ma": ("马文", "市级督导", "督查科科长"),
    "wang": ("王建", "区级督导", "副局长"),
    "li": ("李娜", "乡镇街道干部", "副主任"),
    "zhao": ("赵梅", "网格员", "网格员"),
    "chen": ("陈静", "包保干部", "社区书记"),
    "he": ("何丽", "部门联络员", "联络员"),
    "liu": ("刘福来", "企业人员", "店主"),
    "admin": ("管理员", "系统管理员", "系统管理员"),
    "sun": ("孙平", None, None),
}
COMMUNITIES_PER_OFFICER, COMMUNITIES_PER_GUARANTOR = 2, 3
DISTRICT_TITLES = ["局长", "食品科科长", "督查员"]
STATION_TITLES, TOWNSHIP_TITLES = ["所长", "监管员"], ["副主任", "食安专干"]


class People:
    """Collects people and their posts, and writes them all at once: one password, hashed once."""

    def __init__(self, names, since, password):
        self.names, self.since, self.password = names, since, make_password(password)
        self.roles = {role.name: role for role in Group.objects.all()}
        self.people, self.posts, self.at = [], [], defaultdict(list)

    def invent(self):
        name, username = self.names.person()
        return self.add(username, name)

    def add(self, username, name, **more):
        User = get_user_model()
        phone = self.names.phone(len(self.people))
        person = User(username=username, name=name, phone=phone, password=self.password, **more)
        self.people.append(person)
        return person

    def appoint(self, person, role, organisation, place, title):
        self.posts.append((person, self.roles[role], organisation, place, title))
        self.at[organisation.name].append(person)
        return person

    def write(self):
        write(with_ids(self.people))
        rows = [
            Appointment(user=user, role=role, organisation=organisation, place=place, title=title, since=self.since)
            for user, role, organisation, place, title in self.posts
        ]
        write(with_ids(rows))
        return rows


def demo_password():
    """The password of everybody in the town, from DEMO_PASSWORD; None where it is not given."""
    return os.environ.get("DEMO_PASSWORD")


def add_people(people, offices, rng):
    """Everybody but the shopkeepers."""
    places = {place.code: place for place in Place.objects.exclude(level=Place.ESTABLISHMENT)}
    seat_cast(people, offices, places)
    seat_city(people, offices, places["6401"])
    for code, branch in offices.branches.items():
        for title in DISTRICT_TITLES:
            people.appoint(people.invent(), "区级督导", branch, places[code], title)
    for code, station in offices.stations.items():
        for title in STATION_TITLES:
            people.appoint(people.invent(), "监管所人员", station, places[code], title)
    for code, office in offices.offices.items():
        for title in TOWNSHIP_TITLES:
            people.appoint(people.invent(), "乡镇街道干部", office, places[code], title)
    seat_communities(people, offices, places)


def seat_cast(people, offices, places):
    township = HOME[:9]
    seats = {
        "leader": (offices.city, places["6401"]),
        "ma": (offices.city, places["6401"]),
        "wang": (offices.branches[HOME[:6]], places[HOME[:6]]),
        "li": (offices.offices[township], places[township]),
        "zhao": (offices.offices[township], places[f"{HOME}001"]),
        "chen": (offices.offices[township], places[HOME]),
        "he": (offices.education, places["6401"]),
        "admin": (offices.bureau, places["6401"]),
    }
    for username, (name, role, title) in CAST.items():
        person = people.add(username, name, email=f"{username}@example.org", is_staff=username == "admin")
        if username in seats:
            people.appoint(person, role, *seats[username], title)


def seat_city(people, offices, city):
    people.appoint(people.invent(), "市领导", offices.city, city, "副主任")
    for organisation, title in [(offices.city, "督查员"), (offices.bureau, "副局长"), (offices.bureau, "食品协调科科长")]:
        people.appoint(people.invent(), "市级督导", organisation, city, title)
    for department in offices.departments:
        if department.pk not in (offices.city.pk, offices.education.pk):
            people.appoint(people.invent(), "部门联络员", department, city, "联络员")
    for department in offices.departments:
        people.appoint(people.invent(), "单位负责人", department, city, "分管领导")


def seat_communities(people, offices, places):
    """Grid officers with the cells of two communities each, guarantors with three communities each, township by township."""
    communities, cells = defaultdict(list), defaultdict(list)
    for code, place in sorted(places.items()):
        if place.level == Place.COMMUNITY:
            communities[code[:9]].append(place)
        if place.level == Place.CELL:
            cells[code[:12]].append(place)
    for township, found in communities.items():
        office = offices.offices[township]
        for some in chunks(found, COMMUNITIES_PER_OFFICER):
            officer = people.invent()
            for cell in (cell for community in some for cell in cells[community.code]):
                people.appoint(officer, "网格员", office, cell, "网格员")
        for some in chunks(found, COMMUNITIES_PER_GUARANTOR):
            guarantor = people.invent()
            for community in some:
                people.appoint(guarantor, "包保干部", office, community, "包保干部")


def chunks(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]
