"""What no form of ours would send is refused in words, never with an error page."""

from collections import defaultdict

import pytest
from django.http import QueryDict
from django.urls import URLPattern, get_resolver, reverse

from yinchuan_foodsafety.urls import router

pytestmark = pytest.mark.django_db

STRANGE = ["²", "٣", "-1", "9" * 30, "9" * 5000, "a\x00b", "\x00", "0", "9999-12-31", "2026-13-45", "("]
ASKED = ["q", "page", "per_page", "sort", "organisation", "parent", "creation_task", "pk", "due_until", "text", "near", "inspection"]
UNHEARD_OF = "unheard_of"


@pytest.fixture
def signed_in(client, town, monkeypatch):
    """A city officer. What is the same on every page (the numbers beside the navigation) is not counted thousands of times."""
    monkeypatch.setattr("dashboards.frame.tallies", lambda user: defaultdict(int))
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", lambda *args, **kwargs: {})  # takes a second
    client.force_login(town.people["ma"])
    client.raise_request_exception = False
    return client


def plain_pages():
    """The addresses without a variable part, the API's lists among them."""
    named = [url.name for url in get_resolver().url_patterns if isinstance(url, URLPattern)]
    pages = [reverse(f"api:{basename}-list") for _prefix, _viewset, basename in router.registry]
    for found in get_resolver().url_patterns:
        named += [url.name for url in getattr(found, "url_patterns", []) if getattr(found, "namespace", None) is None]
    return pages + [
        reverse(name) for name in named if name and name != "healthz" and not get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    ]


class Noted(QueryDict):
    """The parameters of an address, which note the names that a page asks for."""

    names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.names.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        self.names.add(name)
        return super().getlist(name, default)


@pytest.mark.slow
def test_strange_values_in_the_address(signed_in, monkeypatch):
    """Every page is asked with every value under each name that it reads, and with all under one that it does not."""
    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", Noted)
    faults = []
    read = {page: names_read(signed_in, page, faults) for page in plain_pages()}
    assert "q" in read["/assignments/"] and "place" in read["/api/v1/findings/"] and "parent" in read["/assignments/new/"]
    assert faults == []


def names_read(client, page, faults):
    """The names that a page has read; what it answered with a fault is added to `faults`."""

    def ask(names, value):
        if client.get(page, dict.fromkeys(names, value)).status_code >= 500:
            faults.append((page, names, value))

    Noted.names.clear()
    ask([UNHEARD_OF], STRANGE)
    asked = {UNHEARD_OF}
    while found := Noted.names - asked:
        asked |= found
        # The first two, out of reach, are 404 before the rest is read.
        for names in ({"place"} & found, {"establishment"} & found, found & set(ASKED), found - {"place", "establishment", *ASKED}):
            for value in STRANGE if names else ():
                ask(names, value)
    return asked


@pytest.mark.parametrize("key", ["abc", "²", "%00", "9" * 30, "1.5"])
def test_a_key_that_is_none_does_not_exist_for_any_verb(signed_in, key):
    for prefix, viewset, _basename in router.registry:
        for verb in ["", *(action.url_path + "/" for action in viewset.get_extra_actions())]:
            path = f"/api/v1/{prefix}/{key}/{verb}"
            assert signed_in.get(path).status_code in (404, 405), path
            assert signed_in.post(path, {}, content_type="application/json").status_code in (404, 405), path
            assert signed_in.patch(path, {}, content_type="application/json").status_code in (404, 405), path


def test_letters_can_be_narrowed_to_a_place(signed_in, town):
    assert signed_in.get("/api/v1/notices/", {"place": town.xingqing.pk}).status_code == 200
    assert signed_in.get("/notices/", {"place": town.xingqing.pk}).status_code == 200


def test_a_word_with_a_nul_is_picked_without_it(signed_in, town):
    name = town.shop.place.name
    assert name in signed_in.get("/establishments/pick/", {"field": "f", "f": f"\x00{name}"}).content.decode()


def test_half_a_character_is_refused_at_its_field(signed_in):
    answer = signed_in.post("/api/v1/assignments/", '{"title": "\\ud800 x"}', content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (422, ["title"])


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/assignments/1.5e3/"])
def test_the_api_says_in_json_that_there_is_nothing(signed_in, path):
    answer = signed_in.get(path)
    assert (answer.status_code, answer["Content-Type"], list(answer.json())) == (404, "application/json", ["detail"])


def test_a_request_too_large_to_read_is_said_in_the_portals_dress(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = signed_in.post("/assignments/new/", {f"field{number}": "x" for number in range(9)})
    assert (answer.status_code, "400.html" in [part.name for part in answer.templates]) == (400, True)
