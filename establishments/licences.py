"""The numbers on food licences, and what can be checked of them.

食品生产许可证 (SC) and 食品经营许可证 (JY): two letters and 14 digits, the last a check digit by MOD 11,10 of GB/T 17710 (numbering rules
annexed to the announcements 2015 no. 198 and no. 199 that introduced both licences; the rule holds on numbers printed in public).
备案 of sellers of prepacked food (YB, announcement 2021 no. 40): two letters and 14 digits; no source for its check digit was found,
so only its form is checked. 登记 and 备案卡 of workshops, small catering and stalls follow provincial rules: any text.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PRODUCTION, OPERATION, FILING, REGISTRATION = "production", "operation", "filing", "registration"
KINDS = {
    PRODUCTION: _("food production licence"),
    OPERATION: _("food operation licence"),
    FILING: _("filing of prepacked food sales"),
    REGISTRATION: _("registration of workshop, small shop or stall"),
}
LETTERS = {PRODUCTION: "SC", OPERATION: "JY", FILING: "YB"}
CHECKED = (PRODUCTION, OPERATION)
NUMBER = re.compile(r"(SC|JY|YB)\d{14}")


def check_digit(body):
    """The 14th digit for the first 13 ones: the hybrid system MOD 11,10 of GB/T 17710."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def kind_of(number):
    """The kind that a licence number shows by its letters; a number without them is a registration."""
    return next((kind for kind, letters in LETTERS.items() if number.startswith(letters)), REGISTRATION if number else "")


def validate_licence(kind, number):
    """Refuse a number that cannot be one of its kind."""
    letters = LETTERS.get(kind)
    if not letters or not number:
        return
    if not number.startswith(letters) or not NUMBER.fullmatch(number):
        raise ValidationError(_("A number of this kind is %(letters)s and 14 digits."), params={"letters": letters})
    if kind in CHECKED and check_digit(number[2:15]) != number[15]:
        raise ValidationError(_("The check digit of this licence number is wrong; one of its digits was mistyped."))
