"""What happened: the append-only history, and the machine through which every change of status goes."""

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.errors import Refused


class EntryQuerySet(models.QuerySet):
    def about(self, row):
        return self.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))

    def newest_first(self):
        return self.order_by("-id").select_related("actor")


class Entry(models.Model):
    """One thing that happened: who (person and post), when, what, to which row, why, and what it changed.

    Rows are only ever added; a database trigger refuses update and delete.
    """

    at = models.DateTimeField(_("moment"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("person")
    )
    post = models.CharField(_("post held that day"), max_length=120, blank=True)
    verb = models.CharField(_("verb"), max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=36)
    note = models.TextField(_("note"), blank=True)
    changes = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["actor", "id"], name="entry_actor", condition=models.Q(actor__isnull=False)),
        ]

    def __str__(self):
        return f"{self.actor_words} {self.verb_label}"

    @property
    def actor_words(self):
        return self.actor.name if self.actor else _("System")

    @property
    def verb_label(self):
        """The words of the button that was pressed, or of what happens without one."""
        moves = getattr(apps.get_model(self.subject_type), "MOVES", {})
        return moves[self.verb].label if self.verb in moves else PLAIN_VERBS.get(self.verb, self.verb)


PLAIN_VERBS = {
    "create": _("Created"),
    "change": _("Changed"),
    "delete": _("Deleted"),
    "load": _("Loaded"),
    "climb": _("The ladder climbed"),
    "issue": _("Issued"),
    "grant": _("Granted"),
    "remind": _("Daily reminder"),
    "chase": _("Receipt asked for again"),
    "lapse": _("Not acknowledged in time"),
    "sign_in": _("Signed in"),
    "set_password": _("Set the password"),
    "portrait": _("Put a photo in"),
    "see_phone": _("Looked at the phone number"),
    "hand_in": _("Handed in"),
    "look_through": _("Looked through"),
    "write": _("Lines written"),
    "fail": _("Found unusable"),
    "lose": _("Found missing a third time, queued as dead"),
    "take_over": _("Took over a duplicate"),
    "regrade": _("Graded by the rule"),
    "apply": _("Regraded the shops"),
    "invite": _("Made a one-time sign-in link"),
    "renew": _("Made a calendar address"),
    "end": _("Ended"),
}


def record(verb, *, about, by=None, at=None, note="", changes=None) -> Entry:
    """Add one entry to the history of `about`; `by` is None where the system acts by itself."""
    entry = entry_for(verb, about=about, by=by, at=at, note=note, changes=changes)
    entry.save(force_insert=True)
    return entry


def entry_for(verb, *, about, by=None, at=None, note="", changes=None) -> Entry:
    """The same entry unsaved, for a process that adds many at once."""
    return Entry(
        at=at or timezone.now(),
        actor=by,
        post=post_words(by, about),
        verb=verb,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        note=note,
        changes=changes or {},
    )


def post_words(person, about):
    """The post a person acts in, as words that stay true when the post is gone; who stands in there is said to stand in."""
    post = person.post_at(about) if hasattr(person, "post_at") else None
    return str(post)[:120] if post else ""


def changes_between(before, after, fields):
    """``{field: [old, new]}`` for the `fields` in which two states of a row differ, in values JSON can hold."""
    pairs = {name: [_plain(before, name), _plain(after, name)] for name in fields}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(row, name):
    value = getattr(row, row._meta.get_field(name).attname)
    return str(value) if isinstance(value, models.fields.files.FieldFile) else value


class Lifecycle(models.Model):
    """A row whose status changes only by the verbs of its ``MOVES``; each subclass states that table and its ``PLACE``."""

    MOVES: dict = {}

    class Meta:
        abstract = True

    @transaction.atomic
    def go(self, verb, *, by, at=None, note="", **fields):
        """Make the move `verb`: lock, re-read, refuse or change, record. Returns the history entry.

        `fields` are set on the row in the same save. Raises Refused, with the reason, when the row as it stands
        in the database does not allow the verb, however old the copy in hand is.
        """
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update(of=("self",)))
        if reason := self.why_not(verb):
            raise Refused(reason)
        if self.MOVES[verb].to is not None:
            fields["status"] = self.MOVES[verb].to
        return self.change(by=by, at=at, note=note, verb=verb, **fields)

    def change(self, *, by, at=None, note="", verb="change", **fields):
        """Set `fields`, save them and record what they were and are."""
        before = {name: _plain(self, name) for name in fields}
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        after = {name: _plain(self, name) for name in fields}
        changes = {name: [before[name], after[name]] for name in fields if before[name] != after[name]}
        return record(verb, about=self, by=by, at=at, note=note, changes=changes)

    def may_yet(self, verb) -> bool:
        """Whether `verb` is possible now, or from a status that can still come; what never can be is not worth a button."""
        ahead, found = {self.status}, set()
        while ahead:
            found |= ahead
            ahead = {move.to for move in self.MOVES.values() if move.to and found & set(move.sources)} - found
        return bool(found & set(self.MOVES[verb].sources))

    def why_not(self, verb) -> str:
        """The sentence that says why this row refuses `verb` now; empty when it does not.

        A model adds its own reasons in a method ``why_not_<verb>``.
        """
        move = self.MOVES[verb]
        if self.status not in move.sources:
            return _("“%(verb)s” is not possible while the status is “%(status)s”.") % {
                "verb": move.label,
                "status": self.get_status_display(),
            }
        return getattr(self, f"why_not_{verb}", str)()
