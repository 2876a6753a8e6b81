"""Robots in the groups of an organisation, WeCom and DingTalk: what several members are told is said there once."""

import base64
import hashlib
import hmac
import time
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from notifications import holders
from notifications.channels import Refused, key_of
from notifications.channels.web import ask, session

WECOM, DINGTALK = "wecom", "dingtalk"


@contextmanager
def sender():
    with session() as web:
        yield lambda message: send(message, web)


def send(message, web):
    robots = holders.robots_of([message]).get(message.pk)
    if not robots:
        raise Refused(_("The organisation has no robot in use."))
    return "; ".join(say(robot, message, web) for robot in robots)


def say(robot, message, web):
    """Both answer 200 also to what they refuse; what counts is the errcode within."""
    signed = signature(robot.sign_secret) if robot.kind == DINGTALK and robot.sign_secret else {}
    return ask(
        web,
        "POST",
        robot.webhook,
        params=signed,
        json={"msgtype": "text", "text": {"content": words(message)}},
        headers={"Idempotency-Key": key_of(message)},
        good=lambda answer: errcode(answer) == 0,
    )


def errcode(answer):
    try:
        return answer.json().get("errcode")
    except (ValueError, AttributeError):
        return None


def words(message):
    """The text, where to open it, and the message's number, by which a group sees that it was said twice."""
    lines = [message.text, f"{settings.SITE_URL}{message.url}" if message.url else "", f"[{key_of(message)}]"]
    return "\n".join(line for line in lines if line)


def signature(secret):
    """DingTalk's proof that the sender knows the robot's secret."""
    stamp = str(round(time.time() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}
