"""Every line of the log carries the id of the request it belongs to, so that one click can be followed through."""

import logging
import re
import time
import uuid
from contextvars import ContextVar

request_id = ContextVar("request_id", default=None)
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger("requests")


class RequestIdMiddleware:
    """Take the caller's X-Request-ID or make one, answer with it, and log the request in one line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        # Anything else could forge lines in somebody's log.
        request.id = given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.id)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            log(request, response, time.monotonic() - started)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


def log(request, response, seconds):
    """Who asked for what and how it ended; never the query or the body, which may hold people's data."""
    if request.path.startswith("/static/"):
        return
    person = getattr(request, "_cached_user", None)  # only if the request looked: logging asks the database nothing
    facts = {"method": request.method, "path": request.path, "status": response.status_code, "ms": round(seconds * 1000)}
    logger.info("request", extra=facts | {"person": person.pk if person else None})


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True
