"""E-mail over SMTP; one connection for a batch."""

import smtplib
from contextlib import contextmanager

from django.conf import settings
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels import Unreachable, key_of

ANSWERED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError)


@contextmanager
def sender():
    connection = mail.get_connection()
    try:
        connection.open()
    except Exception as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    try:
        yield lambda message: send(message, connection)
    finally:
        connection.close()


def send(message, connection):
    try:
        letter(message, connection).send()
    except Exception as error:
        connection.close()  # what state the server is in after a failure is not known; the next message opens it anew
        if isinstance(error, OSError) and not isinstance(error, ANSWERED):
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        raise
    return ""


def letter(message, connection):
    """The e-mail of a message, in its reader's language; its Message-ID lets a server drop what came twice."""
    with translation.override(message.recipient.language):
        subject = _("Yinchuan food safety: %(text)s") % {"text": message.text.splitlines()[0]}
        body = "\n\n".join([message.text, f"{settings.SITE_URL}{message.url}"] if message.url else [message.text])
    return mail.EmailMessage(  # noqa: TID251 - this is the outbox
        subject[:200],
        body,
        to=[message.recipient.email],
        headers={"Message-ID": f"<{key_of(message)}@{mail_domain()}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def mail_domain():
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
