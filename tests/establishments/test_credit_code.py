"""Credit codes as GB 32100 has them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from dashboards.town.shops import credit_code, organisation_code
from establishments.credit_code import ALPHABET, check_character, validate_credit_code

bodies = st.text(ALPHABET, min_size=17, max_size=17)


def is_valid(code):
    try:
        validate_credit_code(code)
    except ValidationError:
        return False
    return True


@given(bodies)
def test_a_body_with_its_check_character_is_valid(body):
    assert is_valid(body + check_character(body))


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_noticed(body, place, character):
    code = body + check_character(body)
    wrong = code[:place] + character + code[place + 1 :]
    assert is_valid(wrong) == (wrong == code)


@given(bodies, st.integers(0, 16))
def test_two_neighbours_changed_over_are_noticed(body, place):
    code = body + check_character(body)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_valid(wrong) == (wrong == code)


@pytest.mark.parametrize("code", ["", "9264010400000000I0", "92640104MA", "92640104ma0000007", "92640104MA00000071 "])
def test_what_is_not_eighteen_of_its_characters_is_refused(code):
    assert not is_valid(code)


@given(st.integers(0, 800_000_000), st.sampled_from(["640104", "640181"]), st.sampled_from(["F01", "F11", "F14"]))
def test_the_invented_codes_are_valid(serial, district, format_code):
    assert is_valid(credit_code(serial, district, format_code))
    assert len(organisation_code(serial)) == 9
