"""Photos that attack, photos sent apart, what is shown of them, and submissions that cannot be used."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image
from rest_framework.test import APIClient

from inspections.models import Inspection, Photo, Quarantined
from inspections.submission import submit_inspection
from tests.inspections.records import picture, record, sha256, upload

pytestmark = pytest.mark.django_db


def api(person):
    person.__dict__.pop("posts", None)
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def inspection(town):
    return submit_inspection(record(town), by=town.zhao, at=timezone.now())[0]


def send(town, inspection, content, name="photo.jpg", **more):
    return api(town.zhao).post("/api/v1/photos/", {"inspection": inspection.pk, "file": upload(content, name)} | more, format="multipart")


def with_exif():
    """A picture whose camera tells its owner, its place and its moment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "PERSONAL-NAME"
    exif[ExifTags.Base.Make] = "PHONE-MAKER"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:01:02 03:04:05"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (38.0, 28.0, 13.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return picture("blue", size=(640, 480), exif=exif)


def test_the_original_is_untouched_and_the_copy_says_nothing_of_camera_person_or_place(town, inspection, client):
    shot = with_exif()
    assert send(town, inspection, shot).status_code == 201
    photo = Photo.objects.get()
    assert photo.file.read() == shot
    assert photo.sha256 == sha256(shot)
    assert f"{timezone.localtime(photo.taken_at):%Y-%m-%d %H:%M}" == "2026-01-02 03:04"
    client.force_login(town.liu)
    copy = b"".join(client.get(reverse("photo-copy", args=[photo.pk])).streaming_content)
    assert b"PERSONAL-NAME" not in copy
    assert b"PHONE-MAKER" not in copy
    with Image.open(io.BytesIO(copy)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (640, 480), {})
        assert shown.getpixel((320, 470)) != shown.getpixel((320, 100)), "the mark stands at its foot"
    again = b"".join(client.get(reverse("photo-copy", args=[photo.pk])).streaming_content)
    assert again == copy


def test_what_the_phone_says_of_a_shot_is_kept_beside_it(town, inspection):
    taken = timezone.now() - timedelta(hours=1)
    send(town, inspection, picture(), taken_at=taken.isoformat(), latitude=38.47, longitude=106.27)
    photo = Photo.objects.get()
    assert (photo.taken_at, photo.latitude, photo.longitude) == (taken, 38.47, 106.27)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *chunks, rows=b"\0" * 1000):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


REFUSED = {
    "200 megapixels": png(20000, 10000),
    "a zip": b"PK\x03\x04" + b"\0" * 2000,
    "a zip bomb of text inside a picture": png(10, 10, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9))),
    "svg with script": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg in a jpeg's name": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a script that begins like a picture": b"\xff\xd8\xff/*<script>alert(1)</script>*/",
}


@pytest.mark.parametrize("attack", REFUSED, ids=str)
def test_an_attack_is_refused(town, inspection, attack):
    assert send(town, inspection, REFUSED[attack]).status_code == 422
    assert not Photo.objects.exists()


POLYGLOTS = {
    "html behind a picture": b"<html><script>alert(1)</script></html>",
    "a zip behind a picture": b"PK\x03\x04evil.exe",
    "php": b"<?php evil() ?>",
}


