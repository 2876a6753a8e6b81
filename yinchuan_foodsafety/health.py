"""Is the portal well, and what a person sees when it is not."""

import sys

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Max
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from base.reach import reach_safe
from notifications.models import Heartbeat

# The heart beats every 30 seconds; a few missed beats are a stopped beat or worker.
HEART_MAY_REST_SECONDS = 120


@login_not_required
@reach_safe
@never_cache
def healthz(request):
    """200 when database, Redis and heartbeat are well; 503 naming each part that is not."""
    parts = {name: probe() for name, probe in PROBES.items()}
    failing = [name for name, word in parts.items() if word != "ok"]
    body = {"status": "failing" if failing else "ok", "failing": failing, **parts}
    return JsonResponse(body, status=503 if failing else 200)


def probe_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def probe_redis():
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, retry=Retry(NoBackoff(), 0)).ping()
    except redis.RedisError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def probe_heartbeat():
    """Beat rings, a worker answers and leaves the moment: the age of the last speaks for both."""
    try:
        last = Heartbeat.objects.aggregate(last=Max("at"))["last"]
    except DatabaseError as error:
        return f"unknown ({type(error).__name__})"
    if last is None:
        return "never beat"
    age = (timezone.now() - last).total_seconds()
    return "ok" if age <= HEART_MAY_REST_SECONDS else f"last beat {age:.0f} s ago"


PROBES = {"database": probe_database, "redis": probe_redis, "heartbeat": probe_heartbeat}


def fault(request, *_arguments):
    """The page for an unforeseen error: 503 in the portal's dress when it is the database that is gone, else 500."""
    error = sys.exc_info()[1]
    status = 503 if isinstance(error, (OperationalError, InterfaceError)) and _is_lost(error) else 500
    if request.path.startswith("/api/"):
        response = JsonResponse({"detail": "database unreachable" if status == 503 else "server error"}, status=status)
    else:
        # No request: the context processors would ask the database who is there.
        response = render(None, f"{status}.html", status=status)
    if status == 503:
        response["Retry-After"] = "30"
    return response


def missing(request, exception=None):
    """No such address, or nothing there for this person."""
    return refusal(request, 404, _("There is no such page"))


def unreadable(request, exception=None):
    """A request that cannot be read: too large, with too many fields, or forged."""
    return refusal(request, 400, _("This request cannot be read"))


def refusal(request, status, words):
    """The page for `status`; the API says the same as JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    return render(request, f"{status}.html", status=status)


def _is_lost(error):
    """A deadlock is an OperationalError too; it carries a code of another class than lost connections (08, 57P)."""
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(("08", "57P"))
