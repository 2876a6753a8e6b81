"""Choices of fields that have the same name in several models, for the API's description: which they are stands in settings.ENUMS."""

from django.conf import settings
from drf_spectacular.plumbing import deep_import_string


def __getattr__(name):
    if name not in settings.ENUMS:
        raise AttributeError(name)
    return list(dict(deep_import_string(settings.ENUMS[name])).items())
