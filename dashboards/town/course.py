"""The campaign in mid-course: the real verbs played in the order of time, the ladder climbing in between."""

import heapq
from datetime import timedelta
from itertools import count

from django.utils import timezone

from base.errors import Refused
from dashboards.town.clock import office_moment
from dashboards.town.rows import learn_sizes
from grid.models import Organisation
from notifications.models import Message
from tasks.assigning import assign_creation_tasks
from tasks.chasing import chase_unacknowledged
from tasks.escalation import climb_due
from tasks.models import CAMPAIGN_WORK, Assignment, Campaign, LetterKind, Notice
from workdays.calendar import Calendar, close_of

DAYS = 40  # before now, when the tasks were handed out
DUE_FROM, DUE_TO = -22, 40  # days from now within which most of the work is due
REPORTS = [
    "已按标准逐条落实，佐证材料已整理归档，请审核。",
    "已完成自查并整改到位，台账、照片和文件目录随后补充归档。",
    "已印发工作方案并开展专项检查，现报送阶段性总结和佐证材料。",
]
RETURNS = ["佐证材料缺少台账原件和照片，请补齐后再报。", "完成标准中的数据没有来源，请核实。"]
REPLIES = ["收到，已明确专人办理，本周内报送结果。", "因数据尚在汇总，申请按督办期限办结。"]
DISTRICT_WORK = [
    ("小餐饮扫街排查", "按网格逐户排查小餐饮证照、健康证和环境卫生，建立问题台账并报送。"),
    ("校园周边食品店清理整治", "对校园周边二百米内的食品店逐户检查，重点查处过期和三无食品。"),
    ("农贸市场公示栏更新", "督促辖区农贸市场更新快检结果、责任人和投诉电话公示，拍照报送。"),
    ("包保公示牌张贴核查", "核查C级、D级包保主体公示牌张贴情况，缺失的三日内补齐。"),
    ("餐厨垃圾收运合同核查", "核查餐饮单位餐厨垃圾收运合同和台账，汇总报送。"),
    ("夜市摊点备案登记", "对夜市食品小摊点逐户登记备案，划定经营区域和时段。"),
]
REMARKS = ["材料齐全，同意销号。", "现场核查属实，同意销号。"]


