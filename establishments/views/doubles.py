"""Shops that may be on record twice: the queue, the two side by side, and the decision."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, ListPage, button
from base.reach import may
from base.words import day, mask_phone
from establishments.filters import DuplicateList
from establishments.models import Duplicate, Establishment
from establishments.tables import DuplicateTable


class DuplicateListPage(ListPage):
    model = Duplicate
    table_class = DuplicateTable
    filterset_class = DuplicateList
    verbs_in_bulk = ("dismiss",)
    empty_text = _("Shops that look as if they were on record twice are listed here; they are looked for every night.")

    def asked(self):
        """What waits, unless another status is asked for."""
        return self.request.GET if "status" in self.request.GET else self.request.GET | {"status": Duplicate.OPEN}


class DuplicateDetail(DetailPage):
    model = Duplicate
    template_name = "establishments/duplicate_detail.html"

    def rows(self):
        return super().rows().select_related("first__format", "second__format")

    def more(self, pair):
        return {"sides": [pair.first, pair.second], "lines": self.lines(pair)}

    def lines(self, pair):
        """What is on record about each, side by side: (label, one, other, whether they differ)."""
        one, other = self.facts_of(pair.first), self.facts_of(pair.second)
        return [(label, value, said, str(value) != str(said)) for (label, value), (_label, said) in zip(one, other, strict=True)]

    def facts_of(self, shop):
        return [
            (_("Credit code"), shop.credit_code),
            (_("Format"), shop.format),
            (_("Licence number"), shop.licence_no or _("none")),
            (_("Licence valid until"), day(shop.licence_expires_on) or _("unknown")),
            (_("Address"), shop.address),
            (_("Lies in"), shop.place.parent),
            (_("Person in charge"), shop.principal),
            (_("Phone"), mask_phone(shop.phone)),
            (_("Guarantee level"), shop.guarantee_level or _("none")),
            (_("Status"), shop.get_status_display()),
            (_("Times inspected"), shop.inspections.count()),
            (_("Findings"), shop.inspections.filter(findings__isnull=False).count()),
        ]

    def verbs(self, pair):
        left = self.keep(_("Keep the left one"), pair.first, pair.second)
        right = self.keep(_("Keep the right one"), pair.second, pair.first)
        return [verb for verb in (left, right) if verb] + super().verbs(pair)

    def keep(self, label, stays, gives_way):
        """The button that merges the one shop into the other, for those who may."""
        if not may(self.request.user, "merge", gives_way) or gives_way.status == Establishment.MERGED:
            return None
        url = reverse("establishment-merge", args=[gives_way.pk])
        return button(
            f"keep-{stays.pk}", label, "arrows-join", f"{url}?{urlencode({'into': stays.pk})}", refusal=gives_way.why_not("merge")
        )
