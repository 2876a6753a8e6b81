"""The seven supervision groups: two weeks of points, reports and bulletins, and today's half done."""

from collections import defaultdict
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dashboards.town.checks import Checks
from dashboards.town.clock import at_hour, day_before
from dashboards.town.pictures import sketch
from dashboards.town.rows import write
from grid.models import Appointment, Place
from inspections.models import Inspection, Photo
from supervision import bulletins, drafting
from supervision.models import SupervisionGroup, SupervisionPoint
from supervision.opening import open_report, open_reports

GENERAL = "市综合督查组"
DAYS, TERM_BEFORE, TERM_AFTER = 14, 60, 120
SHOPS_A_DAY, PICTURED_DAYS = 3, 2  # shops of a group each day; days whose key problems have photos
SEEN = [
    "包保台账齐全，网格员当日巡查记录完整。",
    "辖区公示牌张贴到位，2 家商户信息未更新，已当场提醒。",
    "网格化巡查记录缺少签字，要求当日补齐。",
    "早市入口快检室正常运行，当日抽检 12 批次。",
]
PURPOSES = ["查证照公示和进货查验", "查后厨卫生和三防设施", "查整改回头看", "查包保责任落实", ""]


def seat_groups(people, offices, now):
    """The groups and their posts, before the people are written: the cast's Ma leads the general one."""
    today = timezone.localdate(now)
    term = {"since": today - timedelta(days=TERM_BEFORE), "until": today + timedelta(days=TERM_AFTER)}
    city, found = Place.objects.get(level=Place.CITY), []
    ma = next(person for person in people.people if person.username == "ma")
    for place in [city, *Place.objects.filter(level=Place.DISTRICT).order_by("code")]:
        kind, name = ("general", GENERAL) if place == city else ("district", f"{place.name}督查组")
        group = SupervisionGroup.objects.set_up(name=name, kind=kind, place=place, office=offices.city, by=None, at=now, **term)
        leader = ma if place == city else people.invent()
        for person, role, title in [(leader, "督查组长", "组长"), *((people.invent(), "督查组员", "组员") for _number in range(3))]:
            people.appoint(person, role, group.organisation, place, title)
        found.append(group)
    return found


def play(groups, shops, offices, posts, rng, now):
    """Everything the groups did until now."""
    set_terms(groups)
    course = Course(offices, posts, rng, now, groups, shops)
    course.build_days()
    course.report()
    course.publish()


def set_terms(groups):
    for group in groups:
        Appointment.objects.filter(organisation=group.organisation).update(since=group.since, until=group.until)


