"""Licence numbers: the check digit of GB/T 17710, on numbers that stand on licences shown in public."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from establishments.licences import check_digit, kind_of, validate_licence

PUBLIC = ["JY11108071215650", "JY11105050876919", "JY23506230105266", "SC10741018302531", "SC10744030704994", "SC12336098200173"]


@pytest.mark.parametrize("number", PUBLIC)
def test_numbers_on_real_licences_are_right(number):
    validate_licence(kind_of(number), number)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(body, place, more):
    number = body + check_digit(body)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    with pytest.raises(ValidationError):
        validate_licence("operation", f"JY{wrong}")


@pytest.mark.parametrize(("kind", "number"), [("operation", "SC10741018302531"), ("operation", "JY123"), ("filing", "YB1234")])
def test_a_number_has_the_letters_and_the_length_of_its_kind(kind, number):
    with pytest.raises(ValidationError):
        validate_licence(kind, number)


@pytest.mark.parametrize("number", ["", "宁小餐登字〔2026〕0012号"])
def test_registrations_are_any_text(number):
    validate_licence(kind_of(number), number)
