"""The letters of one batch of a sweep: issued with their numbers or laid on the desk, with their history and news."""

from collections import defaultdict
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from base.bulk import insert, new_ids
from notifications.holders import address
from notifications.models import News, tell_many
from tasks import letters
from tasks.models import DAY_AND_NIGHT, Assignment, LetterKind, Notice
from tasks.numbering import letter_number, series_of, take
from tasks.recipients import LEVELS, areas_of, at_post, in_post, people_for

RECEIVED, TO_SIGN, COPIED = _("Letter received: %(about)s"), _("To be signed: %(about)s"), _("Copy of a letter: %(about)s")


class Letter(NamedTuple):
    """What is known of the letter of a step before it has its number."""

    id: int
    step: tuple
    issuer: object
    title: str
    body: str


def write_letters(steps, sweep):
    """The letters of `steps`; those with numbers last, because their numbers hold others up."""
    if drafts := [step for step in steps if step.rung.needs_signature]:
        lay_on_desk(letters_of(drafts, sweep.signer, sweep), sweep)
    if others := [step for step in steps if not step.rung.needs_signature]:
        issue(letters_of(others, sweep.office, sweep), sweep)


def lay_on_desk(drafts, sweep):
    """Drafts, and the news of them to those who may sign; a draft takes its number at signing."""
    insert_notices(drafts, sweep, status=Notice.DRAFT)
    record_climbs(drafts, [f"{letters.NAMES[draft.step.rung.letter]}已起草，待签发" for draft in drafts], sweep)
    entries = record_letters("create", drafts, sweep)
    signers = in_post("tasks.sign_notice", {draft.issuer.pk for draft in drafts}, timezone.localdate(sweep.at))
    desks = {office: at_post(people, address("tasks.sign_notice", office)) for office, people in signers.items()}
    told = [[(TO_SIGN, person) for person in desks.get(draft.issuer.pk, ())] for draft in drafts]
    tell(drafts, entries, told, [draft.title for draft in drafts], sweep)


def issue(batch, sweep):
    """Letters that go out at once.

    Whatever asks for no number is done before the numbers are taken: from there to the commit every other worker that
    writes in the same series waits.
    """
    entries = record_letters("issue", batch, sweep)
    told = readers_of(batch, sweep)
    numbers = numbers_of(batch, sweep)
    series, years, serials = map(list, zip(*numbers, strict=True))
    chases = [sweep.chase_at(letter.step.rung) for letter in batch]
    numbered = {"series": series, "year": years, "serial": serials, "issued_at": sweep.at, "chase_at": chases}
    insert_notices(batch, sweep, status=Notice.ISSUED, **numbered)
    words = [letter_number(*number) for number in numbers]
    record_climbs(batch, [f"发出{letters.NAMES[letter.step.rung.letter]} {word}" for letter, word in zip(batch, words, strict=True)], sweep)
    tell(batch, entries, told, words, sweep)


# What they say -------------------------------------------------------------------------------------------------------


def letters_of(steps, issuer_of, sweep):
    """[Letter] of the steps; `issuer_of` says in whose name a letter of an office goes out."""
    before = issued_before([step.row.id for step in steps if template_of(step, sweep).tells("before")])
    return [
        Letter(id, step, issuer := issuer_of(step.row.issuer_id), *text_of(step, issuer, before.get(step.row.id, ()), sweep))
        for id, step in zip(new_ids(Notice, len(steps)), steps, strict=True)
    ]


def template_of(step, sweep):
    return sweep.templates[step.rung.letter, step.row.kind]


def text_of(step, issuer, before, sweep):
    """(title, body) of a letter."""
    row = step.row
    return template_of(step, sweep).write(
        letters.fields_of(
            task=row.title,
            number=row.creation_task__no,
            issuer=issuer.name,
            handed_out_at=row.dispatched_at,
            due_at=row.due_at,
            at=sweep.at,
            before=before,
        )
    )


def issued_before(ids):
    """{assignment id: [(kind, number, moment)]} of the letters these assignments have had, oldest first."""
    found = defaultdict(list)
    letters_sent = Notice.objects.filter(assignment__in=ids, serial__isnull=False).order_by("issued_at", "id")
    for id, kind, series, year, serial, moment in letters_sent.values_list(
        "assignment_id", "kind", "series", "year", "serial", "issued_at"
    ):
        found[id].append((kind, letter_number(series, year, serial), moment))
    return found


