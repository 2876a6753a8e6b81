"""Signing in: one sentence for every failure, a pause after five, and the person's own language."""

import pytest
from django.urls import reverse

from tests.town import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, username, password):
    return client.post(reverse("login"), {"username": username, "password": password})


def test_the_right_words_open_the_portal(town, client):
    response = sign_in(client, "wang", PASSWORD)
    assert (response.status_code, response.url) == (302, "/")
    assert response.cookies["django_language"].value == "zh-hans"


def test_a_failure_never_says_which_part_was_wrong(town, client):
    texts = {sign_in(client, name, "wrong-password").content.decode().count("form-errors") for name in ("wang", "nobody")}
    assert texts == {1}
    unknown = sign_in(client, "nobody", "x").context["form"].non_field_errors()
    known = sign_in(client, "wang", "x").context["form"].non_field_errors()
    assert unknown == known


def test_five_failures_pause_signing_in_for_that_name_here(town, client):
    for _turn in range(5):
        sign_in(client, "wang", "wrong")
    assert sign_in(client, "wang", PASSWORD).status_code == 429
    assert sign_in(client, "ma", PASSWORD).status_code == 302


def test_a_stranger_is_sent_to_the_door(client, db):
    response = client.get(reverse("profile"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_a_part_of_a_page_is_never_filled_with_the_door(client, db):
    """The session ended while a list stood open: the next press leads to the sign-in page and from there back to the list."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/assignments/?status=open"}
    response = client.get(reverse("assignment-list"), headers=headers)
    assert response.content == b""
    assert response["HX-Redirect"] == f"{reverse('login')}?next=/assignments/%3Fstatus%3Dopen"


def test_the_profile_keeps_language_and_large_type(town, client):
    client.force_login(town.zhao)
    response = client.post(reverse("profile"), {"phone": "13900000001", "email": "", "language": "zh-hant", "large_type": "on"})
    assert response.status_code == 302
    town.zhao.refresh_from_db()
    assert (town.zhao.language, town.zhao.large_type) == ("zh-hant", True)
    assert response.cookies["django_language"].value == "zh-hant"
    entry = town.zhao.history().first()
    assert (entry.verb, entry.actor) == ("change", town.zhao)
    assert entry.changes["language"] == ["zh-hans", "zh-hant"]
    assert "13900000001" not in str(entry.changes)


def test_the_own_password_is_changed_and_a_weak_one_refused(town, client):
    client.force_login(town.zhao)
    weak = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    assert client.post(reverse("password_change"), weak).context["form"].errors
    strong = {"old_password": PASSWORD, "new_password1": "shi-an-2027-yc", "new_password2": "shi-an-2027-yc"}
    assert client.post(reverse("password_change"), strong).status_code == 302
    town.zhao.refresh_from_db()
    assert town.zhao.check_password("shi-an-2027-yc")


def ask_for_token(client, username, password):
    return client.post("/api/v1/token/", {"username": username, "password": password}, content_type="application/json")


def test_the_api_says_one_sentence_and_then_that_signing_in_is_paused(town, client):
    wrong = [ask_for_token(client, name, "wrong") for name in ("wang", "nobody")]
    assert [answer.status_code for answer in wrong] == [401, 401]
    assert wrong[0].json() == wrong[1].json()
    for _turn in range(4):
        paused = ask_for_token(client, "wang", "wrong")
    assert (paused.status_code, paused["Content-Type"], list(paused.json())) == (429, "application/json", ["detail"])
    assert ask_for_token(client, "wang", PASSWORD).json() == paused.json()
    page = sign_in(client, "wang", PASSWORD)
    assert (page.status_code, "registration/lockout.html" in [part.name for part in page.templates]) == (429, True)


def test_a_success_forgets_the_failures_before_it_for_the_api_too(town, client):
    for _day in range(3):
        for _turn in range(3):
            assert ask_for_token(client, "wang", "wrong").status_code == 401
        assert ask_for_token(client, "wang", PASSWORD).status_code == 200
    town.wang.refresh_from_db()
    assert town.wang.last_login


def test_a_closed_account_is_told_no_more_than_a_stranger(town, client):
    type(town.wang).objects.filter(pk=town.wang.pk).update(is_active=False)
    assert ask_for_token(client, "wang", PASSWORD).json() == ask_for_token(client, "nobody", "x").json()
    assert (
        sign_in(client, "wang", PASSWORD).context["form"].non_field_errors()
        == sign_in(client, "nobody", "x").context["form"].errors["__all__"]
    )


@pytest.mark.parametrize("name", ["a\x00b", "\x01", "九" * 500, "'; --"])
def test_a_strange_user_name_is_wrong_or_refused_never_a_fault(town, client, name):
    client.raise_request_exception = False
    assert sign_in(client, name, "x").status_code == 200
    assert ask_for_token(client, name, "x").status_code in (401, 422)
    assert ask_for_token(client, "wang", name).status_code in (401, 422)
