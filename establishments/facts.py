"""The words in which a business is described: its size, the kind of body that runs it, the scales it is graded on."""

from django.utils.translation import gettext_lazy as _

LARGE, MEDIUM, SMALL, MICRO = "large", "medium", "small", "micro"
SIZES = {LARGE: _("large"), MEDIUM: _("medium-sized"), SMALL: _("small"), MICRO: _("micro")}

HEADQUARTERS, ENTERPRISE, INDIVIDUAL, INSTITUTION = "headquarters", "enterprise", "individual", "institution"
BODIES = {
    HEADQUARTERS: _("headquarters of a chain"),
    ENTERPRISE: _("enterprise"),
    INDIVIDUAL: _("individual business"),
    INSTITUTION: _("public institution or association"),
}

LEVELS = RISKS = {grade: grade for grade in "ABCD"}
RATINGS = {"excellent": _("excellent"), "good": _("good"), "fair": _("fair")}


def body_of(credit_code):
    """The kind of body that a credit code shows: its first character the registrar, its second the kind (GB 32100-2015)."""
    if credit_code.startswith("92"):
        return INDIVIDUAL
    return ENTERPRISE if credit_code.startswith("9") else INSTITUTION
