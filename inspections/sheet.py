"""The phone's form of an inspection: a checklist on a page; what can be used is said by `submit_inspection` alone."""

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.fieldsheet import FieldRow, FieldSheet, faults_of
from grid.models import Appointment
from inspections.models import Answer, ClauseText, Finding, Inspection
from inspections.submission import INSPECT, posts_for

# How a visit ends, beside what every record has.
ENDS = ("recusal", "recusal_note", "told", "signing", "signer", "refusal", "witness", "late_reason")


class Row(FieldRow):
    """One item of the checklist."""

    severities = Finding.SEVERITIES.items()
    terms = Finding.TERMS.items()
    parts = ("severity", "description", "term")

    @property
    def law(self):
        """What the article on which the item rests says today, or None."""
        return self.sheet.laws.get(self.item.clause_id)

    @property
    def reasons(self):
        """The usual reasons that were ticked."""
        ticked = self.sheet.data.getlist(f"{self.key}-reason") if self.sheet.data else []
        return [reason for reason in self.item.fail_reasons if reason in ticked]

    @property
    def term(self):
        return self.typed("term") or "0"

    def failure(self):
        """What was found is what was ticked and what was typed."""
        said = super().failure()
        return said | {"description": "；".join([*self.reasons, *filter(None, [self.description.strip()])])}

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
        return {"kind": self.kind_at_first(), "second_officer": "", **dict.fromkeys(ENDS, ""), "signing": Inspection.ON_PAPER}

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

    @property
    def recusals(self):
        return Inspection.RECUSALS.items()

    @property
    def signings(self):
        return Inspection.SIGNINGS.items()

    def items(self):
        return list(self.checklist.items.select_related("clause"))

    @cached_property
    def laws(self):
        """{article id: its words in force today} of the articles on which the items rest."""
        articles = {row.item.clause_id for row in self.rows} - {None}
        texts = ClauseText.objects.in_force(timezone.localdate(self.at)).filter(clause__in=articles) if articles else ()
        return {text.clause_id: text for text in texts}

    def number_of(self, item, nth):
        return item.order

    @property
    def is_signed(self):
        return self.typed["signing"] == Inspection.SIGNED

    def pictures(self):
        """The signature is kept as the photos are."""
        return (self.uploads("signature") if self.is_signed else []) + super().pictures()

    def refuses(self):
        """What the form itself insists on: usable pictures, and an answer about recusal."""
        if not self.typed["recusal"]:
            self.fields["recusal"] = [_("Say whether the shop applied for recusal.")]
        for upload in self.uploads("signature") if self.is_signed else ():
            for sentence in faults_of(upload):
                self.fields.setdefault("signature", []).append(sentence)
        return super().refuses()

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
        signature = next(iter(self.hashes("signature")), "") if self.is_signed else ""
        whose = {"establishment": self.shop.pk, "checklist": self.data.get("checklist") or self.checklist.pk}
        return super().content() | whose | {"signature": signature}
