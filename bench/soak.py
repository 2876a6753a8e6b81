"""`make soak`: submissions over the API on eight connections, with repeats and photos; no error, no double, no lost photo.

SOAK=45000 says how many (the default); each tenth record is sent twice at once, each fiftieth has a photo that is sent twice.
"""

import hashlib
import io
import logging
import os
import sys
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402  settings come first
from django.db import connection  # noqa: E402
from PIL import Image  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from bench import data  # noqa: E402
from bench.inspections import checklist_of, content_of  # noqa: E402
from establishments.models import Establishment  # noqa: E402
from inspections.models import Answer, Inspection, Photo  # noqa: E402

COUNT, CONNECTIONS = int(os.environ.get("SOAK", "45000")), 8


def photo(number):
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (number % 256, number // 256 % 256, number // 65536 % 256)).save(file, "PNG")
    return file.getvalue()


class Lane(threading.Thread):
    """One connection: every eighth record, its repeats, its photos."""

    def __init__(self, number, officer, shop, checklist, second, items):
        super().__init__()
        self.number, self.wrong, self.sent, self.photos = number, [], 0, 0
        self.client, self.what = APIClient(SERVER_NAME="localhost"), (shop, checklist, second, items)
        self.client.force_authenticate(officer)

    def run(self):
        for number in range(self.number, COUNT, CONNECTIONS):
            self.send(number)
        connection.close()

    def send(self, number):
        content, shot = content_of(*self.what), photo(number) if number % 50 == 0 else None
        if shot:
            content["photos"] = [hashlib.sha256(shot).hexdigest()]
        self.expect(self.client.post("/api/v1/inspections/", content, format="json"), 201)
        if number % 10 == 0:
            self.expect(self.client.post("/api/v1/inspections/", content, format="json"), 200)
        for expected in (201, 200) if shot else ():
            file = {"inspection": content["id"], "file": SimpleUploadedFile("a.png", shot, "image/png")}
            self.expect(self.client.post("/api/v1/photos/", file, format="multipart"), expected)
        self.sent += 1
        self.photos += bool(shot)

    def expect(self, answer, code):
        if answer.status_code != code:
            self.wrong.append((answer.status_code, answer.content[:200]))


def main():
    logging.disable(logging.INFO)  # a line of every request
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        people = data.build(data.Size(establishments=2_000, people=100, assignments=1_000, inspections=0))
        second = people["district"]
        shop = Establishment.objects.select_related("place", "format").inside(second.posts[0].place).first()
        checklist = checklist_of(shop)
        items = list(checklist.items.values_list("pk", flat=True))
        lanes = [Lane(number, people["city"], shop, checklist, second, items) for number in range(CONNECTIONS)]
        began = time.perf_counter()
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        took = time.perf_counter() - began
        wrong = [fault for lane in lanes for fault in lane.wrong]
        kept = (Inspection.objects.count(), Answer.objects.count(), Photo.objects.count(), Inspection.objects.incomplete().count())
        expected = (COUNT, COUNT * len(items), sum(lane.photos for lane in lanes), 0)
        print(f"{COUNT:,} submissions on {CONNECTIONS} connections in {took:.0f} s: {COUNT / took:.0f} a second")
        print(f"wrong answers {len(wrong)}; records, answers, photos, incomplete {kept}, expected {expected}")
        sys.exit(bool(wrong) or kept != expected)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


main()
