"""Papers that were signed by hand come back as scans: whoever sees the paper sees them, and none is taken away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from base.errors import Refused
from grid.models import SignedCopy
from grid.responsibility import draw_up
from tests.inspections.records import picture

pytestmark = pytest.mark.django_db


def scan(name="交接单.jpg"):
    return SimpleUploadedFile(name, picture("white"), "image/jpeg")


@pytest.fixture
def sheet(town):
    return town.zhao.appointments.get().hand_over(by=town.admin, successor=town.zhou)


@pytest.fixture
def published(town):
    made = draw_up(town.street, by=town.li)
    made.sign(by=town.li)
    return made


def test_a_sheet_waits_for_its_signatures_until_the_scan_is_there(town, sheet, client):
    assert sheet.status == "unsigned"
    client.force_login(town.li)
    assert client.get(reverse("handover-list"), {"status": "unsigned"}).context["count"] == 1
    assert client.post(reverse("handover-keep_copy", args=[sheet.pk]), {}).status_code == 422
    client.post(reverse("handover-keep_copy", args=[sheet.pk]), {"files": [scan(), scan("第二页.jpg")]})
    sheet.refresh_from_db()
    assert (sheet.status, sheet.copies.count(), sheet.history().first().verb) == ("signed", 2, "keep_copy")
    assert "第二页.jpg" in client.get(sheet.get_absolute_url()).content.decode()


def test_more_pages_may_follow_and_what_is_no_paper_is_refused(town, sheet, client):
    sheet.keep_copy(by=town.admin, files=[scan()])
    sheet.keep_copy(by=town.admin, files=[scan("补页.jpg")])
    assert sheet.copies.count() == 2
    client.force_login(town.admin)
    bad = SimpleUploadedFile("交接单.pdf", b"no paper at all", "application/pdf")
    assert client.post(reverse("handover-keep_copy", args=[sheet.pk]), {"files": [bad]}).status_code == 422


def test_only_a_published_list_has_signed_copies(town, published, client):
    draft = draw_up(town.street, by=town.li)
    with pytest.raises(Refused):
        draft.keep_copy(by=town.li, files=[scan("清单.jpg")])
    assert not SignedCopy.objects.exists()
    client.force_login(town.li)
    url = f"/api/v1/responsibility-lists/{published.pk}/keep_copy/"
    assert client.post(url, {"files": [scan("清单.jpg")]}).status_code == 200
    assert published.copies.get().name == "清单.jpg"


def test_a_copy_is_handed_out_to_whoever_sees_its_paper(town, sheet, published, client):
    sheet.keep_copy(by=town.admin, files=[scan()])
    published.keep_copy(by=town.li, files=[scan("清单.jpg")])
    for copy in SignedCopy.objects.all():
        for person, status in ((town.wang, 200), (town.jin, 404), (town.sun, 404)):
            client.force_login(person)
            assert client.get(reverse("signedcopy-file", args=[copy.pk])).status_code == status
