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
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
DESK = {"height": 900, "deviceScaleFactor": 1, "mobile": False}
BUSIEST = {"ma", "wang"}  # half of the addresses are theirs


@pytest.fixture
def town(transactional_db):
    return busy_town()


def test_no_page_is_forgotten(db):
    named = names_of(address for _who, address in pages(busy_town()))
    assert named >= all_names() - NOT_PAGES
    assert not named & NOT_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("busiest", [True, False], ids=["the-busiest", "all-others"])
def test_every_page_reads_well(town, enter, axe, phone, browser_size, busiest):
    faults = []
    for who, addresses in by_person(pages(town)):
        if (who in BUSIEST) != busiest:
            continue
        phone.context.clear_cookies()
        if who:
            enter(phone, getattr(town, who))
        for address in addresses:
            faults += [f"{who} {address}: {fault}" for fault in faults_of(phone, address, axe, browser_size)]
    assert not faults, "\n".join(faults)


@pytest.fixture
def browser_size(phone):
    """`browser_size(**metrics)`: the page as it stands, from now on on another screen."""
    devtools = phone.context.new_cdp_session(phone)

    def resize(**metrics):
        devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": metrics["mobile"]})
        devtools.send("Emulation.setDeviceMetricsOverride", metrics)

    return resize


def by_person(pages):
    grouped = defaultdict(list)
    for who, address in pages:
        grouped[who].append(address)
    return grouped.items()


def faults_of(page, address, axe, resize):
    """What is wrong with a page that is opened on a phone and then looked at on a desk."""
    resize(**PHONE)
    answer = page.goto(address)
    faults = [] if answer.status in (200, 403, 404, 409) else [f"answers {answer.status}"]
    faults += sticking_out(page, "a phone") + axe(page)
    for width in (1280, 1440) if page.locator(".table-wrap").count() else (1440,):
        resize(**DESK, width=width)
        faults += sticking_out(page, f"{width} px")
    return faults + axe(page)


def sticking_out(page, on):
    wider = page.evaluate(WIDER)
    return ([f"{wider} px too wide on {on}"] if wider > 0 else []) + page.evaluate(STICKS_OUT)