def copies_of(batch, sweep):
    """What stands behind 抄送 in each letter."""
    copied = {letter.step.row.place_id for letter in batch if letter.step.rung.copies}
    areas = areas_of(copied) if copied else {}
    return [copies_for(letter, areas, sweep) if letter.step.rung.copies else "" for letter in batch]


def copies_for(letter, areas, sweep):
    row = letter.step.row
    names = {level: name for level in LEVELS.values() if (name := areas.get((row.place_id, level), ("", ""))[1])}
    offices = (sweep.office(row.organisation_id).short_name, letter.issuer.short_name)
    return letters.copies_words(letter.step.rung.copies, *offices, names)


# Their rows ----------------------------------------------------------------------------------------------------------


def numbers_of(batch, sweep):
    """[(series, year, serial)] of the letters.

    Series are locked in the order of their names, so that two sweeps cannot wait for each other.
    """
    year, wanted, numbers = timezone.localdate(sweep.at).year, defaultdict(list), [None] * len(batch)
    for place, letter in enumerate(batch):
        wanted[letter.step.row.issuer_id, letter.step.rung.letter].append(place)
    for series, places in sorted((series_of(sweep.office(issuer), kind), places) for (issuer, kind), places in wanted.items()):
        for serial, place in enumerate(places, start=take(series, year, len(places))):
            numbers[place] = (series, year, serial)
    return numbers


def insert_notices(batch, sweep, **fields):
    """The rows of the letters; `fields` are the columns in which issued letters and drafts differ."""
    steps = [letter.step for letter in batch]
    insert(
        Notice,
        {
            "id": [letter.id for letter in batch],
            "kind": [step.rung.letter for step in steps],
            "assignment_id": [step.row.id for step in steps],
            "issuer_id": [letter.issuer.pk for letter in batch],
            "addressee_id": [step.row.organisation_id for step in steps],
            "place_id": [step.row.place_id for step in steps],
            "title": [letter.title for letter in batch],
            "body": [letter.body for letter in batch],
            "drafted_at": sweep.at,
            "rung_id": [step.rung.id for step in steps],
            "copies": copies_of(batch, sweep),
        }
        | fields,
    )


def record_climbs(batch, notes, sweep):
    """The history of the work; the `notes` are Chinese, as the letters are."""
    subjects = [str(letter.step.row.id) for letter in batch]
    insert(Entry, {"verb": "climb", "subject_type": Assignment._meta.label_lower, "subject_id": subjects, "note": notes, "at": sweep.at})


def record_letters(verb, batch, sweep):
    """The history of the letters; returns the ids of its entries, which the news point at."""
    ids, subjects = new_ids(Entry, len(batch)), [str(letter.id) for letter in batch]
    insert(Entry, {"id": ids, "verb": verb, "subject_type": Notice._meta.label_lower, "subject_id": subjects, "at": sweep.at})
    return ids


# Their news ----------------------------------------------------------------------------------------------------------


def readers_of(batch, sweep):
    """For each letter its (frame, person) pairs: those who may acknowledge it, and those who get a copy."""
    today, lines = timezone.localdate(sweep.at), [(letter.step.concern, letter.step.rung) for letter in batch]
    received = people_for([(concern, rung.recipients) for concern, rung in lines], today)
    copied = people_for([(concern, rung.copies) for concern, rung in lines], today)
    return [
        [*((RECEIVED, one) for one in first), *((COPIED, one) for one in second)] for first, second in zip(received, copied, strict=True)
    ]


def tell(batch, entries, told, about, sweep):
    """In the portal and by e-mail, to the people of each letter: `told` has its (frame, person) pairs, `about` what it is called."""
    words = Words()
    news = [
        News(person, entry, key, words.say(frame, letter.step.rung.letter, name, person.language), url, urgent, person.post)
        for letter, entry, name, readers in zip(batch, entries, about, told, strict=True)
        for key, url, urgent in [(f"entry:{entry}", words.url(letter.id), letter.step.row.kind in DAY_AND_NIGHT)]
        for frame, person in readers
    ]
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
