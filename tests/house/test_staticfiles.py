"""What pages ask for is what is collected: the packages hold much more, and a name left out would only fail in service."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import storages
from django.core.management import call_command
from django.urls import reverse

STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")


def asked_for():
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        yield from STATIC.findall(template.read_text())


def test_everything_that_templates_ask_for_is_collected_under_a_hash(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "yinchuan_foodsafety.staticfiles.HashedStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = storages["staticfiles"]
    for name in set(asked_for()):
        assert (tmp_path / storage.stored_name(name)).exists(), name
    assert (tmp_path / f"{storage.stored_name('tabler/css/tabler.min.css')}.gz").exists(), "it travels small"


def test_what_no_page_loads_is_not_found_in_debug_either():
    assert find("tabler/css/tabler.min.css")
    assert find("tabler/css/tabler-flags.min.css") is None


def test_a_page_travels_small_to_whom_can_unpack_it(client, db):
    small, plain = (client.get(reverse("login"), headers=headers) for headers in ({"accept-encoding": "gzip"}, {}))
    assert (small["Content-Encoding"], plain.has_header("Content-Encoding")) == ("gzip", False)
    assert len(small.content) < len(plain.content) / 2
