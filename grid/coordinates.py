"""The three datums of Chinese maps, turned into one at the edge: inside, every point is WGS 84.

CGCS2000 (天地图, surveys) and WGS 84 (satellites) differ by centimetres and are one here. GCJ-02 (高德, 腾讯) is shifted by the published
polynomial of the State Bureau, some hundreds of metres; BD-09 (百度) is GCJ-02 shifted once more. The shift of GCJ-02 has no inverse
in closed form; it is smooth, so its fixed point is found by iteration, to a millimetre. Longitude comes first, in degrees.
"""

from math import atan2, cos, hypot, pi, radians, sin, sqrt

from django.utils.translation import gettext_lazy as _

WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"
DATUMS = {
    WGS84: _("WGS 84 or CGCS2000 (satellite, Tianditu)"),
    GCJ02: _("GCJ-02 (Amap, Tencent)"),
    BD09: _("BD-09 (Baidu)"),
}
CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north: beyond it nothing is shifted
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # the ellipsoid of Krasovsky, on which the shift is defined
CLOSE, ROUNDS = 1e-9, 30  # degrees; each round gains about two digits


def to_wgs84(longitude, latitude, datum=WGS84):
    """The point as (longitude, latitude) in WGS 84, given the datum it was read in."""
    if datum == WGS84:
        return longitude, latitude
    if datum == BD09:
        longitude, latitude = gcj02_of_bd09(longitude, latitude)
    elif datum != GCJ02:
        raise ValueError(f"{datum!r} is none of {', '.join(DATUMS)}")
    return wgs84_of_gcj02(longitude, latitude)


def from_wgs84(longitude, latitude, datum=WGS84):
    """A point of ours as another map writes it."""
    if datum == WGS84:
        return longitude, latitude
    point = gcj02_of_wgs84(longitude, latitude)
    return point if datum == GCJ02 else bd09_of_gcj02(*point)


def is_in_china(longitude, latitude):
    west, south, east, north = CHINA
    return west <= longitude <= east and south <= latitude <= north


def gcj02_of_wgs84(longitude, latitude):
    if not is_in_china(longitude, latitude):
        return longitude, latitude
    east, north = shift(longitude - 105.0, latitude - 35.0)
    bulge = 1 - ECCENTRICITY * sin(radians(latitude)) ** 2
    north = north * 180.0 / (AXIS * (1 - ECCENTRICITY) / (bulge * sqrt(bulge)) * pi)
    east = east * 180.0 / (AXIS / sqrt(bulge) * cos(radians(latitude)) * pi)
    return longitude + east, latitude + north


def wgs84_of_gcj02(longitude, latitude):
    """The point whose shift is this one: guess, look how far the guess is shifted astray, correct."""
    if not is_in_china(longitude, latitude):
        return longitude, latitude
    x, y = longitude, latitude
    for _round in range(ROUNDS):
        east, north = gcj02_of_wgs84(x, y)
        x, y = x + longitude - east, y + latitude - north
        if abs(longitude - east) < CLOSE and abs(latitude - north) < CLOSE:
            break
    return x, y


def shift(x, y):
    """Metres to the east and to the north, from degrees east of 105° and north of 35°."""
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi) + 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi) + 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north


def bd09_of_gcj02(longitude, latitude):
    turn = pi * 3000.0 / 180.0
    far = hypot(longitude, latitude) + 0.00002 * sin(latitude * turn)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * turn)
    return far * cos(angle) + 0.0065, far * sin(angle) + 0.006


def gcj02_of_bd09(longitude, latitude):
    x, y = longitude - 0.0065, latitude - 0.006
    for _round in range(ROUNDS):
        east, north = bd09_of_gcj02(x, y)
        x, y = x + longitude - east, y + latitude - north
        if abs(longitude - east) < CLOSE and abs(latitude - north) < CLOSE:
            break
    return x, y
