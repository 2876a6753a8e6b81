"""What happens on the ladder: one sweep moves every due assignment up, writes its letters and tells the people concerned.

Safe to run twice, by many workers at once and after days of silence: a row is claimed under its lock, a rung is climbed
once per cycle by a unique key, numbers are taken in the transaction that uses them. A killed worker leaves nothing half done.
"""

import logging
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from base.bulk import NOTHING_ON_CONFLICT, insert, new_ids, update
from grid.models import Organisation
from notifications.holders import address
from notifications.models import News, tell_many
from notifications.quiet import is_quiet
from tasks import letters
from tasks.ladder import chases_of, next_chase, next_rung
from tasks.models import DAY_AND_NIGHT, Assignment, Climb, LetterKind, LetterTemplate, Notice, Rung
from tasks.numbering import letter_number, series_of, take
from tasks.recipients import LEVELS, Concern, areas_of, at_post, in_post, people_for, signing_office
from workdays.calendar import Calendar

logger = logging.getLogger(__name__)

BATCH_ROWS = 2000
Row = namedtuple(
    "Row", "id kind title issuer_id organisation_id owner_id place_id due_at dispatched_at climbed cycle creation_task__no next_rung_at"
)
RECEIVED, TO_SIGN, COPIED = _("Letter received: %(about)s"), _("To be signed: %(about)s"), _("Copy of a letter: %(about)s")


@dataclass(frozen=True)
class Sweep:
    """What one run knows: its moment, the calendar, the ladders and the letters' words as they stood when it began."""

    at: datetime
    calendar: Calendar
    ladders: dict
    receipts: dict
    templates: dict
    steps: dict = field(default_factory=dict)
    offices: dict = field(default_factory=dict)
    chases: dict = field(default_factory=dict)
    signing: dict = field(default_factory=dict)

    @classmethod
    def begin(cls, at):
        ladders = defaultdict(list)
        for rung in Rung.objects.steps():
            ladders[rung.work_kind].append(rung)
        templates = {(row.letter, row.work_kind): row for row in LetterTemplate.objects.all()}
        return cls(at, Calendar.current(), ladders, Rung.objects.receipts(), templates)

    def next_step(self, kind, climbed, due_at, dispatched_at):
        """(rung, moment) or None, as ladder.next_rung says; work of one batch mostly shares its moments."""
        key = (kind, climbed, due_at, dispatched_at)
        if key not in self.steps:
            self.steps[key] = next_rung(self.ladders[kind], climbed, due_at, dispatched_at, self.calendar)
        return self.steps[key]

    def chase_at(self, rung):
        """When a letter of `rung` that is issued now is first spoken of again while nobody acknowledges it."""
        if rung.pk not in self.chases:
            self.chases[rung.pk] = next_chase(chases_of(rung, self.receipts.get(rung.work_kind)), self.at, self.at)
        return self.chases[rung.pk]

    def office(self, id):
        """The organisation with this id, with all that its letters need, read once per run."""
        if id not in self.offices:
            self.offices[id] = Organisation.objects.select_related("parent__parent__parent").get(pk=id)
        return self.offices[id]

    def issuer(self, step):
        """In whose name the letter of `step` goes out: that of the office which handed the work out, as far as somebody signs for it."""
        id = step.row.issuer_id
        if not step.is_draft:
            return self.office(id)
        if id not in self.signing:
            self.signing[id] = signing_office(self.office(id), timezone.localdate(self.at))
        return self.signing[id]


@dataclass(frozen=True)
class Step:
    """One assignment going up one rung: what its letter is, and when the next rung comes."""

    row: tuple
    rung: Rung
    next_at: datetime | None

    @property
    def is_draft(self):
        return self.rung.needs_signature

    @property
    def concern(self):
        return Concern(self.row.organisation_id, self.row.owner_id, self.row.issuer_id, self.row.place_id)


