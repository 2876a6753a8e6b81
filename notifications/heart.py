"""The mark a periodic job leaves when it has run to its end."""

from contextlib import contextmanager
from time import monotonic

from django.db import transaction
from django.utils import timezone

from notifications.models import Heartbeat


@contextmanager
def beat(job):
    """Run the block as `job` and, when it ends well, note the moment, how long it took and what it says it did.

    Yields a function to say that: ``with beat("climb") as did: did(climb_due(at=now))``.
    """
    began, said = monotonic(), []
    yield lambda words: said.append(str(words))
    with transaction.atomic():
        Heartbeat.objects.update_or_create(
            job=job,
            defaults={"at": timezone.now(), "took_ms": round(1000 * (monotonic() - began)), "did": "; ".join(said)[:200]},
        )


def has_beaten(job, *, on):
    """Whether `job` has run to its end on the day `on`."""
    return Heartbeat.objects.filter(job=job, at__date=on).exists()
