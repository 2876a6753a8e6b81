"""People: who sees whom, whose account whom may change, and passwords that nobody else knows."""

import re

import pytest
from django.urls import reverse

from accounts.invitations import slips
from accounts.models import User
from tests.town import PASSWORD, appoint

pytestmark = pytest.mark.django_db


def names(user, action="view"):
    return {person.username for person in User.objects.reachable(User.objects.get(pk=user.pk), action)}


def test_each_sees_the_people_in_post_inside_the_own_place(town):
    assert names(town.admin) == set(town.people)
    assert names(town.li) == {"li", "qian", "zhao", "zhou", "chen", "liu"}
    assert names(town.zhao) == set()


def test_only_people_who_reach_no_further_can_be_changed(town):
    appoint(town.zhou, "系统管理员", town.branch, town.xingqing)
    appoint(town.chen, "市级督导", town.office, town.city)
    town.li.is_superuser = True
    town.li.save()
    assert {"zhao", "qian", "wang"} <= names(town.zhou, "change")
    assert not {"chen", "li", "ma", "jin"} & names(town.zhou, "change")


def test_a_new_person_has_no_password_until_the_link_is_used(town, client):
    client.force_login(town.admin)
    client.post(reverse("user-new"), {"name": "韩雪", "phone": "13900004321", "language": "zh-hans", "is_active": "on"})
    person = User.objects.get(name="韩雪")
    assert (person.username, person.has_usable_password()) == ("hanxue", False)
    page = client.post(reverse("user-invite", args=[person.pk])).content.decode()
    link = re.search(r"http://testserver(/welcome/[^\"]+)", page)[1]
    assert link not in client.get(person.get_absolute_url()).content.decode()
    client.logout()
    form = client.get(link, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"new_password1": "long-words-26", "new_password2": "long-words-26"})
    assert answer.url == reverse("login")
    person.refresh_from_db()
    assert person.check_password("long-words-26")
    assert "失效" in client.get(link, follow=True).content.decode()
    assert [entry.verb for entry in person.history()] == ["set_password", "invite", "create"]


def test_a_link_dies_with_the_next_one_and_the_list_says_who_has_not_accepted(town, client):
    client.force_login(town.admin)
    client.post(reverse("user-new"), {"name": "韩雪", "language": "zh-hans", "is_active": "on"})
    person = User.objects.get(name="韩雪")

    def listed(account):
        return person in client.get(reverse("user-list"), {"account": account}).context["table"].data.data

    assert listed("uninvited") and not listed("waiting") and not listed("accepted")
    links = [link_of(client.post(reverse("user-invite", args=[person.pk]))) for _time in range(2)]
    assert listed("waiting") and not listed("uninvited")
    assert "失效" in client.get(links[0], follow=True).content.decode()
    assert "失效" not in client.get(links[1], follow=True).content.decode()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert listed("closed") and not listed("waiting")
    assert "失效" in client.get(links[1], follow=True).content.decode()


def link_of(page):
    return re.search(r"http://testserver(/welcome/[^\"]+)", page.content.decode())[1]


def test_a_closed_account_gets_no_link_however_it_is_asked(town, client):
    User.objects.filter(pk=town.zhao.pk).update(is_active=False)
    client.force_login(town.admin)
    refused = client.post(reverse("user-invite", args=[town.zhao.pk]))
    assert refused.status_code == 409
    assert "停用" in refused.content.decode()
    assert not town.zhao.history().exists()


def test_who_may_not_change_people_makes_no_link(town, client):
    client.force_login(town.wang)
    assert client.post(reverse("user-invite", args=[town.zhao.pk])).status_code == 403
    assert client.post(reverse("user-invite", args=[town.jin.pk])).status_code == 404
    assert client.get(reverse("user-new")).status_code == 403


def test_a_person_s_phone_is_masked_and_looking_is_recorded(town, client):
    town.zhao.phone = "13900005678"
    town.zhao.save()
    client.force_login(town.li)
    assert "139****5678" in client.get(town.zhao.get_absolute_url()).content.decode()
    assert "13900005678" in client.post(reverse("user-phone", args=[town.zhao.pk])).content.decode()
    assert town.zhao.history().get().verb == "see_phone"


