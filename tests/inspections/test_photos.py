"""Photos: sent again they are the same, a file that lies about its type is refused, strangers see none."""

import struct
import zlib
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from base import files
from inspections.models import Finding, Inspection, Photo
from tests.inspections.records import picture, record, sha256, upload

pytestmark = pytest.mark.django_db


def client(person):
    person.__dict__.pop("posts", None)
    api = APIClient()
    api.force_authenticate(person)
    return api


@pytest.fixture
def shot():
    return picture()


@pytest.fixture
def inspection(town, shot):
    """One finding that names `shot`, and a photo of the shop front that is named too."""
    content = record(town, values=("pass", "fail", "pass"), photos=["f" * 64])
    content["findings"][0]["photos"] = [sha256(shot)]
    answer = client(town.zhao).post("/api/v1/inspections/", content, format="json")
    assert answer.json()["missing_photos"] == ["f" * 64, sha256(shot)]
    return Inspection.objects.get()


def send(person, inspection, content, name="photo.jpg", kind="image/jpeg", **more):
    data = {"inspection": getattr(inspection, "pk", inspection), "file": upload(content, name, kind)} | more
    return client(person).post("/api/v1/photos/", data, format="multipart")


def test_a_named_photo_finds_its_finding_and_is_missing_no_more(town, inspection, shot):
    answer = send(town.zhao, inspection, shot, sha256=sha256(shot))
    assert answer.status_code == 201
    photo = Photo.objects.get()
    assert (photo.finding, photo.sha256, photo.mime_type, photo.uploaded_by) == (
        Finding.objects.get(),
        sha256(shot),
        "image/jpeg",
        town.zhao,
    )
    assert photo.file.read() == shot
    row = client(town.zhao).get(f"/api/v1/inspections/{inspection.pk}/").json()
    assert (row["missing_photos"], len(row["photos"])) == (["f" * 64], 1)


def test_the_same_photo_again_is_the_same_photo(town, inspection, shot):
    first = send(town.zhao, inspection, shot)
    again = send(town.qian, inspection, shot, name="IMG_2.jpg")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Photo.objects.count() == 1


def test_a_photo_that_nothing_named_says_whose_it_is(town, inspection):
    finding = Finding.objects.get()
    assert send(town.zhao, inspection, picture("blue"), item=finding.item_id).json()["finding"] == finding.pk
    assert send(town.zhao, inspection, picture("green"), finding=finding.pk).json()["finding"] == finding.pk
    assert send(town.zhao, inspection, picture("white")).json()["finding"] is None
    assert send(town.zhao, inspection, picture("black"), finding=finding.pk + 1).status_code == 422


def bomb():
    """A PNG of a few bytes that claims 900 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


LIES = {
    "html named jpg": b"<!doctype html><html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a truncated jpeg": picture(size=(640, 480))[:-300],
    "a truncated png": picture(form="PNG", size=(640, 480))[:-60],
    "only the head of a jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 200,
    "html behind the head of a gif": b"GIF89a<script>alert(1)</script>",
    "a pdf": b"%PDF-1.7\n%%EOF",
    "an empty file": b"",
    "a decompression bomb": bomb(),
    "a bomb just under what pillow refuses": picture("white", size=(9000, 6000), form="PNG"),
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_file_is_what_its_bytes_say(town, inspection, lie):
    answer = send(town.zhao, inspection, LIES[lie])
    assert answer.status_code == 422
    assert answer.json()["file"]
    assert not Photo.objects.exists()


def test_a_picture_beyond_20_megabytes_is_refused(town, inspection, shot):
    answer = send(town.zhao, inspection, shot + b"\0" * files.LARGEST_FILE)
    assert (answer.status_code, list(answer.json())) == (422, ["file"])


def test_a_photo_that_arrived_damaged_is_sent_again(town, inspection, shot):
    answer = send(town.zhao, inspection, picture("blue"), sha256=sha256(shot))
    assert (answer.status_code, list(answer.json())) == (422, ["sha256"])
    assert not Photo.objects.exists()


def test_what_is_no_photo_at_all(town, inspection):
    assert set(client(town.zhao).post("/api/v1/photos/", {}, format="multipart").json()) == {"inspection", "file"}
    assert client(town.zhao).post("/api/v1/photos/", {"inspection": "7", "file": "text"}, format="multipart").status_code == 422


def test_only_the_two_officers_add_photos_and_strangers_know_of_none(town, inspection, shot):
    assert send(town.li, inspection, shot).status_code == 403
    assert send(town.liu, inspection, shot).status_code == 403
    assert send(town.zhou, inspection, shot).status_code == 404
    assert send(town.zhao, uuid4(), shot).status_code == 404
    assert not Photo.objects.exists()


def test_a_photo_is_seen_by_who_sees_its_inspection(town, inspection, shot, client):
    photo = send(town.zhao, inspection, shot).json()["id"]
    for person, code in [(town.zhao, 200), (town.liu, 200), (town.wang, 200), (town.zhou, 404), (town.jin, 404), (town.sun, 404)]:
        client.force_login(person)
        answer = client.get(reverse("photo-file", args=[photo]))
        assert answer.status_code == code, person
    client.force_login(town.liu)
    answer = client.get(reverse("photo-file", args=[photo]))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert b"".join(answer.streaming_content) == shot


def test_a_photo_is_fetched_with_a_token(town, inspection, shot):
    photo = send(town.zhao, inspection, shot).json()
    token = Token.objects.create(user=town.zhao)
    fetched = Client().get(photo["url"], headers={"Authorization": f"Token {token.key}"})
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(fetched.streaming_content) == shot
    assert Client().get(photo["url"]).status_code == 401
