"""What the portal says when it will not do something."""


class Refused(Exception):
    """A verb that the row's state or a rule of the office forbids; the message is a sentence for the user.

    Pages show it with status 409, the API answers 409 with ``{"detail": …}``.
    """
