"""The phone's form of an inspection: a checklist on a page; what can be used is said by `submit_inspection` alone."""

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from base.fieldsheet import FieldRow, FieldSheet
from grid.models import Appointment
from inspections.models import Answer, Finding, Inspection
from inspections.submission import INSPECT, posts_for


class Row(FieldRow):
    """One item of the checklist."""

    severities = Finding.SEVERITIES.items()
    parts = ("severity", "description")

    @property
    def severity(self):
        return self.typed("severity") or Finding.GENERAL


class Sheet(FieldSheet):
    """One checklist for one shop."""

    row_class = Row
    failed_value = Answer.FAIL
    failures = "findings"

    def __init__(self, shop, checklist, *, kind="", **sent):
        super().__init__(**sent)
        self.shop, self.checklist, self.kind = shop, checklist, kind

    @property
    def fresh(self):
        return {"kind": self.kind_at_first(), "second_officer": ""}

    @property
    def kinds(self):
        """Supervision is only for those who are in a group of the area."""
        return [(kind, word) for kind, word in Inspection.KINDS.items() if kind != Inspection.SUPERVISION or self.supervises()]

    def supervises(self):
        return bool(posts_for(self.by, self.shop, Inspection.SUPERVISION))

    def kind_at_first(self):
        """The kind that was asked for, or the one of the only post that reaches the shop."""
        if not self.supervises():
            return "routine"
        alone = posts_for(self.by, self.shop, "routine") == posts_for(self.by, self.shop, Inspection.SUPERVISION)
        return Inspection.SUPERVISION if alone or self.kind == Inspection.SUPERVISION else "routine"

    def items(self):
        return self.checklist.items.all()

    @property
    def whole(self):
        return sum(row.item.weight for row in self.rows)

    @cached_property
    def colleagues(self):
        """Who may be the second officer, by office, the own one first: those whose post holds the shop, and the own office."""
        own = [post.organisation_id for post in self.by.posts]
        posts = (
            Appointment.objects.current(timezone.localdate(self.at))
            .carrying(INSPECT)
            .filter(Q(place__in=self.shop.place.path_ids()) | Q(organisation__in=own), user__is_active=True)
            .exclude(user=self.by)
            .select_related("user", "organisation", "place")
        )
        nearest = sorted(posts, key=lambda post: (post.organisation_id not in own, -len(post.place.path_ids()), post.user.name))
        offices, seen = {}, set()
        for post in nearest:
            if post.user_id not in seen:
                offices.setdefault(post.organisation, []).append(post)
                seen.add(post.user_id)
        return offices.items()

    def content(self):
        return super().content() | {"establishment": self.shop.pk, "checklist": self.data.get("checklist") or self.checklist.pk}