class Course:
    """A queue of what happens when; nothing after `now` happens."""

    def __init__(self, posts, rng, now):
        self.posts, self.rng, self.now = posts, rng, now
        self.calendar, self.queue, self.order = Calendar.current(), [], count()
        self.seen_notice = 0

    def later(self, at, act, *arguments, office=True):
        """Put `act` down for the moment `at`, or the next office hours where it is office work."""
        moment = office_moment(at, self.calendar, self.rng) if office else at
        if moment <= self.now:
            heapq.heappush(self.queue, (moment, next(self.order), act, arguments))

    def run(self, progress):
        with progress(total=None) as bar:
            while self.queue:
                at, _order, act, arguments = heapq.heappop(self.queue)
                self.climb_upto(at)
                act(at, *arguments)
                bar.update()
            self.climb_upto(self.now)

    def climb_upto(self, at):
        """Let the ladder climb at each moment at which it was due, and put down what people do with its letters."""
        while moment := self.next_rung_at(at):
            climb_due(at=moment)
            chase_unacknowledged(at=moment)
            for notice in Notice.objects.filter(pk__gt=self.seen_notice).select_related("issuer", "addressee").order_by("pk"):
                self.seen_notice = notice.pk
                self.take_up(notice, moment)
            if self.next_rung_at(at) == moment:  # parked or refused: not for the town to mend
                return

    def next_rung_at(self, at):
        due = Assignment.objects.filter(status__in=Assignment.CLIMBS, parked="", next_rung_at__lte=at)
        return due.order_by("next_rung_at").values_list("next_rung_at", flat=True).first()

    def hours(self, low, high):
        return timedelta(hours=self.rng.uniform(low, high))

    def somebody(self, organisation):
        staff = self.posts.staff[organisation.pk]
        return self.rng.choice(staff) if staff else None

    # letters ---------------------------------------------------------------------------------------------------------

    def take_up(self, notice, at):
        if notice.status == Notice.DRAFT:
            if self.rng.random() < 0.75:
                self.later(at + self.hours(3, 40), self.sign, notice)
        elif self.rng.random() < 0.8:
            self.later(at + self.hours(0.5, 20), self.acknowledge, notice)

    def sign(self, at, notice):
        signers = [post.user for post in notice.issuer.appointments.carrying("tasks.sign_notice").select_related("user")]
        notice.refresh_from_db(fields=["status"])
        if signers and notice.status == Notice.DRAFT:  # work closed meanwhile took its draft along
            notice.sign(by=signers[0], at=at)
            self.later(at + self.hours(0.5, 12), self.acknowledge, notice)

    def acknowledge(self, at, notice):
        person = self.somebody(notice.addressee)
        if person is None:
            return
        notice.acknowledge(by=person, at=at)
        if notice.kind != LetterKind.REMINDER and self.rng.random() < 0.4:
            self.later(at + self.hours(1, 30), self.reply, notice, person)

    def reply(self, at, notice, person):
        notice.reply(by=person, text=self.rng.choice(REPLIES), at=at)

    # campaign work ---------------------------------------------------------------------------------------------------

    def hand_out(self, at, campaign, by):
        """Every creation task to its department and districts; what each makes of it is put down."""
        self.spread_due_days(campaign)
        assign_creation_tasks(campaign, by=by, at=at)
        learn_sizes()
        for row in Assignment.objects.filter(creation_task__campaign=campaign).select_related("organisation", "issuer").order_by("pk"):
            self.plan(row, at, by)

    def spread_due_days(self, campaign):
        """The catalogue spreads its due days over the whole campaign; the town shows the weeks about now."""
        today, tasks = timezone.localdate(self.now), list(campaign.creation_tasks.order_by("no"))
        for task in tasks:
            day = today + timedelta(days=self.rng.randint(DUE_FROM, DUE_TO))
            task.due_on = day if self.calendar.is_workday(day) else self.calendar.add_workdays(day, 1)
        type(tasks[0]).objects.bulk_update(tasks, ["due_on"])

    def plan(self, row, at, reviewer):
        """How one organisation takes its work: most in time, some late, some not at all yet."""
        doer, chance = self.somebody(row.organisation), self.rng.random()
        if doer is None or chance < 0.06:
            return
        if chance < 0.22:
            done_at = None
        else:
            done_at = row.due_at + self.hours(5, 130) if chance < 0.4 else row.due_at - self.hours(6, 260)
        self.later(at + self.hours(2, 70), self.accept, row, doer, reviewer, done_at)

    def accept(self, at, row, doer, reviewer, done_at):
        row.accept(by=doer, at=at)
        if done_at:
            campaign = row.kind == CAMPAIGN_WORK
            earliest = at + (self.hours(3, 60) if campaign else self.hours(0.1, 0.4))
            self.later(max(done_at, earliest), self.submit, row, doer, reviewer, office=campaign)

    def submit(self, at, row, doer, reviewer):
        row.submit(by=doer, report=self.rng.choice(REPORTS), at=at)
        back = self.rng.random() < 0.15
        self.later(at + self.hours(4, 60), self.send_back if back else self.close, row, doer, reviewer)

    def send_back(self, at, row, doer, reviewer):
        row.send_back(by=reviewer, note=self.rng.choice(RETURNS), at=at)
        self.later(at + self.hours(10, 70), self.submit, row, doer, reviewer)

    def close(self, at, row, doer, reviewer):
        try:
            row.close(by=reviewer, note=self.rng.choice(REMARKS), at=at)
        except Refused:  # parts of it are still open
            self.later(at + self.hours(40, 90), self.close, row, doer, reviewer)

    # findings that had to be pressed on ------------------------------------------------------------------------------

    def slow_finding(self, row, officer, done_at):
        """A finding that is not put right before the first letter; `done_at` None: not yet."""
        self.later(row.created_at, self.hand_over, row, officer, done_at, office=False)

    def hand_over(self, at, row, officer, done_at):
        row.dispatch(by=officer, at=at)
        doer = self.somebody(row.organisation)
        if done_at and done_at < at + timedelta(hours=30):  # the clock of the street, not of the office
            self.later(at + self.hours(0.2, 1), self.accept, row, doer, officer, done_at, office=False)
        else:
            self.later(at + self.hours(1, 20), self.accept, row, doer, officer, done_at)

    # work of the districts -------------------------------------------------------------------------------------------

    def hand_out_in_district(self, at, branch, offices):
        """What a branch asks of the township offices below it."""
        by = self.posts.staff[branch.pk][0]
        for office in offices:
            for title, requirement in self.rng.sample(DISTRICT_WORK, 2):
                due_at = close_of(self.calendar.add_workdays(timezone.localdate(at), self.rng.randint(4, 22)))
                row = Assignment.objects.create(
                    title=title,
                    requirement=requirement,
                    issuer=branch,
                    organisation=office,
                    place=office.place,
                    created_at=at,
                    due_at=due_at,
                )
                row.dispatch(by=by, at=at)
                self.plan(row, at, by)


