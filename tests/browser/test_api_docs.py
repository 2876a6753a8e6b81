"""The API can be read in a browser."""

import pytest


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_api_docs_open_under_the_strict_policy(device, request, enter, town):
    page = request.getfixturevalue(device)
    enter(page, town.ma)
    page.goto("/api/v1/docs/")
    page.wait_for_selector(".opblock, .info")
