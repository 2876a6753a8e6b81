"""What the channels over HTTP share: time limits, and errors that never repeat an address, since it may hold a secret."""

import requests

from notifications.channels import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, Refused, Unreachable


def session():
    return requests.Session()


def ask(web, method, url, *, good, **more):
    """Send one request; returns the answer's first words when ``good(answer)`` says so, and raises Refused or Unreachable otherwise."""
    try:
        limits = (SECONDS_TO_CONNECT, SECONDS_TO_ANSWER)
        answer = web.request(method, url, timeout=limits, allow_redirects=False, **more)
    except requests.RequestException as error:
        raise Unreachable(type(error).__name__) from None
    said = f"{answer.status_code} {answer.text[:300]}".strip()
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Unreachable(said)
    if answer.status_code >= 300 or not good(answer):
        raise Refused(said)
    return said
