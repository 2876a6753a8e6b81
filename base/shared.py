"""What web processes share in Redis and could do without: answers kept for a while, and how often somebody asked.

Redis away is no fault: answers are made anew, and each process counts for itself until it is back.
"""

from time import monotonic

from django.core.cache import caches
from redis.exceptions import RedisError

LEFT_ALONE = 10.0  # seconds for which a Redis that did not answer is not asked again
_away = {"until": 0.0}


def remembered(key, seconds, make):
    """The value kept under `key`, or what `make()` gives, which is then kept for some seconds."""
    kept = _ask(lambda cache: cache.get(key))
    if kept is not None:
        return kept
    value = make()
    _ask(lambda cache: cache.set(key, value, seconds))
    return value


def forget(key):
    _ask(lambda cache: cache.delete(key))


def too_often(name, who, *, most, seconds):
    """Whether `who` asks for `name` more than `most` times within the same `seconds`."""
    key = f"rate:{name}:{who}"
    count = _ask(lambda cache: counted(cache, key, seconds))
    return (counted(caches["default"], key, seconds) if count is None else count) > most


def counted(cache, key, seconds):
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        return 1


def _ask(act):
    """What `act` gives on the shared cache; None while Redis is away."""
    if monotonic() < _away["until"]:
        return None
    try:
        return act(caches["shared"])
    except (RedisError, OSError):
        _away["until"] = monotonic() + LEFT_ALONE
        return None
