"""What a month of checks leaves behind: photos before and after, objections, orders, a correction, measures, unusable records.

And what goes wrong on the way out: messages that were given up, and a letter answered with a file.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from dashboards.town.people import HOME
from dashboards.town.pictures import shot
from dashboards.town.rows import write
from grid.models import Place
from inspections.correcting import correct_inspection
from inspections.models import Finding, Inspection, Photo
from inspections.papers import issue_order, why_not_order
from inspections.quarantine import keep_unusable
from inspections.weakness import last_days, take_measure, weak_points
from notifications.delivery import ATTEMPTS
from notifications.models import Attempt, Message
from tasks.models import Assignment, Campaign, Evidence, Notice, ReplyFile
from workdays.calendar import Calendar

PICTURED, ORDERS, OBJECTIONS, GIVEN_UP, ANSWERED = 12, 6, 5, 4, 3
OBJECTS = [
    "该处标识当日已张贴，检查时被货架遮挡，附照片说明。",
    "健康证在补办期内，已提供受理回执，请求核实。",
    "现场为临时周转区，不用于加工，请求撤销该问题。",
]
DECIDED = ["经核实，现场确有标识，撤销该问题。", "受理回执不能代替健康证明，问题成立，请按期整改。"]
UNUSABLE = [
    ({"started_at": "2026-13-45T09:00"}, {"started_at": ["请输入有效的日期/时间。"]}),
    ({"answers": []}, {"answers": ["每个检查项须有一个结论。"]}),
    ({"second_officer": None}, {"second_officer": ["须有第二名检查人员。"]}),
    ({"checklist": 0}, {"checklist": ["该检查表不是这一业态当日有效的版本。"]}),
]
SETTLED = "已与检查人员核对，手机时间有误，重新提交后入库。"
MEASURES = ["开展专项整治，逐户复查，汇总整改情况。", "组织从业人员集中培训并现场指导，跟踪抽查。", "约谈重点单位，限期规范，月底回访。"]
REFUSED_BY_SERVER = "550 5.1.1 收件人不存在"


def play(posts, offices, rng, now):
    home = Place.objects.get(code=HOME)
    photograph(home)
    order(home, now)
    object_to(home, posts, rng, now)
    correct(home, now)
    quarantine(home, now)
    take_measures(posts, offices, now)
    give_up(now)
    answer_with_files(now)


def photograph(home):
    """The latest findings of the cast's community and of the whole town, each with its photo, and with one of it put right."""
    newest = Finding.objects.filter(photos=None).select_related("inspection__officer", "assignment").order_by("-found_at")
    chosen = {finding.pk: finding for rows in (newest.inside(home), newest) for finding in rows[:PICTURED]}
    for finding in chosen.values():
        visit = finding.inspection
        photo = Photo.of(shot("现场", finding.pk), by=visit.officer, inspection=visit, finding=finding)
        photo.taken_at, photo.latitude, photo.longitude = finding.found_at, visit.latitude, visit.longitude
        photo.save()
        if report := finding.assignment.reports.first():
            Evidence.of(shot("整改后", finding.pk, tidy=True), by=report.by, report=report, uploaded_at=report.at).save()


def latest(rows, home):
    """The cast's own first, then the newest of all."""
    return [*rows.inside(home), *rows.exclude(place__path__startswith=home.path)]


def order(home, now):
    """Orders to rectify for what is still open."""
    rows = Inspection.objects.filter(findings__assignment__status__in=Assignment.CLIMBS).distinct()
    chosen = [row for row in latest(rows.order_by("-finished_at"), home)[: ORDERS * 2] if not why_not_order(row)][:ORDERS]
    for row in sorted(chosen, key=lambda row: row.finished_at):
        issue_order(row, by=row.officer, at=min(row.finished_at + timedelta(minutes=20), now))


