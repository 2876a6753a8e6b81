"""The phone's form of a guarantor's visit; what can be used is said by `submit_visit` alone."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.fieldsheet import FieldSheet
from guarantees.models import GuaranteeVisit, VisitAnswer, VisitItem


class VisitSheet(FieldSheet):
    """The visit form for one guarantee."""

    modes = GuaranteeVisit.MODES.items()
    fresh = {"mode": GuaranteeVisit.ON_SITE}
    failed_value = VisitAnswer.NO
    failures = "problems"
    pass_word, fail_word = _("yes"), _("no")

    def __init__(self, guarantee, **sent):
        super().__init__(**sent)
        self.guarantee, self.shop = guarantee, guarantee.establishment

    def items(self):
        return VisitItem.objects.for_format(self.shop.format.code, timezone.localdate(self.at))

    def content(self):
        return super().content() | {"guarantee": self.guarantee.pk}
