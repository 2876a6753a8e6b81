"""Points read off Chinese maps become WGS 84 once, at the edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.coordinates import BD09, GCJ02, WGS84, from_wgs84, is_in_china, to_wgs84

MILLIMETRE = 1e-8  # degrees, about

# The pairs with which github.com/googollee/eviltransform tests its own: WGS 84 and GCJ-02 as (longitude, latitude).
PUBLISHED = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
]
# One spot in Shanghai as three maps show it, noted by github.com/BruceZhaoR/pjutils.
ON_THREE_MAPS = {WGS84: (121.42958967, 31.16014354), GCJ02: (121.4342191628, 31.158266019), BD09: (121.4406138425, 31.1646093426)}
METRE = 1e-5


@pytest.mark.parametrize(("plain", "shifted"), PUBLISHED)
def test_the_published_points_are_met_both_ways(plain, shifted):
    assert from_wgs84(*plain, GCJ02) == pytest.approx(shifted, abs=1e-12)
    assert to_wgs84(*shifted, GCJ02) == pytest.approx(plain, abs=MILLIMETRE)


@pytest.mark.parametrize("datum", [WGS84, GCJ02, BD09])
def test_one_spot_on_three_maps_is_one_spot(datum):
    assert to_wgs84(*ON_THREE_MAPS[datum], datum) == pytest.approx(ON_THREE_MAPS[WGS84], abs=METRE)
    assert from_wgs84(*ON_THREE_MAPS[WGS84], datum) == pytest.approx(ON_THREE_MAPS[datum], abs=METRE)


@given(longitude=st.floats(75, 134), latitude=st.floats(18, 53), datum=st.sampled_from([WGS84, GCJ02, BD09]))
def test_there_and_back_is_the_same_point(longitude, latitude, datum):
    assert to_wgs84(*from_wgs84(longitude, latitude, datum), datum) == pytest.approx((longitude, latitude), abs=MILLIMETRE)


def test_beyond_china_nothing_is_shifted():
    assert not is_in_china(2.35, 48.86)
    assert to_wgs84(2.35, 48.86, GCJ02) == (2.35, 48.86)


def test_an_unknown_datum_is_not_guessed():
    with pytest.raises(ValueError, match="is none of"):
        to_wgs84(106.2, 38.4, "gps")
