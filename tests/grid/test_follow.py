"""What hangs on a place or a post goes along, whoever registered it."""

import pytest

from grid import follow


@pytest.mark.parametrize(
    ("register", "carry", "registered"),
    [
        (follow.follows_place, follow.carry_place, "FOLLOW_PLACE"),
        (follow.follows_post, follow.carry_post, "FOLLOW_POST"),
    ],
)
def test_every_registered_function_is_called_with_both_rows(monkeypatch, register, carry, registered):
    monkeypatch.setattr(follow, registered, [])
    heard = []

    @register
    def first(old, new, *, by, at):
        heard.append(("first", old, new, by, at))

    @register
    def second(old, new, *, by, at):
        heard.append(("second", old, new, by, at))

    carry("old", "new", by="somebody", at="now")
    assert heard == [("first", "old", "new", "somebody", "now"), ("second", "old", "new", "somebody", "now")]
