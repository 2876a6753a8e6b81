"""Who answers for which shop: officials of every level, their visits of two quarters, problems, pledges, boards and marks; a few gaps."""

import uuid
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from audit.models import Entry
from dashboards.town.clock import at_hour, office_moment
from dashboards.town.offices import present
from dashboards.town.people import HOME
from dashboards.town.rows import with_ids, write
from establishments.models import Establishment
from grid.models import Place
from guarantees.frequency import set_due_days
from guarantees.models import (
    Assessment,
    AssessmentMark,
    Board,
    Guarantee,
    GuaranteeVisit,
    Implementation,
    Pledge,
    VisitAnswer,
    VisitItem,
    VisitProblem,
)
from guarantees.models.boards import LENGTH, LETTERS
from guarantees.papers import content_of, grouped_posts, grouped_shops, promises
from guarantees.proposing import grouped, posts_at, share_out
from tasks.ladder import next_rung
from tasks.models import PASSED_ON, Assignment, Report, Rung
from workdays.calendar import Calendar, close_of, day_of

WITHOUT = 0.035  # of the shops that need a guarantor
LAST_QUARTER, PROBLEM = 0.9, 0.14  # shares: visited last quarter; visits with a problem
HOME_LEVELLED = 12  # of the cast's cell: enough for a guarantor's day
DISTRICT_TITLES = ["副区长", "政府办主任", "市场监管工作分管领导"]
CITY_TITLES = ["副市长", "市政府副秘书长"]
FOUND = "未做到：{}"


def seat_officials(people, offices):
    """Officials of the city and the districts who take shops of level A and B; below them the posts are there already."""
    places = {place.code: place for place in Place.objects.filter(level__in=[Place.CITY, Place.DISTRICT])}
    for title in CITY_TITLES:
        people.appoint(people.invent(), "包保干部", offices.city, places["6401"], title)
    for _code, place in sorted(places.items()):
        if place.level == Place.DISTRICT:
            government = present((f"{place.name}人民政府", f"{place.name}政府", "government", ""), place)
            for title in DISTRICT_TITLES:
                people.appoint(people.invent(), "包保干部", government, place, title)


def play(shops, offices, posts, rng, now):
    """What is known of the shops' guarantors this year."""
    course = Course(offices, posts, rng, now)
    level_the_home(shops)
    held = course.assign([shop for shop in shops if shop.guarantee_level and shop.status == "open"])
    course.visit(held)
    course.paper(held)
    course.board(held)
    course.mark(held)
    course.write()
    set_due_days(on=course.today)


def level_the_home(shops):
    """The cast's cell has enough shops of level D to fill a guarantor's day."""
    home = [shop for shop in shops[:HOME_LEVELLED] if not shop.guarantee_level]
    for shop in home:
        shop.guarantee_level, shop.level_by_hand = "D", True
    Establishment.objects.bulk_update(home, ["guarantee_level", "level_by_hand"])


