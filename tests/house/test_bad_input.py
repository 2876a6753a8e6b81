"""Every form of the portal, filled with what nobody should type: a sentence or a refusal, never a fault."""

from html.parser import HTMLParser
from http.cookies import SimpleCookie
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from openpyxl import load_workbook

from tasks.escalation import climb_due
from tasks.models import Notice
from tests.browser.pages import busy_town, pages
from tests.town import assignment, moment

NASTY = "=1+1\x01\x07\x0b\x1b[31m\x7f\u202e\ufeff<script>{{ 7|add:7 }}#panic() $x$ \\ ` ["
TYPED = {
    "nul": "a\x00b",
    "what files, letters and pages must not run": NASTY,
    "a huge number": "9" * 400,
    "the last year": "9999-12-31T23:59",
}
ANSWERED = (200, 403, 404, 409, 422)
NOT_TYPED = ("/i18n/", "/sign-out/")


class Forms(HTMLParser):
    """The forms of a page that are posted: [(address, {name: (value, whether it is typed or chosen)})]."""

    def __init__(self):
        super().__init__()
        self.found, self.fields, self.select = [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.fields = {} if (given.get("method") or "").lower() == "post" else None
            if self.fields is not None:
                self.found.append((given.get("action") or "", self.fields))
        elif self.fields is not None and tag in ("input", "textarea", "select", "button") and given.get("name"):
            typed = tag in ("textarea", "select") or given.get("type", "text") not in ("hidden", "submit", "checkbox", "radio", "file")
            if tag != "button":
                self.fields[given["name"]] = (given.get("value") or "", typed)

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None


def forms_of(town, clients):
    """{(person, address): fields} of every form that is posted, once for each address that answers it."""
    found = {}
    for who, path in pages(town):
        reader = Forms()
        reader.feed(clients[who].get(path).content.decode())
        for action, fields in reader.found:
            action = action or path
            if not action.startswith(NOT_TYPED) and resolve(action.partition("?")[0]).url_name.rpartition("-")[2] != "list":
                found.setdefault((resolve(action.partition("?")[0]).url_name, tuple(fields)), (who, action, fields))
    return list(found.values())


def signed_in(town, who):
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(town.people[who])
    return client


@pytest.mark.slow
def test_no_form_falls_over(db):
    town = busy_town()
    clients = {who: signed_in(town, who) for who in (None, *town.people)}
    forms = forms_of(town, clients)
    assert len(forms) > 40
    assert [fault for form in forms for typed in TYPED if (fault := fault_of(clients, *form, typed))] == []


def fault_of(clients, who, action, fields, typed):
    """What went wrong with a form filled with one of TYPED; empty when it was answered in words. What it did is undone."""
    data = {name: TYPED[typed] if is_typed else value for name, (value, is_typed) in fields.items()}
    client = clients[who]
    session = dict(client.cookies)
    with transaction.atomic():
        answer = client.post(action, data)
        if answer.status_code == 302:
            answer = client.get(answer.url, follow=True)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in session.items()})
    return "" if answer.status_code in ANSWERED else f"{who} {action} {typed}: {answer.status_code}"


@pytest.mark.django_db
def test_what_was_typed_is_shown_printed_and_exported_as_text(town, client):
    work = assignment(town, title=f"{NASTY}😀👩‍🍳𠮷\ue000", at=moment("2026-03-02 09:30"), due_at=moment("2026-03-20 18:00"))
    climb_due(at=moment("2026-03-17 18:00"))
    letter = Notice.objects.get(assignment=work)
    client.force_login(town.ma)
    assert b"<script>{{" not in client.get(work.get_absolute_url()).content
    assert client.get(letter.get_absolute_url()).status_code == 200
    assert client.get(reverse("notice-pdf", args=[letter.pk])).getvalue().startswith(b"%PDF")
    assert b"".join(client.get(reverse("notice-word", args=[letter.pk])).streaming_content).startswith(b"PK")
    sheet = b"".join(client.get("/assignments/", {"export": "xlsx"}).streaming_content)
    titles = [row[0] for row in load_workbook(BytesIO(sheet)).active.values]
    assert titles[1].startswith("'=1+1")
    rows = b"".join(client.get("/assignments/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "\n'=1+1" in rows or "\n\"'=1+1" in rows
