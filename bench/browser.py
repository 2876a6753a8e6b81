"""A signed-in browser without a network: what a page costs the server."""

import logging

from django.conf import settings
from django.test import Client


def of(user=None):
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    logging.disable(logging.INFO)  # a line for each answer would bury the measures
    client = Client()
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client
