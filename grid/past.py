"""Any list and count as it stood on a day: terms are half open, and a place is asked where it lay then."""

from django.db.models import Q

from grid.access import ITSELF, ReachQuerySet


class AsOfQuerySet(ReachQuerySet):
    """The queryset of a model whose rows hold for a term; the model names its two days in ``TERM``, the second not included."""

    def as_of(self, day):
        """The rows that held on `day`, whatever became of them since."""
        since, until = self.model.TERM
        begun = Q(**{since: None}) | Q(**{f"{since}__lte": day})
        return self.filter(begun, Q(**{until: None}) | Q(**{f"{until}__gt": day}))

    def inside_on(self, place, day):
        """The rows at whatever lay at `place` or below it on `day`."""
        places = places_inside_on(place, day)
        return (
            self.filter(places)
            if self.model.PLACE == ITSELF
            else self.filter(**{f"{self.model.PLACE}__in": type(place).objects.filter(places)})
        )


def places_inside_on(place, day):
    """The condition on places: on `day` it lay at `place` or below it; a path that has changed since is asked as it was."""
    former = place.former.model.objects.effective(day)
    then = former.filter(place=place).values_list("path", flat=True).first() or place.path
    unmoved = Q(path__startswith=then) & ~Q(pk__in=former.values("place"))
    return unmoved | Q(pk__in=former.filter(path__startswith=then).values("place"))
