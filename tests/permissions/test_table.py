"""Every address of the portal against every member of the cast: what they get when they ask for it.

A line of table.txt is an address's name, the method, and one answer for each of the cast in the order of its heading. 302 is
the way to the door, 404 a row out of reach, 403 a row in reach without the right, 405 an address that only takes the other
method. POST is sent empty: 422 or 409 is a verb that is theirs and asks for more or is refused, 302 or 200 one that was done.

After a new address: ``DRAFT_TABLE=draft.txt pytest tests/permissions -n0`` writes the lines as they stand; read each before you
keep it.
"""

import os
from collections import defaultdict
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.things import make_things
from tests.town import build_town

pytestmark = pytest.mark.django_db  # also tells pytest-django to make the test database at all

HERE = Path(__file__).parent
CAST = ["-", "leader", "ma", "wang", "li", "qian", "zhao", "chen", "he", "liu", "admin", "sun", "jin"]  # "-": nobody is signed in
FOREIGN = {"admin"}  # Django's own pages for reference data
METHODS = ["GET", "POST"]


def addresses(resolver=None, spaces=()):
    """The full names of all addresses, each with the argument names of its path."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in FOREIGN:
                yield from addresses(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif isinstance(pattern, URLPattern) and "format" not in pattern.pattern.converters and "<format>" not in str(pattern.pattern):
            yield ":".join([*spaces, pattern.name]), tuple(pattern.pattern.regex.groupindex)


@cache
def table():
    lines = [line.split() for line in (HERE / "table.txt").read_text().splitlines() if line and not line.startswith("#")]
    heading, *rows = lines
    assert heading[2:] == CAST
    return {(name, method): dict(zip(CAST, codes, strict=True)) for name, method, *codes in rows}


def answers(method, url, clients):
    """What each of the cast gets; whatever a request did is undone before the next."""
    return {who: str(ask(client, method, url)) for who, client in clients.items()}


def ask(client, method, url):
    session = dict(client.cookies)  # signing out is undone too
    with transaction.atomic():
        status = client.generic(method, url, content_type=content_type(url)).status_code
        transaction.set_rollback(True)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in session.items()})
    return status


def content_type(url):
    """As each expects it: the API reads JSON, pages and uploads read forms."""
    return "application/json" if url.startswith("/api/") and "photos" not in url else "application/x-www-form-urlencoded"


def signed_in(town, who):
    client = Client(raise_request_exception=False)
    if who != "-":
        client.force_login(town.people[who])
    return client


def path_of(name, arguments, things):
    """The address of a row of its kind: `things` knows one by the address's name, or by the model's name which begins it."""
    plain = name.rpartition(":")[2]
    known = things.get(plain) or things.get(plain.split("-")[0], {})
    return reverse(name, kwargs={argument: known[argument] for argument in arguments})


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Things to ask for and the cast signed in, made once for the whole table, since every request is undone anyway.

    What is not asked here and costs much is left out: the numbers beside the navigation, the description of the API.
    """
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboards.frame.tallies", lambda user: defaultdict(int))
        patch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", lambda *args, **kwargs: {})
        town = build_town()
        yield make_things(town), {who: signed_in(town, who) for who in CAST}
        transaction.set_rollback(True)


def test_every_address_has_its_lines():
    named = {name for name, _arguments in addresses()}
    listed = {name for name, _method in table()}
    assert named == listed


@pytest.mark.parametrize(("name", "arguments"), [pytest.param(*address, id=address[0]) for address in addresses()])
def test_everybody_gets_what_the_table_says(name, arguments, scene):
    things, clients = scene
    url = path_of(name, arguments, things)
    seen = {method: answers(method, url, clients) for method in METHODS}
    if "DRAFT_TABLE" in os.environ:
        draft(name, seen)
    assert seen == {method: table()[name, method] for method in METHODS}


def draft(name, seen):
    """Write the lines as they stand, for the author of a new address to read."""
    lines = [f"{name:<34}{method:<7}" + "".join(f"{code:<7}" for code in codes.values()) for method, codes in seen.items()]
    with Path(os.environ["DRAFT_TABLE"]).open("a") as file:
        print(*lines, sep="\n", file=file)