class Course(Checks):
    """The groups' inspections, made as all others are, and what hangs on them."""

    def __init__(self, offices, posts, rng, now, groups, shops):
        super().__init__(offices, posts, rng, now)
        self.groups, self.points, self.group, self.handled_at = groups, [], None, None
        self.shops, self.communities = defaultdict(list), defaultdict(list)
        for shop in shops:
            if shop.status == "open":
                self.shops[shop.place.code[:6]].append(shop)
        for place in Place.objects.filter(level=Place.COMMUNITY).order_by("code"):
            self.communities[place.code[:6]].append(place)
        self.today = timezone.localdate(now)
        self.days = [day for day in (day_before(now, back) for back in range(DAYS, 0, -1)) if self.calendar.is_workday(day)]

    def of(self, found, group):
        """What of `found` lies in the group's territory."""
        return found[group.place.code] if group.place.level == Place.DISTRICT else [row for rows in found.values() for row in rows]

    def officers(self, shop, organisation=None):
        members = self.posts.staff[self.group.organisation_id]
        return self.group.organisation, (members[0], self.rng.choice(members[1:]))

    def build_days(self):
        for day in self.days:
            for group in self.groups:
                hours = [15.1 + 0.3 * number for number in range(SHOPS_A_DAY)]
                self.spend(group, day, [at_hour(day, hour) for hour in hours])
        for group in self.groups:
            done = [self.now - timedelta(minutes=minutes) for minutes in (75, 40)]
            self.spend(group, self.today, [moment for moment in done if timezone.localdate(moment) == self.today], more=2)
            self.spend(group, group.next_day(self.today), [], more=3)
        for assignment, officer, done_at in self.slow:
            self.handled_at = done_at if done_at and done_at <= self.now else None  # nothing is left for the ladder to climb
            self.handle(assignment, officer)
        self.slow = []
        self.write()
        write(self.points)

    def spend(self, group, day, moments, more=0):
        """A day of a group: a shop visited at each of the moments and a community, and `more` shops that are still planned."""
        self.group, there = group, self.of(self.shops, group)
        chosen = self.rng.sample(there, min(len(moments) + more, len(there)))
        for shop, moment in zip(chosen, moments, strict=False):
            self.inspect(shop, moment)
            self.inspections[-1].kind = Inspection.SUPERVISION
            self.visited(group, day, shop.place, moment, establishment=shop, inspection=self.inspections[-1])
        for shop in chosen[len(moments) :]:
            self.point(group, day, shop.place, establishment=shop, purpose=self.rng.choice(PURPOSES))
        community = self.rng.choice(self.of(self.communities, group))
        if moments:
            self.visited(group, day, community, moments[-1] + timedelta(minutes=10), seen=self.rng.choice(SEEN))
        else:
            self.point(group, day, community, purpose="查网格巡查和包保责任落实")

    def moments(self, found_at):
        """As usual, or late: what the station was slow with is put right a day or two after."""
        moments = super().moments(found_at)
        if self.handled_at is None:
            return moments
        return moments | {"submit": self.handled_at, "close": self.handled_at + timedelta(hours=2)}

    def visited(self, group, day, place, moment, **more):
        leader = self.posts.staff[group.organisation_id][0]
        self.point(group, day, place, status=SupervisionPoint.VISITED, visited_at=moment, visited_by=leader, **more)

    def point(self, group, day, place, **more):
        self.points.append(SupervisionPoint(group=group, organisation=group.organisation, day=day, place=place, **more))

    def report(self):
        """A report for each day and group, the latest problems with photos; today's are opened and wait."""
        for day in self.days:
            for group in self.groups:
                self.submit(group, day, at_hour(day, self.rng.uniform(17.6, 19.7)))
        open_reports(at=self.now)

    def submit(self, group, day, at):
        report, _new = open_report(group, day, at=at)
        if day in self.days[-PICTURED_DAYS:]:
            self.photograph(drafting.findings_of(group, day)[:2])
        leader = self.posts.staff[group.organisation_id][0]
        content = drafting.report_content(report, at=at)
        report.go("submit", by=leader, at=at, content=content, submitted_at=at, submitted_by=leader, next_chase_at=None)

    def photograph(self, findings):
        for finding in findings:
            upload = SimpleUploadedFile("现场.jpg", sketch(finding.pk), "image/jpeg")
            photo = Photo.of(upload, by=finding.inspection.officer, inspection=finding.inspection, finding=finding)
            if not Photo.objects.filter(inspection=finding.inspection, sha256=photo.sha256).exists():
                photo.save()

    def publish(self):
        """A bulletin of each day, signed the next morning; yesterday's waits for the leader, and the last is not acknowledged by all."""
        office = self.offices.city
        people = {post.user.username: post.user for post in office.appointments.select_related("user")}
        for day in self.days:
            drafted_at, next_day = at_hour(day, 20.2), self.calendar.add_workdays(day, 1)
            bulletin = bulletins.draft(day, office, at=drafted_at)
            bulletin.review(by=people["ma"], at=min(at_hour(day, 20.8), self.now))
            if day == self.days[-1] or at_hour(next_day, 8.6) > self.now:
                continue
            bulletin.sign(by=people["leader"], at=at_hour(next_day, 8.6))
            for copy in bulletin.copies.select_related("addressee", "bulletin")[: 4 if day == self.days[-2] else None]:
                copy.acknowledge(by=self.posts.staff[copy.addressee_id][0], at=at_hour(next_day, self.rng.uniform(8.8, 11)))