def climb_due(*, at):
    """Move every due assignment up, rung by rung; returns how many steps were made or settled."""
    sweep, climbed = Sweep.begin(at), 0
    while settled := climb_batch(sweep):
        climbed += settled
    return climbed


def climb_batch(sweep):
    """Claim and climb one batch in one transaction; if any row of it fails, the rows go up apart and the culprit is parked."""
    batch = []
    try:
        with transaction.atomic():
            batch = claim(due(sweep.at)[:BATCH_ROWS])
            climb(batch, sweep)
    except (OperationalError, InterfaceError):
        raise  # the database's fault, not a row's: the next run tries again
    except Exception:
        if not batch:
            raise
        logger.exception("a batch of %d did not climb, its rows are tried apart", len(batch))
        climb_apart([row.id for row in batch], sweep)
    return len(batch)


def due(at):
    """The rows whose moment has come, also after an outage; in the quiet hours only work that presses day and night."""
    rows = Assignment.objects.filter(status__in=Assignment.CLIMBS, next_rung_at__lte=at, parked="")
    awake = rows.filter(kind__in=DAY_AND_NIGHT) if is_quiet(at) else rows
    return awake.order_by("next_rung_at", "id")


def claim(rows):
    """Lock what no other worker holds and read what the letters need."""
    return [Row._make(row) for row in rows.select_for_update(skip_locked=True, of=("self",)).values_list(*Row._fields)]


def climb_apart(ids, sweep):
    """Halve until the failing row is alone, then park it with its error; all others climb."""
    try:
        with transaction.atomic():
            climb(claim(due(sweep.at).filter(pk__in=ids)), sweep)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(ids) == 1:
            Assignment.objects.filter(pk=ids[0]).update(parked=f"{type(error).__name__}: {error}"[:2000])
            return
        middle = len(ids) // 2
        climb_apart(ids[:middle], sweep)
        climb_apart(ids[middle:], sweep)


def climb(batch, sweep):
    """One rung up for every row of a claimed batch: climbs, next moments, letters with numbers, history and news.

    The numbers come as late as can be: until the commit they hold up every other worker that writes in the same series.
    """
    steps = [step for row in batch if (step := step_of(row, sweep))]
    fresh = climbed_for_the_first_time(steps, sweep)
    settle(batch, steps, sweep)
    write_letters(fresh, sweep)


def settle(batch, steps, sweep):
    """Where each row of the batch stands now, and when it is looked at again."""
    moved = {step.row.id: (step.rung.order, step.next_at) for step in steps}
    settled = [(row.id, *(moved.get(row.id) or unmoved(row, sweep))) for row in batch]
    ids, climbed, next_at = (list(column) for column in zip(*settled, strict=True)) if settled else ([], [], [])
    update(Assignment, ids, {"climbed": climbed, "next_rung_at": next_at})


def step_of(row, sweep):
    """The step `row` makes now, or None where its rung has moved into the future or there is none."""
    found = sweep.next_step(row.kind, row.climbed, row.due_at, row.dispatched_at)
    if found is None or found[1] > sweep.at:
        return None
    rung = found[0]
    following = sweep.next_step(row.kind, rung.order, row.due_at, row.dispatched_at)
    return Step(row, rung, following and following[1])


def unmoved(row, sweep):
    found = sweep.next_step(row.kind, row.climbed, row.due_at, row.dispatched_at)
    return row.climbed, found and found[1]


def climbed_for_the_first_time(steps, sweep):
    columns = {
        "assignment_id": [step.row.id for step in steps],
        "rung_id": [step.rung.id for step in steps],
        "cycle": [step.row.cycle for step in steps],
        "at": sweep.at,
    }
    fresh = set(insert(Climb, columns, on_conflict=NOTHING_ON_CONFLICT, returning="assignment_id"))
    return [step for step in steps if step.row.id in fresh]


