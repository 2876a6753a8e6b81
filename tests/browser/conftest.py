"""A real Chromium against a live server, at a desk and on a phone."""

import os
import re
import shutil
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import expect

# Playwright keeps an event loop in this thread; the tests themselves are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A cold machine, not the product, is allowed to be slow: for what a page is asked to do, and for what is expected of it.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--no-first-run",
]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "The browser tests need Chromium; on Debian: apt-get install chromium"
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture
def open_page(browser, live_server):
    """A function that opens a page of a given size; whatever the browser complains of fails the test at its end."""
    contexts, complaints = [], []

    def open_one(**size):
        still = {"reduced_motion": "reduce"}  # colours half way through a transition are nobody's fault
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **still, **size)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, complaints


def is_complaint(line):
    """An error in the console, except the browser's own note of what tests ask for.

    A page that answers 4xx, a dead spot, and suggestions still on their way when the form they belong to is sent.
    """
    return line.type == "error" and not re.search(
        r"status of 4\d\d|ERR_INTERNET_DISCONNECTED|ERR_ABORTED|htmx:send(Error|Abort)", line.text
    )


@pytest.fixture
def desktop(open_page):
    return open_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def phone(open_page):
    return open_page(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True)


@pytest.fixture
def enter(live_server):
    """`enter(page, user)`: the person is signed in on that page, as after the sign-in form."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        assert SessionStore(session_key=session).load()
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return sign_in


@pytest.fixture
def axe():
    """`axe(page)`: the accessibility rules that the page breaks, in a form worth reading; empty when clean.

    Style sheets are read for the one rule that asks for them (nobody is kept from turning the screen) when they are new.
    """
    read = set()

    def violations(page):
        page.wait_for_load_state()
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE.read_text())
        sheets = set(page.evaluate("() => [...document.styleSheets].map(sheet => sheet.href)"))
        how = {"runOnly": RULES, "resultTypes": ["violations"], "preload": not sheets <= read}
        read.update(sheets)
        found = page.evaluate("how => axe.run(document, how)", how)["violations"]
        return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.fixture
def reads_well(axe):
    """`reads_well(page)`: the page is no wider than the screen and clean for axe.

    A click is over when the next page begins to arrive; looking before it is there would find an empty document.
    """

    def check(page):
        page.wait_for_load_state()
        assert page.locator("html").evaluate("page => page.scrollWidth <= page.clientWidth"), page.url
        assert axe(page) == [], page.url

    return check