def object_to(home, posts, rng, now):
    """Some who must put right say that they need not: decided for and against, the last still waiting."""
    open_rows = Finding.objects.filter(assignment__status__in=Assignment.CLIMBS).order_by("-found_at")
    chosen = latest(open_rows.select_related("assignment__organisation", "inspection__officer"), home)[1 : OBJECTIONS + 1]
    for number, finding in enumerate(chosen):
        said_by = posts.staff[finding.assignment.organisation_id][0]
        at = min(finding.found_at + timedelta(minutes=50), now)
        raised = finding.dispute(by=said_by, note=rng.choice(OBJECTS), at=at)
        decided_at = min(at + timedelta(minutes=30), now)
        if number == 2:
            raised.uphold(by=finding.inspection.officer, note=DECIDED[0], at=decided_at)
        elif number == 3:
            raised.reject(by=finding.inspection.officer, note=DECIDED[1], at=decided_at)


def correct(home, now):
    """One record was put right the day after: both versions stay readable."""
    row = Inspection.objects.filter(findings=None, finished_at__lt=now - timedelta(days=1)).inside(home).order_by("-finished_at").first()
    if row is None:
        return
    answers = {answer.item_id: (answer.value, answer.note) for answer in row.answers.all()}
    first = next(iter(answers))
    answers[first] = (answers[first][0], "现场核对证照原件，信息一致。")
    correct_inspection(row, answers, by=row.officer, reason="补充现场核对情况", at=row.finished_at + timedelta(hours=3))


def quarantine(home, now):
    """Records that a phone sent and nobody could use; the first of them is settled."""
    visits = Inspection.objects.inside(home).select_related("officer").order_by("-finished_at")
    for number, (fault, reasons) in enumerate(UNUSABLE):
        visit = visits[number % max(len(visits), 1)]
        sent = {"id": str(visit.pk), "establishment": visit.establishment_id, "finished_at": visit.finished_at.isoformat()}
        row = keep_unusable(sent | fault, reasons, by=visit.officer, at=visit.finished_at)
        if number == 0:
            row.settle(by=get_user_model().objects.get(username="admin"), note=SETTLED, at=now)


def take_measures(posts, offices, now):
    """The weakest area, format and item became measures of the city's office; the first is under way."""
    city, window, calendar = offices.city.place, last_days(timezone.localdate(now)), Calendar.current()
    by = next(person for person in posts.staff[offices.city.pk] if person.username == "ma")
    at = now - timedelta(days=2)
    weakest = [lines[0] for lines in weak_points(city, window).values() if lines]
    branch = next(iter(offices.branches.values()))
    for number, (line, words) in enumerate(zip(weakest, MEASURES, strict=False)):
        area = Place.objects.get(pk=int(line.key)) if line.dimension == "area" else city
        doer = offices.branches.get(area.code, branch)
        work = Assignment.objects.create(
            title=f"薄弱环节整治：{line.name}"[:200],
            requirement=f"近30天发现问题{line.findings}个，每百次检查{line.rate}个（平均{line.average}个）。{words}",
            issuer=offices.city,
            organisation=doer,
            place=doer.place,
            created_at=at,
            due_at=calendar.close_of(calendar.add_workdays(timezone.localdate(now), 6 + 3 * number)),
        )
        work.dispatch(by=by, at=at)
        take_measure(line, work, area=area, window=window, by=by, at=at)
        if number == 0:
            work.accept(by=posts.staff[doer.pk][0], at=at + timedelta(hours=2))


def give_up(now):
    """The server at the other end never took the latest of some e-mails: all attempts are on record, and nobody tries again."""
    sent = Message.objects.filter(channel=Message.EMAIL).order_by("recipient", "-id").distinct("recipient").values_list("pk", flat=True)
    dead = list(sent[:GIVEN_UP])
    Message.objects.filter(pk__in=dead).update(sent_at=None, next_attempt_at=None, attempts=ATTEMPTS, error=REFUSED_BY_SERVER)
    write(
        [
            Attempt(message_id=pk, at=now - timedelta(hours=2 * back), took_ms=240, good=False, answer=REFUSED_BY_SERVER)
            for pk in dead
            for back in range(ATTEMPTS, 0, -1)
        ]
    )


def answer_with_files(now):
    """The latest written replies came with a picture."""
    campaign = Campaign.objects.order_by("pk").first()
    replied = Notice.objects.filter(issuer=campaign.office, replied_at__isnull=False).order_by("-replied_at") if campaign else ()
    for letter in replied[:ANSWERED]:
        file = shot("办理情况", letter.pk, tidy=True)
        ReplyFile.of(file, by=letter.acknowledged_by, uploaded_at=letter.replied_at, notice=letter).save()