def write_letters(steps, sweep):
    """The letters of `steps`, issued with their numbers or laid on the desk, with their history and news."""
    if not steps:
        return
    texts = texts_of(steps, sweep)
    numbers = numbers_of(steps, sweep)
    notice_ids = new_ids(Notice, len(steps))
    insert_notices(steps, texts, numbers, notice_ids, sweep)
    entry_ids = insert_entries(steps, numbers, notice_ids, sweep)
    insert_messages(steps, texts, numbers, notice_ids, entry_ids, sweep)


def texts_of(steps, sweep):
    """[(title, body)] of the letters."""
    before = issued_before([step.row.id for step in steps])
    return [
        sweep.templates[step.rung.letter, step.row.kind].write(
            letters.fields_of(
                task=step.row.title,
                number=step.row.creation_task__no,
                issuer=sweep.issuer(step).name,
                handed_out_at=step.row.dispatched_at,
                due_at=step.row.due_at,
                at=sweep.at,
                before=before.get(step.row.id, ()),
            ),
        )
        for step in steps
    ]


def issued_before(ids):
    """{assignment id: [(kind, number, moment)]} of the letters these assignments have had, oldest first."""
    found = defaultdict(list)
    letters_sent = Notice.objects.filter(assignment__in=ids, serial__isnull=False).order_by("issued_at", "id")
    for id, kind, series, year, serial, moment in letters_sent.values_list(
        "assignment_id", "kind", "series", "year", "serial", "issued_at"
    ):
        found[id].append((kind, letter_number(series, year, serial), moment))
    return found


def numbers_of(steps, sweep):
    """[(series, year, serial)] of the letters, all None for drafts: numbers are taken at signing.

    Series are locked in the order of their names, so that two sweeps cannot wait for each other.
    """
    year, wanted = timezone.localdate(sweep.at).year, defaultdict(list)
    for place, step in enumerate(steps):
        if not step.is_draft:
            wanted[series_of(sweep.office(step.row.issuer_id), step.rung.letter)].append(place)
    numbers = [("", None, None)] * len(steps)
    for series in sorted(wanted):
        first = take(series, year, len(wanted[series]))
        for serial, place in enumerate(wanted[series], start=first):
            numbers[place] = (series, year, serial)
    return numbers


def insert_notices(steps, texts, numbers, ids, sweep):
    insert(
        Notice,
        {
            "id": ids,
            "kind": [step.rung.letter for step in steps],
            "assignment_id": [step.row.id for step in steps],
            "issuer_id": [sweep.issuer(step).pk for step in steps],
            "addressee_id": [step.row.organisation_id for step in steps],
            "place_id": [step.row.place_id for step in steps],
            "series": [number[0] for number in numbers],
            "year": [number[1] for number in numbers],
            "serial": [number[2] for number in numbers],
            "title": [title for title, _body in texts],
            "body": [body for _title, body in texts],
            "status": [Notice.DRAFT if step.is_draft else Notice.ISSUED for step in steps],
            "issued_at": [None if step.is_draft else sweep.at for step in steps],
            "drafted_at": sweep.at,
            "rung_id": [step.rung.id for step in steps],
            "copies": copies_of(steps, sweep),
            "chase_at": [None if step.is_draft else sweep.chase_at(step.rung) for step in steps],
        },
    )


def copies_of(steps, sweep):
    """What stands behind 抄送 in each letter."""
    copied = {step.row.place_id for step in steps if step.rung.copies}
    areas = areas_of(copied) if copied else {}
    return [copies_for(step, areas, sweep) if step.rung.copies else "" for step in steps]


def copies_for(step, areas, sweep):
    names = {level: name for level in LEVELS.values() if (name := areas.get((step.row.place_id, level), ("", ""))[1])}
    offices = (sweep.office(step.row.organisation_id).short_name, sweep.issuer(step).short_name)
    return letters.copies_words(step.rung.copies, *offices, names)


