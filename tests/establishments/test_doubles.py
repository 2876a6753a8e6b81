"""Shops on record twice: found, decided, merged with everything that hangs on them, and never offered again once decided."""

import pytest
from django.urls import reverse
from django.utils import timezone

from base.errors import Refused
from establishments.doubles import find_duplicates
from establishments.models import Duplicate, Establishment
from inspections.models import Finding, Inspection
from inspections.submission import submit_inspection
from tasks.models import Assignment
from tests.inspections.records import record as content_of
from tests.town import shop

pytestmark = pytest.mark.django_db
NEAR, FAR = {"latitude": 38.4705, "longitude": 106.2702}, {"latitude": 38.4905, "longitude": 106.2702}


def twin(town, serial=50, name="宁味轩（凤凰北街店）小吃店", place=None, **facts):
    made = shop(town, serial, name, place or town.cell)
    for field, value in ({"phone": "", "principal": "另一人"} | NEAR | facts).items():
        setattr(made, field, value)
    made.save()
    return made


def pairs():
    return {(pair.first_id, pair.second_id): pair.signs for pair in Duplicate.objects.waiting()}


def find():
    Establishment.objects.filter(pk__gt=0).exclude(principal="另一人").update(phone="")  # the town's shops share one number
    return find_duplicates(at=timezone.now())


def test_a_similar_name_near_by_is_found_and_one_far_away_is_not(town):
    other, far = twin(town), twin(town, 51, **FAR)
    assert find() == 1
    assert pairs() == {(town.shop.pk, other.pk): ["name"]}
    assert far.pk not in {pk for pair in pairs() for pk in pair}


def test_the_same_licence_or_person_is_found_wherever_it_is(town):
    licence = {"licence_no": "JY21108071215650"}
    one = twin(town, 50, "甲店", **FAR, **licence)
    two = twin(town, 51, "乙店", town.cell_two, **licence, phone="13900007777")
    three = twin(town, 52, "丙店", phone="13900007777", latitude=38.2, longitude=106.1)
    find()
    assert pairs() == {(one.pk, two.pk): ["licence"], (two.pk, three.pk): ["person"]}


def test_what_was_said_to_be_two_is_not_offered_again(town):
    twin(town)
    find()
    Duplicate.objects.get().dismiss(by=town.qian, note="两家店")
    assert find() == 0
    assert pairs() == {}


def test_a_merge_takes_everything_along_and_both_addresses_work(town, client):
    other = twin(town)
    officer = town.shop.safety_officers.create(rank="officer", name="安全员")
    submit_inspection(content_of(town, values=("fail", "pass", "pass")), by=town.zhao, at=timezone.now())
    find()
    town.shop.merge(by=town.qian, into=other, note="同一家店")
    town.shop.refresh_from_db()
    other.refresh_from_db()
    assert (town.shop.status, town.shop.merged_into, town.shop.place.retired_on) == ("merged", other, timezone.localdate())
    assert Inspection.objects.get().establishment == other
    assert Finding.objects.get().place == other.place
    assert Assignment.objects.get(finding__isnull=False).place == other.place
    assert (other.organisation, other.safety_officers.get()) == (town.noodles, officer)
    assert town.liu.appointments.current(timezone.localdate()).get().place == other.place
    assert Duplicate.objects.get().status == "merged"
    client.force_login(town.wang)
    assert client.get(town.shop.get_absolute_url()).url == other.get_absolute_url()
    answer = client.get(f"/api/v1/establishments/{town.shop.pk}/").json()
    assert (answer["status"], answer["merged_into"]) == ("merged", other.pk)
    assert town.shop.pk not in [row["id"] for row in client.get("/api/v1/establishments/").json()["results"]]
    assert town.shop not in client.get(reverse("establishment-list")).context["table"].data.data


def test_a_chain_of_merges_leads_to_the_last(town):
    one, two = twin(town), twin(town, 51)
    town.shop.merge(by=town.qian, into=one, note="同一家店")
    one.merge(by=town.qian, into=two, note="同一家店")
    town.shop.refresh_from_db()
    assert town.shop.merged_into == two


def test_it_cannot_be_merged_into_itself_or_into_what_was_merged(town):
    one, two = twin(town), twin(town, 51)
    one.merge(by=town.qian, into=two, note="同一家店")
    for into in (town.shop, one):
        with pytest.raises(Refused):
            town.shop.merge(by=town.qian, into=into, note="同一家店")
    town.shop.refresh_from_db()
    assert town.shop.status == "open"


def test_a_pair_is_seen_by_who_sees_both_and_the_queue_leads_to_the_merge(town, client):
    other = twin(town)
    find()
    pair = Duplicate.objects.get()
    client.force_login(town.jin)
    assert client.get(pair.get_absolute_url()).status_code == 404
    client.force_login(town.qian)
    page = client.get(pair.get_absolute_url())
    url = f"{reverse('establishment-merge', args=[other.pk])}?into={town.shop.pk}"
    assert url in page.content.decode().replace("&amp;", "&")
    form = client.get(url).context["form"]
    answer = client.post(url, {"into": form.initial["into"], "note": "同一家店"})
    assert answer.url == other.get_absolute_url()
    other.refresh_from_db()
    assert other.merged_into == town.shop


def test_nobody_merges_into_a_shop_out_of_reach(town, client):
    client.force_login(town.qian)
    answer = client.post(reverse("establishment-merge", args=[town.shop.pk]), {"into": town.far_shop.pk, "note": "同一家店"})
    assert answer.status_code == 422
    town.shop.refresh_from_db()
    assert town.shop.status == "open"


def test_a_phone_shared_by_many_is_a_chain_and_no_duplicate(town):
    for serial in range(50, 64):
        twin(town, serial, f"连锁{serial}", phone="13900008888", latitude=38.0 + serial / 100, longitude=106.1)
    assert find() == 0
