"""Work passed on: broken down to other offices, put into one person's hands, asked after."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from notifications.models import tell
from tasks.models.rungs import CAMPAIGN_WORK


class PercentClosed(models.Func):
    """As SQL: of the leaves below an assignment, itself included, how many are closed, in whole percent.

    Work is broken down as deep as it has to be, so the query goes down from parent to children until there are none.
    """

    template = """(
        WITH RECURSIVE under AS (
            SELECT top.id, top.status FROM tasks_assignment top WHERE top.id = %(expressions)s
            UNION ALL
            SELECT part.id, part.status FROM tasks_assignment part JOIN under ON part.parent_id = under.id WHERE part.status <> 'void'
        )
        SELECT 100 * count(*) FILTER (WHERE status = 'closed') / count(*) FROM under leaf
        WHERE NOT EXISTS (SELECT FROM tasks_assignment part WHERE part.parent_id = leaf.id AND part.status <> 'void')
    )"""
    output_field = models.IntegerField()


class PassesOn:
    """The verbs of an assignment by which others come to do it, or hear of it."""

    def open_parts(self):
        return self.children.exclude(status__in=[self.CLOSED, self.VOID])

    def why_not_break_down(self):
        return "" if self.kind == CAMPAIGN_WORK else _("Only open work of the campaign is broken down to others.")

    @transaction.atomic
    def break_down(self, *, by, organisations, requirement, due_at, at=None):
        """Hand a part to each of `organisations` (层层分解), at once; the whole closes only when they have. Returns the parts."""
        at = at or timezone.now()
        names = "、".join(organisation.short_name for organisation in organisations)
        self.go("break_down", by=by, at=at, note=names)
        if due_at > self.due_at:
            raise Refused(_("A part is due no later than the whole."))
        return [self._part(organisation, requirement, due_at, by=by, at=at) for organisation in organisations]

    def _part(self, organisation, requirement, due_at, *, by, at):
        part = type(self).objects.create(
            parent=self,
            title=self.title,
            requirement=requirement,
            creation_task=self.creation_task,
            issuer=self.organisation,
            organisation=organisation,
            place=organisation.place,
            created_at=at,
            due_at=due_at,
        )
        record("create", about=part, by=by, at=at)
        part.dispatch(by=by, at=at)
        return part

    @transaction.atomic
    def delegate(self, *, by, owner, note="", at=None):
        """Put it into the hands of one person of the responsible organisation (委派); None gives it back to the office as a whole."""
        if owner and owner not in self.able():
            raise Refused(_("%(person)s holds no post at %(organisation)s that reports work.") % self._who(owner))
        said = f"{owner.name if owner else gettext('the office as a whole')} {note}".strip()
        entry = self.go("delegate", by=by, at=at, note=said, owner=owner)
        tell(self.doers(), _("Delegated to you: %(about)s"), entry=entry, about=self)

    def _who(self, person):
        return {"person": person, "organisation": self.organisation}

    @transaction.atomic
    def chase(self, *, by, note="", at=None):
        """Remind those responsible now (催一催), once a day at the most; no letter is written."""
        at = at or timezone.now()
        entry = self.go("chase", by=by, at=at, note=note, chased_at=at)
        tell(self.doers(), _("Please see to it today: %(about)s"), entry=entry, about=self)

    def why_not_chase(self):
        if self.chased_at and timezone.localdate(self.chased_at) == timezone.localdate():
            return _("They were reminded today already.")
        return ""