def insert_entries(steps, numbers, notice_ids, sweep):
    """History of the assignments and of the letters; returns the ids of the letters' entries, which the news point at."""
    words = [climb_words(step, number) for step, number in zip(steps, numbers, strict=True)]
    insert(
        Entry,
        {
            "verb": "climb",
            "subject_type": Assignment._meta.label_lower,
            "subject_id": [str(step.row.id) for step in steps],
            "note": words,
            "at": sweep.at,
        },
    )
    ids = new_ids(Entry, len(steps))
    insert(
        Entry,
        {
            "id": ids,
            "verb": ["create" if step.is_draft else "issue" for step in steps],
            "subject_type": Notice._meta.label_lower,
            "subject_id": [str(id) for id in notice_ids],
            "at": sweep.at,
        },
    )
    return ids


def climb_words(step, number):
    """What the history says, as the letters do, in Chinese."""
    name = letters.NAMES[step.rung.letter]
    return f"{name}已起草，待签发" if step.is_draft else f"发出{name} {letter_number(*number)}"


def insert_messages(steps, texts, numbers, notice_ids, entry_ids, sweep):
    """In the portal and by e-mail: an issued letter to those who may acknowledge it, a draft to those who may sign it."""
    today, news = timezone.localdate(sweep.at), []
    signers = in_post("tasks.sign_notice", {sweep.issuer(step).pk for step in steps if step.is_draft}, today)
    receivers = people_for([(step.concern, () if step.is_draft else step.rung.recipients) for step in steps], today)
    copied = people_for([(step.concern, () if step.is_draft else step.rung.copies) for step in steps], today)
    words = Words()
    for place, (step, notice, entry) in enumerate(zip(steps, notice_ids, entry_ids, strict=True)):
        about = texts[place][0] if step.is_draft else letter_number(*numbers[place])
        signer = sweep.issuer(step).pk
        to_sign = at_post(signers[signer], address("tasks.sign_notice", signer)) if step.is_draft else ()
        told = [(TO_SIGN, to_sign)] if step.is_draft else [(RECEIVED, receivers[place]), (COPIED, copied[place])]
        key, url, urgent = f"entry:{entry}", words.url(notice), step.row.kind in DAY_AND_NIGHT
        for frame, people in told:
            for person in people:
                news.append(News(person, entry, key, words.say(frame, step.rung.letter, about, person.language), url, urgent, person.post))
    tell_many(news, at=sweep.at)


class Words:
    """The news in each reader's language, translated once per language and letter."""

    def __init__(self):
        self.frames = {}
        self.before_id, self.after_id = reverse("notice-detail", args=[0]).split("0", 1)

    def say(self, frame, letter, about, language):
        key = (id(frame), letter, language)
        if key not in self.frames:
            with translation.override(language):
                self.frames[key] = str(frame).replace("%(about)s", f"{LetterKind(letter).label} %s")
        return self.frames[key].replace("%s", about, 1)

    def url(self, id):
        return f"{self.before_id}{id}{self.after_id}"


def recompute_ladders(*, at):
    """Set every open assignment's next moment anew after the calendar, a rung or a due moment changed; returns how many moved.

    Nothing is climbed here: a moment that now lies in the past is the next sweep's.
    """
    sweep, moved, last = Sweep.begin(at), 0, 0
    while rows := recompute_batch(sweep, last):
        moved, last = moved + rows[1], rows[0]
    return moved


def recompute_batch(sweep, after_id):
    """(last id, how many moved) of the batch of open assignments after `after_id`; None at the end."""
    with transaction.atomic():
        open_rows = Assignment.objects.filter(status__in=Assignment.CLIMBS, parked="", pk__gt=after_id).order_by("pk")
        rows = [Row._make(row) for row in open_rows.select_for_update(of=("self",)).values_list(*Row._fields)[:BATCH_ROWS]]
        found = {row.id: unmoved(row, sweep)[1] for row in rows}
        moved = [row.id for row in rows if row.next_rung_at != found[row.id]]
        update(Assignment, moved, {"next_rung_at": [found[id] for id in moved]})
    return (rows[-1].id, len(moved)) if rows else None