@pytest.mark.parametrize("tail", POLYGLOTS, ids=str)
def test_a_polyglot_is_only_ever_a_picture_and_its_copy_is_clean(town, inspection, client, tail):
    send(town, inspection, picture(size=(200, 100)) + POLYGLOTS[tail], name="shot.html")
    photo = Photo.objects.get()
    assert photo.file.name.endswith(".jpg")
    client.force_login(town.zhao)
    original = client.get(reverse("photo-file", args=[photo.pk]))
    assert (original["Content-Type"], original["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in original["Content-Security-Policy"]
    copy = b"".join(client.get(reverse("photo-copy", args=[photo.pk])).streaming_content)
    assert POLYGLOTS[tail] not in copy


# Photos apart --------------------------------------------------------------------------------------------------------


def test_a_record_is_complete_when_its_last_photo_has_arrived(town):
    shots = [picture(colour) for colour in ("red", "green")]
    content = record(town, values=("pass", "fail", "pass"), photos=[sha256(shots[0])])
    content["findings"][0]["photos"] = [sha256(shots[1])]
    answer = api(town.zhao).post("/api/v1/inspections/", content, format="json").json()
    assert (answer["missing_photos"], answer["completed_at"]) == ([sha256(shot) for shot in shots], None)
    inspection = Inspection.objects.get()
    for shot in (shots[0], shots[0], shots[1]):
        inspection.refresh_from_db()
        assert inspection.completed_at is None
        send(town, inspection, shot)
    inspection.refresh_from_db()
    assert inspection.completed_at
    assert list(Inspection.objects.incomplete()) == []


def test_the_phones_form_sends_photos_apart_too(town, client):
    client.force_login(town.zhao)
    inspection, shot = submit_inspection(record(town, photos=[sha256(picture())]), by=town.zhao, at=timezone.now())[0], picture()
    url = reverse("inspection-photo", args=[inspection.pk])
    damaged = client.post(url, {"file": upload(picture("blue")), "sha256": sha256(shot)})
    assert (damaged.status_code, list(damaged.json())) == (422, ["sha256"])
    for _turn in range(2):
        answer = client.post(url, {"file": upload(shot), "sha256": sha256(shot), "latitude": "38.4"})
        assert (answer.status_code, answer.json()) == (200, {"missing": []})
    assert Photo.objects.count() == 1


# How a visit ends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"recusal": "applied"}, ["recusal_note"]),
        ({"signing": "signed"}, ["signature", "signer"]),
        ({"signing": "refused", "refusal": "有异议"}, ["witness"]),
        ({"signature": "a" * 64}, ["signature"]),
        ({"recusal": "perhaps"}, ["recusal"]),
    ],
)
def test_the_end_of_a_visit_is_told_whole(town, said, fields):
    answer = api(town.zhao).post("/api/v1/inspections/", record(town) | said, format="json")
    assert (answer.status_code, sorted(answer.json())) == (422, fields)


def test_a_client_of_the_first_contract_sends_the_same_record(town):
    content = record(town)
    assert api(town.zhao).post("/api/v1/inspections/", content, format="json").status_code == 201
    plain = {"recusal": "", "told": False, "signing": "", "late_reason": ""}
    assert api(town.zhao).post("/api/v1/inspections/", content | plain, format="json").status_code == 200


# Quarantine ----------------------------------------------------------------------------------------------------------


def test_an_unusable_submission_is_kept_with_its_reasons_and_counted(town, client):
    content = record(town)
    content["answers"].pop()
    for _turn in range(2):
        assert api(town.zhao).post("/api/v1/inspections/", content, format="json").status_code == 422
    row = Quarantined.objects.get()
    assert (row.by, row.times, row.record_id, list(row.reasons)) == (town.zhao, 2, content["id"], ["answers"])
    assert row.content == content
    client.force_login(town.zhao)
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(town.admin)
    assert content["id"] in client.get(row.get_absolute_url()).content.decode()
    client.post(reverse("quarantined-settle", args=[row.pk]), {"note": "已联系"})
    row.refresh_from_db()
    assert row.status == "settled"


def test_whatever_is_sent_can_be_kept(town):
    for content in ([], "text", {"id": "a\0b", "note": "x\0"}, {"id": 7}):
        assert api(town.zhao).post("/api/v1/inspections/", content, format="json").status_code == 422
    assert Quarantined.objects.count() == 4


def test_a_shop_is_found_by_the_code_on_its_board(town, client):
    from guarantees.boards import open_boards

    board = open_boards([town.shop.pk])[town.shop.pk]
    client.force_login(town.zhao)
    for typed in (board.code, board.address()):
        answer = client.get(reverse("inspection-new"), {"q": typed})
        assert answer.url == f"{reverse('inspection-new')}?establishment={town.shop.pk}"
    client.force_login(town.zhou)
    assert client.get(reverse("inspection-new"), {"q": board.code}).status_code == 200
