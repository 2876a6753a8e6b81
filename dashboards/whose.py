"""Whose numbers a board shows: everybody's, or only those of one office or one person.

`?office=7` and `?person=7` mean the same on the board, on the lists behind its numbers and in the API. They narrow what the one
who looks reaches anyway, so nobody sees more by asking.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from base.rows import number_in
from establishments.models import Establishment
from grid.models import Organisation, Place
from guarantees.models import Guarantee
from inspections.models import Finding, Inspection
from tasks.models import Assignment, Notice

SUBMITS = "tasks.submit_assignment"


@dataclass(frozen=True)
class Whose:
    """An office, a person, or neither, which is everybody."""

    office: Any = None
    person: Any = None

    @classmethod
    def asked(cls, data):
        """As the address says; 404 for what does not exist."""
        office, person = data.get("office"), data.get("person")
        return cls(one_of(Organisation, office) if office else None, one_of(get_user_model(), person) if person else None)

    @classmethod
    def asked_by(cls, user, data):
        """As `asked`; 404 also where `user` may not know of the office or the person."""
        whose = cls.asked(data)
        if not (whose.is_everybody or whose.is_own(user) or whose.is_known_to(user)):
            raise Http404
        return whose

    @property
    def is_everybody(self):
        return self.office is None and self.person is None

    @property
    def name(self):
        return " ".join(str(one) for one in (self.office, self.person) if one)

    @property
    def words(self):
        """What an address says of it."""
        asked = {"office": self.office, "person": self.person}
        return {key: one.pk for key, one in asked.items() if one}

    @property
    def place(self):
        """The highest place for which the office or the person works; None for everybody, and for who holds no post."""
        if self.office:
            return self.office.place
        return self.person.post.place if self.person and self.person.post else None

    def is_own(self, user):
        """Whether these are the numbers of `user`: the own ones, or those of an office in which the person holds a post."""
        offices = {post.organisation_id for post in user.posts}
        if self.person:
            return self.person == user and (self.office is None or self.office.pk in offices)
        return self.office is not None and self.office.pk in offices

    def is_known_to(self, user):
        asked = [(Organisation, self.office), (get_user_model(), self.person)]
        return all(model.objects.reachable(user, "view").filter(pk=one.pk).exists() for model, one in asked if one)

    def among(self, rows):
        """Those of `rows` that have to do with the office or the person; 404 where rows of that kind have to do with none."""
        if self.is_everybody:
            return rows
        if not self.counts(rows.model):
            raise Http404
        return rows.filter(*(said[rows.model] for said in self._conditions()))

    def counts(self, model):
        return all(model in said for said in self._conditions())

    def _conditions(self):
        if self.office:
            yield of_office(self.office)
        if self.person:
            yield of_person(self.person)


EVERYBODY = Whose()


def one_of(model, pk):
    pk = number_in(pk)
    row = model.objects.filter(pk=pk).first() if pk else None
    if row is None:
        raise Http404
    return row


def of_office(office):
    """Which rows of each model an office has to do with: what it must do, what it inspected, the letters to it."""
    return {
        Assignment: Q(organisation=office),
        Finding: Q(assignment__organisation=office),
        Inspection: Q(organisation=office),
        Notice: Q(addressee=office),
    }


def of_person(person):
    """Which rows of each model a person has to do with.

    Work in the person's name, or in nobody's in an office for which the person reports; what the person inspected and found there;
    the letters to those offices; the shops that the person guarantees for.
    """
    offices = [post.organisation_id for post in person.posts if SUBMITS in post.codes and post.place.level != Place.ESTABLISHMENT]
    guaranteed = Guarantee.objects.held().as_of(timezone.localdate()).of(person)
    return {
        Assignment: Q(owner=person) | Q(owner=None, organisation__in=offices),
        Finding: Q(inspection__officer=person) | Q(inspection__second_officer=person),
        Inspection: Q(officer=person) | Q(second_officer=person),
        Notice: Q(addressee__in=offices),
        Establishment: Q(pk__in=guaranteed.values("establishment")),
    }
