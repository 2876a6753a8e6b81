"""The unified social credit code (统一社会信用代码) of GB 32100-2015: 17 characters and a check character."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I, O, S, V and Z
WEIGHTS = [3**place % 31 for place in range(17)]


def check_character(body):
    """The 18th character for the first 17 ones."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def validate_credit_code(code):
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        raise ValidationError(_("A credit code has 18 characters: digits and capital letters without I, O, S, V and Z."))
    if check_character(code[:17]) != code[17]:
        raise ValidationError(_("The check character of this credit code is wrong; one of its characters was mistyped."))