def play(posts, slow, rng, now, progress):
    """Play the campaign and the slow findings from the hand-out to `now`."""
    course = Course(posts, rng, now)
    campaign = Campaign.objects.order_by("pk").first()
    if campaign:
        ma = next(person for person in posts.staff[campaign.office_id] if person.username == "ma")
        started_at = office_moment(now - timedelta(days=DAYS), course.calendar, rng)
        course.later(started_at, course.hand_out, campaign, ma)
    for row, officer, done_at in slow:
        course.slow_finding(row, officer, done_at)
    for branch in Organisation.objects.filter(kind="branch").order_by("pk"):
        offices = list(branch.children.filter(kind="office").order_by("pk"))
        course.later(now - timedelta(days=rng.uniform(9, 16)), course.hand_out_in_district, branch, offices)
    course.run(progress)
    if campaign:
        set_alarms(course, campaign, ma)
    Message.objects.filter(channel=Message.EMAIL, sent_at=None).update(sent_at=now, next_attempt_at=None)
    Message.objects.filter(channel=Message.PORTAL, created_at__lt=now - timedelta(days=2)).update(read_at=now - timedelta(days=1))


ALARMS = [  # (seconds from now to the rung, working days from the due moment that rung counts, title)
    (45, -3, "校园食品安全守护行动推进情况"),
    (60, 0, "农贸市场快检室运行情况"),
    (75, 2, "集体用餐配送单位许可核查"),
    (90, -3, "餐饮单位明厨亮灶覆盖情况"),
    (105, 0, "小作坊登记证换发情况"),
    (120, 2, "冷库贮存备案核查"),
    (135, 0, "散装食品标签专项整治"),
]


def set_alarms(course, campaign, by):
    """Work whose next rung falls within the first minutes, so that somebody watching sees the system act; by night it waits for 07:00."""
    now = timezone.now()
    course.now = now
    departments = [campaign.creation_tasks.order_by("no").first().lead] + list(
        Organisation.objects.filter(kind__in=["department", "branch"], appointments__isnull=False)
        .exclude(pk=campaign.office_id)
        .distinct()
        .order_by("pk")
    )
    named = [row for row in departments if row.name == "银川市教育局"] + departments
    for (seconds, workdays, title), organisation in zip(ALARMS, named, strict=False):
        alarm(course, campaign, by, now + timedelta(seconds=seconds), workdays, title, organisation)


def alarm(course, campaign, by, rung_at, workdays, title, organisation):
    """One assignment, handed out some days ago, whose rung of `workdays` comes at `rung_at`."""
    today_counts = course.calendar.is_workday(timezone.localdate(rung_at))
    due_at = course.calendar.add_workdays(rung_at, -workdays) if workdays and today_counts else rung_at
    handed_out_at = office_moment(course.now - timedelta(days=12), course.calendar, course.rng)
    row = Assignment.objects.create(
        title=title,
        requirement=f"{title}：请于期限内报送办理结果和佐证材料。",
        issuer=campaign.office,
        organisation=organisation,
        place=organisation.place,
        created_at=handed_out_at,
        due_at=due_at,
    )
    row.dispatch(by=by, at=handed_out_at)
    row.accept(by=course.somebody(organisation) or by, at=handed_out_at + timedelta(hours=3))
    course.climb_upto(course.now)
