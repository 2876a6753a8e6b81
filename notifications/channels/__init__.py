"""The channels over which news leaves the portal, one module each, and which of them a person is told over.

A module has ``sender()``, a context manager that yields ``send(message)``: it returns what the other side answered, and raises
`Unreachable` when the channel as a whole does not work, any other error when it refused this message.
"""

from importlib import import_module

PORTAL, EMAIL, SMS, ROBOT = "portal", "email", "sms", "robot"
OUTSIDE = (EMAIL, SMS, ROBOT)
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5, 15


class Unreachable(Exception):
    """Nobody answers at the other end, or not in time: what follows would fare no better."""


class Refused(Exception):
    """The other end answered and did not take this message."""


def sender(channel):
    return import_module(f"notifications.channels.{channel}").sender()


def chosen(*, email, phone, by_email, by_sms, by_robot):
    """The channels beside the portal for a person with these choices; none that works is none, unless there is an address."""
    wanted = {EMAIL: by_email and email, SMS: by_sms and phone, ROBOT: by_robot}
    found = tuple(channel for channel in OUTSIDE if wanted[channel])
    return found or ((EMAIL,) if email else ())


def key_of(message):
    """What tells the other side that a message sent again is the same one."""
    return f"message-{message.pk}"
