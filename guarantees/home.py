"""The figures of a guarantor's own shops, for the own page, the workbench and the field."""

from django.db.models import Count, Q

from grid.access import holds
from guarantees.assigning import VISIT
from guarantees.models import Guarantee


def figures(user, on):
    """Shops, and of these late, due and done on the day `on`; None for somebody who makes no visits. One query."""
    if not holds(user, VISIT):
        return None
    return (
        Guarantee.objects.reachable(user)
        .held()
        .of(user)
        .aggregate(
            shops=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=on)),
            due=Count("pk", filter=Q(due_from__lte=on, due_on__gte=on)),
            done=Count("pk", filter=Q(due_from__gt=on)),
        )
    )