@pytest.mark.parametrize("people", [1, 5])
def test_the_list_costs_the_same_however_long(town, client, people, django_assert_num_queries):
    for number in range(people):
        person = User.objects.create(username=f"wei{number}", name=f"魏{number}")
        appoint(person, "网格员", town.street_office, town.cell)
    client.force_login(town.admin)
    client.get(reverse("user-list"), {"text": "魏"})
    with django_assert_num_queries(10):
        assert client.get(reverse("user-list"), {"text": "魏"}).context["count"] == people


def token(client, username, password):
    return client.post("/api/v1/token/", {"username": username, "password": password}, content_type="application/json")


def test_a_token_opens_the_api_and_a_wrong_word_does_not(town, client):
    answer = token(client, "wang", PASSWORD)
    assert answer.status_code == 200
    headers = {"Authorization": f"Token {answer.json()['token']}"}
    assert client.get("/api/v1/places/", headers=headers).json()["count"] == 8
    assert client.get("/api/v1/places/").status_code == 401
    assert token(client, "wang", "wrong").status_code == 401
    assert token(client, "nobody", "wrong").status_code == 401
    assert client.post("/api/v1/token/", {}, content_type="application/json").status_code == 422


def test_a_new_password_ends_the_token_of_the_old_one(town, client):
    headers = {"Authorization": f"Token {token(client, 'wang', PASSWORD).json()['token']}"}
    client.force_login(town.wang)
    words = {"old_password": PASSWORD, "new_password1": "other-words-27", "new_password2": "other-words-27"}
    assert client.post(reverse("password_change"), words).status_code == 302
    client.logout()
    assert client.get("/api/v1/places/", headers=headers).status_code == 401


def test_repeated_failures_lock_the_token_as_they_lock_the_page(town, client, settings):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = token(client, "wang", "wrong")
    assert answer.status_code == 429
    assert token(client, "wang", PASSWORD).status_code == 429
    assert token(client, "ma", PASSWORD).status_code == 200


def uninvited(*names):
    people = [User(username=f"new{number}", name=name) for number, name in enumerate(names)]
    for person in people:
        person.set_unusable_password()
        person.save()
    return people


def test_many_are_invited_at_once_on_slips_and_whoever_has_a_password_is_left_out(town, client, monkeypatch):
    printed = []
    monkeypatch.setattr("accounts.invitations.render", lambda template, data, pictures: printed.append(data) or b"%PDF")
    client.force_login(town.admin)
    people = uninvited("田野", "韩雪")
    chosen = {"pk": [person.pk for person in [*people, town.zhao]]}
    asked = client.post(reverse("user-bulk-invite"), chosen)
    assert asked.context["rows"] == people and not printed
    answer = client.post(reverse("user-bulk-invite"), chosen | {"confirmed": "yes"})
    assert (answer["content-type"], answer.content) == ("application/pdf", b"%PDF")
    assert [person["name"] for person in printed[0]["people"]] == ["田野", "韩雪"]
    assert all(person.history()[0].verb == "invite" for person in people)
    assert not [entry for entry in town.zhao.history() if entry.verb == "invite"]
    client.logout()
    assert client.get(printed[0]["people"][0]["link"], follow=True).context["validlink"]


def test_slips_are_printed(town):
    people = User.objects.with_names().order_by("pk")
    links = [(person, f"https://portal.example/welcome/{person.pk}/{'x' * 60}/") for person in people]
    assert slips(links).startswith(b"%PDF")


def test_only_who_may_change_people_invites_many(town, client):
    (person,) = uninvited("韩雪")
    for asker, status in ((town.wang, 403), (town.sun, 403)):
        client.force_login(asker)
        assert client.post(reverse("user-bulk-invite"), {"pk": person.pk, "confirmed": "yes"}).status_code == status
    appoint(town.zhou, "系统管理员", town.branch, town.xingqing)
    client.force_login(town.zhou)
    client.post(reverse("user-bulk-invite"), {"pk": person.pk, "confirmed": "yes"})  # holds no post in the district
    person.refresh_from_db()
    assert person.invited_at is None
