"""The town for every test, on the real engines: settings start the embedded ones where no others are named."""

import gc

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.town import build_town, load_roles
from yinchuan_foodsafety import catalogues

# A slow machine is no fault of the code, and each example of a town is rolled back apart.
hypothesis.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
hypothesis.load_profile("portal")


def pytest_configure(config):
    """What only tests may do: cheap password hashes, plain static files, uploads into a folder of their own."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_changed()
    gc.set_threshold(100_000, 50, 50)  # a fifth of the time went into looking for rubbish that was not there
    # Of each worker's own: files lie by their hash, and one test damages what another may just be reading.
    uploads = config.rootpath / "var" / "test-media" / getattr(config, "workerinput", {}).get("workerid", "alone")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = uploads
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": uploads}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """A test that truncates tables gives back what the migrations had put there (ladders, holidays), and comes after all others.

    Of both kinds the long ones come first, so that no worker is left alone with one at the end.
    """
    for item in filter(truncates, items):
        mark = item.get_closest_marker("django_db")
        if mark:
            mark.kwargs["serialized_rollback"] = True  # with a mark, pytest-django asks the mark alone
        else:
            item.fixturenames.insert(0, "django_db_serialized_rollback")
    yield
    items.sort(key=lambda item: (truncates(item), item.get_closest_marker("slow") is None))


def truncates(item):
    mark = item.get_closest_marker("django_db")
    in_mark = mark is not None and mark.kwargs.get("transaction", False)
    return in_mark or bool({"transactional_db", "live_server"} & set(item.fixturenames))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What every town needs is there once: the roles, which take as long to load as all the rest of it.

    What the migrations had put there is known to every connection: beside a browser's event loop a test gets one of its own.
    At the end the sessions of servers' threads and killed workers are closed, so that the database can be dropped.
    """
    for connection in connections.all():
        if kept := getattr(connection, "_test_serialized_contents", ""):
            type(connection)._test_serialized_contents = kept
    with django_db_blocker.unblock():
        load_roles()
    yield
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - no value in it


@pytest.fixture
def town(db):
    return build_town()
