"""Every line of the log carries the id of the request it belongs to, so that one click can be followed through."""

import logging
import re
import uuid
from contextvars import ContextVar

request_id = ContextVar("request_id", default=None)
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger("yinchuan_foodsafety.requests")


class RequestIdMiddleware:
    """Take the caller's X-Request-ID or make one, and answer with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        # Anything else could forge lines in somebody's log.
        request.id = given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True
