"""A stranger cannot choose the address that a failed sign-in is counted against."""

import pytest

from yinchuan_foodsafety.proxy import client_address

FORGED = {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.9", "REMOTE_ADDR": "10.0.0.2"}


@pytest.mark.parametrize(("behind", "seen"), [(True, "203.0.113.9"), (False, "10.0.0.2")])
def test_the_address_counted_is_what_our_proxy_saw(rf, settings, behind, seen):
    settings.BEHIND_PROXY = behind
    assert client_address(rf.get("/", **FORGED)) == seen
