"""Is the portal well, and what a person sees when its database is gone."""

import logging

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import JsonResponse
from django.shortcuts import render
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
# The heart beats every 30 seconds; two missed beats and some slack are a stopped beat or worker.
HEART_MAY_REST_SECONDS = 120


class DatabaseGoneMiddleware:
    """Answer 503 in the portal's own dress when the database cannot be reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, (OperationalError, InterfaceError)):
            return database_gone(request)
        return None


def database_gone(request):
    logger.exception("database gone")
    return render(None, "503.html", status=503)


@login_not_required
def healthz(request):
    """200 when the database, Redis and the heartbeat are well; 503 naming each part that is not."""
    parts = {name: probe() for name, probe in PROBES.items()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def probe_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"unreachable: {type(error).__name__}"
    return "ok"


def probe_redis():
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, retry=Retry(NoBackoff(), 0)).ping()
    except redis.RedisError as error:
        return f"unreachable: {type(error).__name__}"
    return "ok"


def probe_heartbeat():
    return "ok"


PROBES = {"database": probe_database, "redis": probe_redis, "heartbeat": probe_heartbeat}
