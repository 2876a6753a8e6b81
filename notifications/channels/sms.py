"""Short messages through the HTTP gateway that an administrator set up."""

import json
import re
from contextlib import contextmanager
from urllib.parse import quote

from django.utils.translation import gettext as _

from notifications.channels import Refused, Unreachable, key_of
from notifications.channels.web import ask, session
from notifications.models import SmsGateway

LONGEST = 300  # characters of a text; gateways charge by the piece


@contextmanager
def sender():
    gateway = SmsGateway.objects.filter(is_active=True).first()
    if gateway is None:
        raise Unreachable(_("No SMS gateway is set up."))
    with session() as web:
        yield lambda message: send(message, gateway, web)


def send(message, gateway, web):
    if not message.recipient.phone:
        raise Refused(_("The person has no phone number."))
    values = {"phone": message.recipient.phone, "text": short(message.text), "id": key_of(message), "secret": gateway.secret}
    quoted = json_words if gateway.content_type == SmsGateway.JSON else quote
    return ask(
        web,
        gateway.method,
        filled(gateway.url, values, quote),
        data=filled(gateway.body, values, quoted).encode() or None,
        headers={"Content-Type": gateway.content_type, "Idempotency-Key": key_of(message)},
        good=lambda answer: re.search(gateway.success, answer.text),
    )


def short(text):
    first = text.splitlines()[0]
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"


def filled(template, values, quoted):
    """`template` with its {fields}, each quoted as its surroundings need."""
    return re.sub(r"\{(phone|text|id|secret)\}", lambda field: quoted(values[field[1]]), template)


def json_words(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]
