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


def test_the_profile_keeps_language_and_large_type(town, client):
    client.force_login(town.zhao)
    response = client.post(reverse("profile"), {"phone": "13900000001", "email": "", "language": "zh-hant", "large_type": "on"})
    assert response.status_code == 302
    town.zhao.refresh_from_db()
    assert (town.zhao.language, town.zhao.large_type) == ("zh-hant", True)
    assert response.cookies["django_language"].value == "zh-hant"


def test_the_own_password_is_changed_and_a_weak_one_refused(town, client):
    client.force_login(town.zhao)
    weak = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    assert client.post(reverse("password_change"), weak).context["form"].errors
    strong = {"old_password": PASSWORD, "new_password1": "shi-an-2027-yc", "new_password2": "shi-an-2027-yc"}
    assert client.post(reverse("password_change"), strong).status_code == 302
    town.zhao.refresh_from_db()
    assert town.zhao.check_password("shi-an-2027-yc")
