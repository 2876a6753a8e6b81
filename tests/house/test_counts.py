"""A number beside a word is the length of the list behind it, for everybody who may see the list."""

from urllib.parse import urljoin

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from base.pages import ListPage
from inspections.models import Finding
from tasks.models import FINDINGS
from tests.browser.pages import busy_town

pytestmark = pytest.mark.django_db


def lists():
    """The addresses of all lists that need no row to be named; those that prepare more have tests of their own."""
    names = sorted(name for name in get_resolver().reverse_dict if isinstance(name, str))
    for name in names:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        page = getattr(resolve(url).func, "view_class", None)
        if isinstance(page, type) and issubclass(page, ListPage) and page.get is ListPage.get:
            yield url


def page_for(person, url):
    match = resolve(url.partition("?")[0])
    page = match.func.view_class()
    page.setup(RequestFactory().get(url), *match.args, **match.kwargs)
    page.request.user, page.request.htmx = person, False
    return page


def length_of(person, url):
    page = page_for(person, url)
    return page.filterset_class(page.asked(), queryset=page.reachable(), request=page.request).qs.count()


def test_what_was_found_is_handed_over_as_work_of_a_finding():
    """Open findings are counted among the work of these kinds alone."""
    busy_town()
    assert 0 < Finding.objects.filter(assignment__kind__in=FINDINGS).count() == Finding.objects.count()


def test_every_tab_of_every_list_says_how_many_rows_it_leads_to():
    town, found = busy_town(), 0
    for person in town.people.values():
        for url in lists():
            try:
                tabs = page_for(person, url).tabs()
            except PermissionDenied:
                continue
            for tab in tabs:
                if tab.get("count") is not None:
                    assert length_of(person, urljoin(url, tab["url"])) == tab["count"], (person, url, tab)
                    found += 1
    assert found > 200