class Course:
    """Makes the rows in memory and writes them by the thousand."""

    def __init__(self, offices, posts, rng, now):
        self.offices, self.posts, self.rng, self.now = offices, posts, rng, now
        self.today, self.calendar = timezone.localdate(now), Calendar.current()
        self.quarter = self.today.replace(month=(self.today.month - 1) // 3 * 3 + 1, day=1)
        self.before = (self.quarter - timedelta(days=80)).replace(day=1)  # the quarter before begins
        self.items = list(VisitItem.objects.order_by("order"))
        self.rungs = Rung.objects.ladder(PASSED_ON)
        self.visits, self.answers, self.problems, self.work = [], [], [], []
        self.reports, self.pledges, self.boards, self.assessments, self.marks, self.entries = [], [], [], [], [], []

    # who answers for what
    def assign(self, shops):
        """Balanced as the proposal has it, less a few shops that nobody has yet; the cast's guarantor has the first of the own cell."""
        shops = sorted(shops, key=lambda shop: shop.place.code)
        with_one = [shop for shop in shops if shop.place.code.startswith(HOME) or self.rng.random() > WITHOUT]
        groups = grouped(with_one)
        found, carried, rows = posts_at({place for place, _level in groups}, self.today), {}, []
        for (place, level), some in groups.items():
            for share in share_out(some, found.get(place, []), carried, level, None):
                rows += [self.guarantee(shop, share.post) for shop in share.shops]
        write(with_ids(rows))
        return rows

    def guarantee(self, shop, post):
        since = self.before + timedelta(days=self.rng.randint(0, 20))
        row = Guarantee(establishment=shop, place_id=shop.place_id, appointment=post, since=since, counts_from=since)
        self.note("create", row, post.user, at_hour(since, self.rng.uniform(9, 17)))
        return row

    # visits and what was found
    def visit(self, held):
        passed = (self.today - self.quarter).days / 92
        mine = [row for row in held if row.appointment.user.username == "chen"]
        for number, row in enumerate(mine):
            self.visit_of_chen(number, row)
        for row in held:
            if row in mine:
                continue
            lately = self.rng.random() < LAST_QUARTER
            if lately:
                self.one_visit(row, self.moment(self.before, self.quarter))
            if self.rng.random() < (passed * 0.85 if lately else 0.35):
                self.one_visit(row, self.moment(self.quarter, self.today))

    def visit_of_chen(self, number, row):
        """A day of the cast's guarantor: the first shop is due, the second overdue, the third had a problem a few days ago."""
        if number != 1:
            self.one_visit(row, self.moment(self.before, self.quarter))
        if number == 2:
            self.one_visit(row, self.moment(self.today - timedelta(days=4), self.today), problem=True)

    def moment(self, first, last):
        """Some office moment on the days from `first` to the day before `last`, none after now."""
        days = max((last - first).days, 1)
        found = office_moment(at_hour(first + timedelta(days=self.rng.randrange(days)), self.rng.uniform(9, 17)), self.calendar, self.rng)
        return min(found, self.now - timedelta(hours=2))

    def one_visit(self, row, at, *, problem=False):
        shop, person = row.establishment, row.appointment.user
        items = [item for item in self.items if not item.formats or shop.format.code in item.formats]
        failed = {self.rng.choice(items).pk} if problem or self.rng.random() < PROBLEM else set()
        visit = GuaranteeVisit(
            id=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            guarantee=row,
            establishment=shop,
            place_id=shop.place_id,
            organisation=row.appointment.organisation,
            guarantor=person,
            mode=self.rng.choices(list(GuaranteeVisit.MODES), (86, 8, 4, 2))[0],
            started_at=at - timedelta(minutes=self.rng.randint(12, 40)),
            finished_at=at,
            received_at=at,
            visited_on=day_of(at),
            latitude=shop.latitude,
            longitude=shop.longitude,
        )
        visit.content_hash = sha256(str(visit.id).encode()).hexdigest()
        self.visits.append(visit)
        self.answers += [VisitAnswer(visit=visit, item=item, value="fail" if item.pk in failed else "pass") for item in items]
        self.note("create", visit, person, at)
        for item in items:
            if item.pk in failed:
                self.find(visit, item, shop, at)

    def find(self, visit, item, shop, at):
        """A problem and the assignment by which it was passed to the station, as far as it has come by now."""
        station = self.offices.stations[shop.place.code[:9]]
        description = FOUND.format(item.text)
        work = Assignment(
            kind=PASSED_ON,
            title=f"{shop}：{description}"[:200],
            requirement=f"{description}\n\n包保督导项目：{item.text}",
            issuer=self.offices.branches[shop.place.code[:6]],
            organisation=station,
            place_id=shop.place_id,
            created_at=at,
            dispatched_at=at,
            due_at=close_of(self.calendar.add_workdays(day_of(at), 5)),
        )
        self.handle(work, visit.guarantor)
        self.work.append(work)
        self.problems.append(
            VisitProblem(visit=visit, item=item, place_id=shop.place_id, description=description, found_at=at, assignment=work)
        )

    def handle(self, work, guarantor):
        """Taken on within a day, put right within a week, closed by the branch; a few are late."""
        late = self.rng.random() < 0.12
        moments = [work.created_at]
        for low, high in ((2, 26), (20, 300 if late else 70), (2, 30)):
            moments.append(office_moment(moments[-1] + timedelta(hours=self.rng.uniform(low, high)), self.calendar, self.rng))
        doer = self.rng.choice(self.posts.staff[work.organisation_id])
        acting = {"dispatch": guarantor, "close": self.posts.staff[work.issuer_id][0]}
        lives = [("dispatch", "draft", "dispatched"), ("accept", "dispatched", "under_way"), ("submit", "under_way", "submitted")]
        lives.append(("close", "submitted", "closed"))
        for (verb, old, new), at in zip(lives, moments, strict=True):
            if at > self.now:
                break
            work.status = new
            self.note(
                verb, work, acting.get(verb, doer), at, note="已督促整改到位。" if verb == "submit" else "", changes={"status": [old, new]}
            )
        reached = [at for at in moments if at <= self.now]
        work.submitted_at = moments[2] if len(reached) > 2 else None
        work.closed_at = moments[3] if len(reached) > 3 else None
        if work.submitted_at:
            self.reports.append(Report(assignment=work, text="已督促整改到位。", by=doer, at=moments[2]))
        if work.closed_at is None:
            found = next_rung(self.rungs, 0, due_at=work.due_at, started_at=work.dispatched_at, calendar=self.calendar)
            work.next_rung_at = found and found[1]

    # papers, boards, marks
    def paper(self, held):
        """Most have signed for a year; some end soon, a few have ended, wait to be signed or were forgotten."""
        people = list({row.appointment.user_id: row.appointment.user for row in held}.values())
        shops, posts = grouped_shops(people), grouped_posts(people, self.today)
        promised = promises()
        for person in people:
            chance = 0.5 if person.username == "chen" else self.rng.random()
            if chance < 0.04 or not posts.get(person.pk):
                continue
            post = posts[person.pk][0]
            content = content_of(person, posts[person.pk], shops[person.pk], promised)
            day = self.today - timedelta(days=self.rng.randint(200, 345) if chance > 0.1 else 380)
            pledge = Pledge(guarantor=person, appointment=post, place=post.place, content=content, drafted_at=at_hour(day, 10))
            if chance < 0.08:
                pledge.drafted_at = at_hour(self.today - timedelta(days=self.rng.randint(1, 9)), 10)
            else:
                pledge.status, pledge.signed_on = Pledge.SIGNED, day + timedelta(days=3)
                pledge.expires_on = pledge.signed_on + timedelta(days=365)
            self.pledges.append(pledge)

    def board(self, held):
        for row in held:
            if row.establishment.guarantee_level not in "CD" or self.rng.random() > 0.85:
                continue
            day = row.since + timedelta(days=self.rng.randint(10, 40))
            code = "".join(self.rng.choices(LETTERS, k=LENGTH))
            hangs = day + timedelta(days=7) if self.rng.random() < 0.93 else None
            self.boards.append(
                Board(
                    establishment=row.establishment,
                    code=code,
                    printed_at=at_hour(day, 11),
                    posted_on=hangs,
                    posted_by=row.appointment.user if hangs else None,
                )
            )

    def mark(self, held):
        rows = list(Implementation.objects.filter(in_use=True).order_by("order"))
        most = sum(row.points for row in rows)
        for guarantee in held:
            if self.rng.random() > 0.4:
                continue
            points = [round(row.points * self.rng.uniform(0.7, 1)) for row in rows]
            assessment = Assessment(
                establishment=guarantee.establishment,
                place_id=guarantee.place_id,
                assessed_on=max(self.today - timedelta(days=self.rng.randint(5, 120)), self.today.replace(month=1, day=1)),
                by=guarantee.appointment.user,
                score=sum(points),
                most=most,
            )
            self.assessments.append(assessment)
            self.marks += [
                AssessmentMark(assessment=assessment, implementation=row, points=got, most=row.points)
                for row, got in zip(rows, points, strict=True)
            ]

    # writing
    def note(self, verb, row, person, at, **more):
        self.entries.append((row, Entry(at=at, actor=person, verb=verb, subject_type=row._meta.label_lower, **more)))

    def write(self):
        """Everything at once, each table in its turn."""
        write(self.visits)
        write(self.answers)
        write(with_ids(self.work))
        for problem in self.problems:
            problem.assignment_id = problem.assignment.pk
        for rows in (self.problems, self.reports, self.pledges, self.boards, with_ids(self.assessments)):
            write(rows)
        for mark in self.marks:
            mark.assessment_id = mark.assessment.pk
        write(self.marks)
        for row, entry in self.entries:
            entry.subject_id = str(row.pk)
        write([entry for _row, entry in self.entries])
