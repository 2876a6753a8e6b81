"""What of the work goes along when a post passes to a successor, a place gives way to another, or the calendar changes.

Only the last touches the moments of the ladder, and nothing touches a deadline.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from audit.models import Entry, entry_for
from grid.follow import Carried, follows_place, follows_post
from tasks.models import Assignment, Notice, Recount
from tasks.recounting import trial_words, try_calendar
from workdays.follow import follows_calendar, tries_calendar

NAMED, LETTER_TO_SIGN, LETTER_RECEIVED = gettext_noop("Assignment"), gettext_noop("Letter to sign"), gettext_noop("Letter to acknowledge")


@follows_post
def named_work(old, new, *, by, at):
    """Open work that names the one who leaves, of the post's organisation and inside its place, names the successor."""
    rows = Assignment.objects.open().filter(owner=old.user, organisation=old.organisation).inside(old.place)
    rows = list(rows.select_for_update(of=("self",)).select_related("place").order_by("due_at", "id"))
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(owner=new.user)
    if old.user_id != new.user_id:  # a post whose place was merged goes on with the same person
        changes = {"owner": [old.user_id, new.user_id]}
        Entry.objects.bulk_create(entry_for("change", about=row, by=by, at=at, changes=changes) for row in rows)
    return [carried(NAMED, row, row) for row in rows]


@follows_post
def letters(old, new, *, by, at):
    """Letters are addressed to the office: the successor signs and acknowledges them as they lie; the sheet names them."""
    codes = {f"{app}.{code}" for app, code in old.role.permissions.values_list("content_type__app_label", "codename")}
    found = []
    if "tasks.sign_notice" in codes:
        found += lying(LETTER_TO_SIGN, Notice.objects.filter(status=Notice.DRAFT, issuer=old.organisation))
    if "tasks.acknowledge_notice" in codes:
        found += lying(LETTER_RECEIVED, Notice.objects.unanswered().filter(addressee=old.organisation))
    return found


def lying(kind, notices):
    return [carried(kind, notice, notice.assignment) for notice in notices.select_related("assignment", "place").order_by("id")]


def carried(kind, row, work):
    return Carried(kind, str(row), row.place.name, work.due_at, row.get_absolute_url())


@follows_place
def open_work_follows(old, new, *, by, at):
    """Work that is not finished lies at the new place; its organisation, its deadline and its ladder stay as they are."""
    alive = Assignment.objects.filter(place=old).exclude(status__in=[Assignment.CLOSED, Assignment.VOID])
    rows = list(alive.order_by("pk").select_for_update())
    changes = {"place": [old.pk, new.pk]}
    Entry.objects.bulk_create([entry_for("change", about=row, by=by, at=at, note=f"{old} → {new}", changes=changes) for row in rows])
    alive.update(place=new)


@follows_place
def finished_work_of_the_shop(old, new, *, by, at):
    """A shop that was on record twice was always the one that stays: its finished work and its letters are that one's too."""
    if old.level == old.ESTABLISHMENT:
        Assignment.objects.filter(place=old).update(place=new)
        Notice.objects.filter(place=old).update(place=new)


@follows_calendar
def ladders(*, at):
    """The next letter of all open work is counted anew by the worker; nothing is climbed by that."""
    Recount.objects.create(reason=Recount.CALENDAR, asked_at=at)
    return _("The worker counts the next letters of all open work anew.")


@tries_calendar
def ladders_tried(calendar, *, at):
    return trial_words(try_calendar(calendar, at=at))
