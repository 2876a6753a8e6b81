"""Sixty days of inspections, and what became of their findings."""

import uuid
from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import sha256

from audit.models import Entry
from dashboards.town.clock import at_hour, day_before
from dashboards.town.people import HOME
from dashboards.town.rows import with_ids, write
from inspections.models import Answer, Checklist, ClauseText, Finding, Inspection, ResultWord
from inspections.scoring import score
from tasks.ladder import next_rung
from tasks.models import SAME_DAY, Assignment, Report, Rung
from workdays.calendar import Calendar, day_of, end_of

DAYS = 60  # so that the last thirty have thirty before them
SHARE_INSPECTED = 0.75  # of the shops in business, within these days
WEEKEND_SHARE = 0.25
SLOW_SINCE = timedelta(days=30)
FAIL_BY_RISK = {"A": 0.02, "B": 0.05, "C": 0.09, "D": 0.14}
NOT_APPLICABLE = 0.06
SLOW_SHARE, MOST_SLOW = 0.15, 120  # findings that the ladder had to press on; the real verbs play these
LIFE = {
    "dispatch": ("draft", "dispatched"),
    "accept": ("dispatched", "under_way"),
    "submit": ("under_way", "submitted"),
    "close": ("submitted", "closed"),
}
MEASURES = [
    "已当场整改，负责人签字确认。",
    "已清理更换并重新培训从业人员，附整改照片。",
    "已补全记录和票据，今后每日检查。",
    "已完成整改，请复查。",
]


USUAL = object()
SCENE_HOURS = (1.2, 3.1, 26, 30)  # how long ago the first shops of the cast's cell were found wanting


def failing(items, count):
    """Answers of which the last `count`, the less critical ones, fail."""
    return {item.code: Answer.FAIL if place >= len(items) - count else Answer.PASS for place, item in enumerate(items)}


class Posts:
    """Who sits where, for choosing officers, doers and reviewers."""

    def __init__(self, appointments):
        self.staff, self.officer_of, self.title = defaultdict(list), {}, {}
        for post in appointments:
            post.user.__dict__.setdefault("posts", []).append(post)  # known already: nobody need ask a thousand times
            if post.user not in self.staff[post.organisation_id] and post.role.name != "包保干部":
                self.staff[post.organisation_id].append(post.user)
            self.title[post.user.pk, post.organisation_id] = str(post)[:120]
            if post.role.name == "网格员":
                self.officer_of.setdefault(post.place_id, post.user)

    def words(self, person, organisation):
        return self.title.get((person.pk, organisation.pk), "")


