"""Who answers for which shop, from Excel: a shop by its credit code, an official by name or user name."""

from functools import partial

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.importing import ADDED, CHANGED, UNCHANGED, Column, Importer, batches, importer, text
from establishments.importing import credit_code
from establishments.models import Establishment
from grid.models import Place
from guarantees.assigning import assign_many, replace_many
from guarantees.models import LEVEL_OF_POST, Guarantee
from guarantees.proposing import place_of, posts_at


@importer
class GuaranteeImport(Importer):
    """A shop without a guarantor gets one, a shop with another changes; nobody is relieved by a file.

    The official is looked for among those whose post is at the level and the place that the shop asks.
    """

    name = "guarantees"
    title = _("Import guarantees")
    permission = "guarantees.add_guarantee"
    list_url = "guarantee-list"
    key = ("credit_code",)
    columns = (
        Column(
            "credit_code",
            _("Credit code"),
            credit_code,
            required=True,
            width=22,
            also=("统一社会信用代码", "社会信用代码"),
            note=_("18 characters; the last one is checked."),
        ),
        Column(
            "shop",
            _("Name of the business"),
            partial(text, longest=80),
            width=28,
            also=("包保主体",),
            note=_("For reading only: the code tells which business is meant."),
        ),
        Column(
            "guarantor",
            _("Guarantor"),
            partial(text, longest=150),
            required=True,
            also=("包保人",),
            note=_("Name, or the user name where two officials there have the same name."),
            example="陈静",
        ),
        Column("note", _("Remark"), partial(text, longest=200), width=24),
    )

    def look(self, lines):
        for batch in batches(lines):
            shops = self.shops(batch)
            held = {row.establishment_id: row for row in self.held(shops.values())}
            posts = posts_at({place for shop in shops.values() if (place := place_of(shop))}, self.today)
            for line in batch:
                self.look_at(line, shops.get(line.values["credit_code"]), held, posts)

    @cached_property
    def today(self):
        return timezone.localdate()

    def shops(self, batch):
        """{credit code: shop} of those in whose place the person may give guarantors."""
        codes = [line.values["credit_code"] for line in batch]
        rows = Establishment.objects.reachable(self.by, self.permission).filter(credit_code__in=codes)
        return {shop.credit_code: shop for shop in rows.select_related("place")}

    def held(self, shops):
        rows = Guarantee.objects.held().filter(establishment__in=[shop.pk for shop in shops])
        return rows.select_related("appointment__user", "establishment")

    def look_at(self, line, shop, held, posts):
        if shop is None:
            line.refuse(_("No business in your reach has this code."), self.heading("credit_code"))
        elif not shop.guarantee_level:
            line.refuse(_("%(shop)s has no guarantee level, so it needs no guarantor.") % {"shop": shop}, self.heading("credit_code"))
        elif shop.status != Establishment.OPEN:
            line.refuse(_("This business is not in business."), self.heading("credit_code"))
        else:
            self.settle(line, shop, held.get(shop.pk), posts.get(place_of(shop), []))

    def settle(self, line, shop, now, posts):
        """Find the official among `posts`, and say what that changes of the guarantee `now` in force."""
        typed = line.values["guarantor"]
        found = [post for post in posts if typed in (post.user.name, post.user.username)]
        if len(found) != 1:
            line.refuse(self.why_not(shop, typed, len(found)), self.heading("guarantor"))
            return
        line.row = (shop.pk, found[0].pk, now)
        if now is None:
            line.outcome = ADDED
        elif now.appointment.user_id == found[0].user_id:
            line.outcome = UNCHANGED
        else:
            line.outcome, line.changes = CHANGED, {"guarantor": [now.appointment.user.name, found[0].user.name]}

    def why_not(self, shop, typed, count):
        if count:
            return _("Several officials there are called “%(typed)s”; write the user name.") % {"typed": typed[:40]}
        wanted = Place.LEVELS[LEVEL_OF_POST[shop.guarantee_level]]
        words = {"typed": typed[:40], "level": shop.guarantee_level, "wanted": wanted}
        return _("No official of the %(wanted)s called “%(typed)s” may take this shop of level %(level)s.") % words

    def write(self, lines, *, at, report):
        done = 0
        for batch in batches(lines):
            for note in sorted({line.values.get("note", "") for line in batch}):
                some = [line for line in batch if line.values.get("note", "") == note]
                fresh = [line.row[:2] for line in some if line.outcome == ADDED]
                moves = [(line.row[2], line.row[1]) for line in some if line.outcome == CHANGED]
                if fresh:
                    assign_many(fresh, by=self.by, at=at, note=note)
                if moves:
                    replace_many(moves, by=self.by, at=at, note=note)
            done += len(batch)
            report(done)
