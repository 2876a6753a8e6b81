"""The map over the whole register: what one look costs, from the query alone to the answer a browser gets."""

from django.db import connection

from bench import browser, clock
from bench.clock import Line
from establishments.clusters import clusters
from establishments.models import Establishment

CITY, TOWN, STREETS = (105.8, 37.6, 106.9, 39.0), (106.1, 38.3, 106.4, 38.6), (106.20, 38.45, 106.24, 38.48)
LOOKS = {8: CITY, 11: TOWN, 14: STREETS}
PLAIN = """
    SELECT floor(longitude / %(side)s), floor(latitude / %(tall)s), count(*), avg(longitude), avg(latitude), min(id)
    FROM establishments_establishment WHERE longitude BETWEEN %(west)s AND %(east)s AND latitude BETWEEN %(south)s AND %(north)s
    GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 2000"""


def look(user, zoom, bbox):
    return clusters(Establishment.objects.standing().reachable(user, "view"), bbox, zoom)


def plain_look(zoom, bbox):
    west, south, east, north = bbox
    side = 90 / 2**zoom
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"side": side, "tall": side * 0.78, "west": west, "east": east, "south": south, "north": north})
        return cursor.fetchall()


def measures(people):
    user = people["city"]
    for zoom, bbox in LOOKS.items():
        found, plain = look(user, zoom, bbox), plain_look(zoom, bbox)
        assert sum(one["count"] for one in found) == sum(row[2] for row in plain), "both gather the same shops"
        ours = clock.measure(lambda zoom=zoom, bbox=bbox: look(user, zoom, bbox))
        theirs = clock.measure(lambda zoom=zoom, bbox=bbox: plain_look(zoom, bbox))
        yield Line(f"map at zoom {zoom}", ours, theirs, about=f"{sum(row[2] for row in plain):,} shops in {len(plain)} squares")
    yield whole_answer(user)


def whole_answer(user):
    """The whole city as a browser asks for it: session, post, query, JSON."""
    client = browser.of(user)
    zoom, bbox = next(iter(LOOKS.items()))
    query = {"zoom": zoom, "bbox": ",".join(map(str, bbox))}
    ours = clock.measure(lambda: client.get("/api/v1/establishments/clusters/", query, secure=True).json()["clusters"])
    return Line("map of the whole city, as the browser gets it", ours, clock.measure(lambda: plain_look(zoom, bbox)))