class Checks:
    """Makes the rows of the inspections and their findings in memory and writes them by the thousand."""

    def __init__(self, offices, posts, rng, now):
        self.offices, self.posts, self.rng, self.now = offices, posts, rng, now
        self.checklists = {
            checklist.format_id: (checklist, list(checklist.items.all())) for checklist in Checklist.objects.order_by("version")
        }
        self.words = {result: ResultWord.on(result, now.date()) for result in Inspection.RESULTS}
        self.texts = {text.clause_id: text for text in ClauseText.objects.filter(until=None)}
        self.nth = Counter()
        self.rungs, self.calendar = Rung.objects.ladder(SAME_DAY), Calendar.current()
        self.inspections, self.answers, self.findings, self.assignments = [], [], [], []
        self.lives, self.reports, self.entries, self.slow = [], [], [], []

    def build(self, shops, progress):
        open_shops = [shop for shop in shops if shop.status == "open"]
        chosen = self.rng.sample(open_shops, round(len(open_shops) * SHARE_INSPECTED))
        if shops[0] not in chosen:
            chosen.append(shops[0])
        visits = sorted(((self.visit_moment(), shop) for shop in chosen), key=lambda visit: (visit[0], visit[1].pk))
        for finished_at, shop in progress(visits):
            self.inspect(shop, finished_at)
        self.set_scene(shops)
        self.write()
        return self

    def set_scene(self, shops):
        """What waits for the cast: the shopkeeper's finding of an hour ago, and rechecks for the grid officer."""
        hours = SCENE_HOURS[: len(shops)]
        for number, (shop, hours_ago) in enumerate(zip(shops, hours, strict=False)):
            found_at = self.now - timedelta(hours=hours_ago)
            done_at = self.now - timedelta(minutes=20 + 7 * number) if number else None
            self.inspect(shop, found_at, organisation=self.offices.offices[HOME[:9]], fails=2 - number % 2, done_at=done_at)

    def visit_moment(self):
        """A moment in office hours of these days; fewer on days off, none after now."""
        while True:
            day = day_before(self.now, self.rng.randint(0, DAYS - 1))
            moment = at_hour(day, self.rng.uniform(9, 17.4))
            if moment < self.now and (self.calendar.is_workday(day) or self.rng.random() < WEEKEND_SHARE):
                return moment

    def inspect(self, shop, finished_at, *, organisation=None, fails=None, done_at=USUAL):
        """One visit; `fails` items fail, or as many as chance has it, and are put right at `done_at` (None: not yet)."""
        checklist, items = self.checklists[shop.format_id]
        organisation, officers = self.officers(shop, organisation)
        answers = self.answer(items, shop.risk_grade) if fails is None else failing(items, fails)
        points, result = score(items, answers)
        inspection = Inspection(
            id=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            kind=self.rng.choices(["routine", "special", "recheck"], (80, 15, 5))[0],
            establishment=shop,
            place_id=shop.place_id,
            organisation=organisation,
            checklist=checklist,
            officer=officers[0],
            second_officer=officers[1],
            started_at=finished_at - timedelta(minutes=self.rng.randint(15, 55)),
            finished_at=finished_at,
            received_at=finished_at,
            latitude=shop.latitude,
            longitude=shop.longitude,
            result=result,
            result_words=self.words[result],
            recusal="none",
            told=True,
            signing=Inspection.ON_PAPER,
            completed_at=finished_at,
            score=points,
        )
        inspection.content_hash = sha256(f"{inspection.id}{sorted(answers.items())}".encode()).hexdigest()
        self.inspections.append(inspection)
        self.answers += [Answer(inspection=inspection, item=item, value=answers[item.code]) for item in items]
        self.note("create", inspection, organisation, officers[0], finished_at)
        for item in items:
            if answers[item.code] == Answer.FAIL:
                self.find(inspection, item, shop, organisation, officers, done_at)

    def officers(self, shop, organisation=None):
        """The station's two, or the grid officer of the cell with a colleague of the township's office."""
        township = shop.place.code[:9]
        station, office = self.offices.stations[township], self.offices.offices[township]
        officer = self.posts.officer_of.get(shop.place.parent_id)
        if officer and (organisation == office or self.rng.random() < 0.5):
            others = [person for person in self.posts.staff[office.pk] if person != officer]
            return office, (officer, self.rng.choice(others))
        return station, tuple(self.rng.sample(self.posts.staff[station.pk], 2))

    def answer(self, items, risk_grade):
        fail = FAIL_BY_RISK[risk_grade]
        answers = {item.code: self.one_answer(fail * (0.5 if item.critical else 1.2)) for item in items}
        if all(value == Answer.NOT_APPLICABLE for value in answers.values()):
            answers[items[0].code] = Answer.PASS
        return answers

    def one_answer(self, fail):
        chance = self.rng.random()
        return Answer.FAIL if chance < fail else Answer.NOT_APPLICABLE if chance > 1 - NOT_APPLICABLE else Answer.PASS

    def find(self, inspection, item, shop, issuer, officers, done_at):
        """A finding and the assignment by which it was handed over the same day; the second officer rechecks it."""
        found_at = inspection.finished_at
        description = f"未做到：{item.text}"
        doer = shop.organisation or self.offices.stations[shop.place.code[:9]]
        assignment = Assignment(
            kind=SAME_DAY,
            title=f"{shop}：{description}"[:200],
            requirement=f"{description}\n\n对照检查项：{item.text}",
            issuer=issuer,
            organisation=doer,
            place_id=shop.place_id,
            created_at=found_at,
            due_at=end_of(day_of(found_at)),
        )
        self.assignments.append(assignment)
        self.nth[shop.pk, item.code] += 1
        severity = "serious" if item.critical else self.rng.choices(["minor", "general"], (45, 55))[0]
        self.findings.append(
            Finding(
                inspection=inspection,
                item=item,
                place_id=shop.place_id,
                severity=severity,
                description=description,
                found_at=found_at,
                nth=self.nth[shop.pk, item.code],
                cited=self.texts.get(item.clause_id),
                assignment=assignment,
            )
        )
        pressed = len(self.slow) < MOST_SLOW and found_at > self.now - SLOW_SINCE and self.rng.random() < SLOW_SHARE
        if done_at is not USUAL or pressed:
            self.slow.append((assignment, officers[1], self.late(found_at) if done_at is USUAL else done_at))
        else:
            self.handle(assignment, *officers)

    def late(self, found_at):
        """When a finding is put right that nobody saw to at once; None: not yet."""
        return found_at + timedelta(hours=self.rng.uniform(9, 60)) if self.rng.random() < 0.85 else None

    def handle(self, assignment, officer, second=None):
        """The usual life of a finding: taken on and put right before anybody had to press, closed at the recheck."""
        found_at = assignment.created_at
        moments = self.moments(found_at)
        doer = self.rng.choice(self.posts.staff[assignment.organisation_id])
        who = {"dispatch": officer, "accept": doer, "submit": doer, "close": second or officer}
        reached = [part for part in LIFE if moments[part] <= self.now]
        assignment.dispatched_at = found_at
        assignment.status = LIFE[reached[-1]][1]
        assignment.submitted_at = moments["submit"] if "submit" in reached else None
        assignment.closed_at = moments["close"] if "close" in reached else None
        if "close" not in reached:
            found = next_rung(self.rungs, 0, assignment.due_at, found_at, self.calendar)
            assignment.next_rung_at = found and found[1]
        self.lives.append((assignment, [(part, who[part], moments[part]) for part in reached]))

    def moments(self, found_at):
        """When each part of the usual life happens: put right before 18:00, or before midnight where it was found late."""
        pressed_at = min(at_hour(day_of(found_at), 18), found_at + timedelta(hours=6))
        room = max((pressed_at - found_at) / timedelta(minutes=1), 8)
        accept = found_at + timedelta(minutes=self.rng.uniform(1, room * 0.3))
        submit = found_at + timedelta(minutes=self.rng.uniform(room * 0.4, room * 0.9))
        return {"dispatch": found_at, "accept": accept, "submit": submit, "close": submit + timedelta(hours=self.rng.uniform(0.5, 26))}

    def note(self, verb, row, organisation, person, at, **more):
        words = self.posts.words(person, organisation)
        self.entries.append((row, Entry(at=at, actor=person, post=words, verb=verb, subject_type=row._meta.label_lower, **more)))

    def write(self):
        """Everything at once, each table in its turn."""
        write(self.inspections)
        write(self.answers)
        write(with_ids(self.assignments))
        for finding in self.findings:
            finding.assignment_id = finding.assignment.pk
        write(self.findings)
        for assignment, parts in self.lives:
            for part, person, at in parts:
                self.tell_life(assignment, part, person, at)
        write(self.reports)
        for row, entry in self.entries:
            entry.subject_id = str(row.pk)
        write([entry for _row, entry in self.entries])

    def tell_life(self, assignment, part, person, at):
        organisation = assignment.issuer if part in ("dispatch", "close") else assignment.organisation
        said = self.rng.choice(MEASURES) if part == "submit" else ""
        before, after = LIFE[part]
        self.note(part, assignment, organisation, person, at, note=said, changes={"status": [before, after]})
        if part == "submit":
            self.reports.append(Report(assignment=assignment, text=said, by=person, at=at))
