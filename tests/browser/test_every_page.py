"""Every page of the portal at a desk and on a phone: clean for axe, as wide as the screen, without a word in the console."""

from collections import defaultdict

import pytest

from tests.browser.pages import NOT_PAGES, all_names, busy_town, names_of, pages

# What sticks out of a panel to the right: a table that does not fit is cut off, not scrolled.
STICKS_OUT = """() => [...document.querySelectorAll(".panel")].flatMap(panel => [...panel.querySelectorAll(":scope > .table-wrap > table")]
    .filter(table => table.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1)
    .map(table => `table ${Math.round(table.getBoundingClientRect().width)} px in ${Math.round(panel.getBoundingClientRect().width)}`))"""
# Two frames later, when maps and charts have followed a new width.
WIDER = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    .then(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)"""


@pytest.fixture
def town(transactional_db):
    return busy_town()


def test_no_page_is_forgotten(town):
    named = names_of(address for _who, address in pages(town))
    assert named >= all_names() - NOT_PAGES
    assert not named & NOT_PAGES


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_reads_well(request, town, enter, axe, size):
    page, faults = request.getfixturevalue(size), []
    for who, addresses in by_person(pages(town)):
        page.context.clear_cookies()
        if who:
            enter(page, getattr(town, who))
        for address in addresses:
            answer = page.goto(address)
            faults += [f"{who} {address}: {fault}" for fault in faults_of(page, answer, axe, size)]
    assert not faults, "\n".join(faults)


def by_person(pages):
    grouped = defaultdict(list)
    for who, address in pages:
        grouped[who].append(address)
    return grouped.items()


def faults_of(page, answer, axe, size):
    faults = [] if answer.status in (200, 403, 404, 409) else [f"answers {answer.status}"]
    for width in (1280, 1440) if size == "desktop" and page.locator(".table-wrap").count() else (0,):
        if width:
            page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate(WIDER)
        faults += [f"{wider} px too wide at {width or size}"] if wider > 0 else []
        faults += page.evaluate(STICKS_OUT)
    return faults + axe(page)
