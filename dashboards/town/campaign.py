"""What the campaign looks like in mid-course: parts handed on, milestones, leaders' visits, scores half reviewed, frozen nights."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import record
from dashboards.town.clock import at_hour
from dashboards.town.pictures import sheet
from dashboards.town.rows import write
from grid.models import Organisation, Place
from scoring.forms import open_card
from scoring.loading import load_sample
from scoring.models import Mark, MarkFile, Scorecard
from scoring.standings import freeze
from tasks.models import Assignment, Campaign, Evidence, Instruction, LeaderVisit, Milestone, Report
from workdays.calendar import Calendar

NIGHTS = 5
BROKEN_DOWN = 3  # assignments of each district that were handed on
STEPS = ["完成动员部署", "完成自查自评", "完成问题整改", "报送总结材料"]
SHOWN = 0.5  # of the papers that the clauses require, handed in with the card
MORE_TIME = ["两家单位数据口径需再核对，申请延期五个工作日。", "正值材料汇编，人手不足，申请延期。", "现场整改尚有一处未完工。"]
LACKING = ["两个乡镇数据未汇总。", "部分单位台账不完整，已限期补齐。", "指标差距已列入整改清单。"]
FOUND = ["抽查两处台账缺失，按实际情况核减。", "现场核实数据与自评不一致。"]
SEEN = [
    (
        "先后查看农贸市场快检室、食用农产品公示栏和两家小餐饮后厨。总体整洁有序，公示栏更新不及时，个别商户进货票据不全。",
        ["农贸市场公示栏每日更新，由开办者落实专人。", "对进货票据不全的商户逐户核查，一周内报送结果。"],
    ),
    (
        "实地查看学校食堂明厨亮灶和留样情况，与学校负责人、家长代表座谈。陪餐记录完整，晨检登记有漏项。",
        ["全面核查辖区学校食堂晨检登记，补齐漏项。"],
    ),
    ("检查集中用餐配送单位和夜市摊点。配送车辆温控记录齐全，夜市摊点备案率偏低。", ["夜市摊点十个工作日内完成登记备案。"]),
]


def play(rng, now):
    campaign = Campaign.objects.order_by("pk").first()
    if campaign is None:
        return
    break_down(rng, now)
    set_milestones(campaign, rng, now)
    visit(campaign, rng, now)
    put_off(campaign, now)
    score(campaign, rng)
    freeze_nights(now)


def break_down(rng, now):
    """Each district hands a few of its open assignments on to townships; one township in three has done its part."""
    for branch in Organisation.objects.filter(kind="branch").order_by("pk"):
        by, offices = first_person(branch), list(branch.children.filter(kind="office").order_by("pk"))
        open_work = Assignment.objects.filter(organisation=branch, status__in=Assignment.CLIMBS, kind="campaign", due_at__gt=now)
        for row in open_work.order_by("pk")[:BROKEN_DOWN] if by and offices else []:
            some = rng.sample(offices, min(3, len(offices)))
            at = min(max(row.dispatched_at + timedelta(hours=20), now - timedelta(days=6)), now)
            parts = row.break_down(by=by, organisations=some, requirement=f"在本辖区落实：{row.title}。", due_at=row.due_at, at=at)
            finish(parts[0], by, now)


def finish(part, reviewer, now):
    doer = first_person(part.organisation)
    if doer and part.dispatched_at < now - timedelta(days=2):
        part.accept(by=doer, at=part.dispatched_at + timedelta(hours=5))
        part.submit(by=doer, report="辖区内已逐户落实，台账附后。", percent=100, at=now - timedelta(hours=30))
        part.close(by=reviewer, note="材料齐全，同意销号。", at=now - timedelta(hours=22))


def first_person(organisation):
    post = organisation.appointments.current(timezone.localdate()).carrying("tasks.submit_assignment").order_by("pk").first()
    return post and post.user


def set_milestones(campaign, rng, now):
    """Steps of the work of the lead departments: some attained, some ahead, here and there one that is late."""
    today, rows = timezone.localdate(now), []
    work = Assignment.objects.filter(creation_task__campaign=campaign, parent=None, status__in=Assignment.OPEN).order_by("pk")
    for row in list(work[:60:3]):
        first, last = timezone.localdate(row.dispatched_at), timezone.localdate(row.due_at)
        who = first_person(row.organisation)
        for number, title in enumerate(STEPS, start=1):
            due_on = first + (last - first) * number / len(STEPS)
            attained = who is not None and due_on <= today and rng.random() < 0.85
            rows.append(
                Milestone(
                    assignment=row,
                    title=title,
                    due_on=due_on,
                    issuer=row.issuer,
                    organisation=row.organisation,
                    place=row.place,
                    status=Milestone.ATTAINED if attained else Milestone.AHEAD,
                    attained_at=at_hour(min(due_on, today - timedelta(days=1)), rng.uniform(9, 17)) if attained else None,
                    attained_by=who if attained else None,
                )
            )
    write(rows)


def visit(campaign, rng, now):
    """The city's leader went to three districts; what was asked for became work, the latest of it is still to be handed out."""
    leader = get_user_model().objects.filter(appointments__role__name="市领导").order_by("pk").first()
    by, today = first_person(campaign.office), timezone.localdate(now)
    branches = list(Organisation.objects.filter(kind="branch").order_by("place__code"))
    if leader is None or by is None:
        return
    for number, (seen, asked) in enumerate(SEEN):
        branch, on = branches[number % len(branches)], today - timedelta(days=3 + 7 * (len(SEEN) - 1 - number))
        place = Place.objects.filter(parent=branch.place, level=Place.TOWNSHIP).order_by("code")[number]
        row = LeaderVisit.objects.create(
            leader=leader, office=campaign.office, place=place, visited_on=on, companions="市市场监管局、区政府负责同志", seen=seen
        )
        record("create", about=row, by=by, at=min(at_hour(on, 16), now))
        for text in asked:
            told = Instruction(visit=row, text=text, office=campaign.office, organisation=branch, place=branch.place)
            told.due_on = Calendar.current().add_workdays(today, rng.randint(4, 12))
            told.save()
            if number < len(SEEN) - 1:
                told.assign(by=by, at=min(at_hour(on, 17), now))


def put_off(campaign, now):
    """A few departments ask for more time, one of them has got it; one piece of work waits for a document, one was chased today."""
    by, work = first_person(campaign.office), Assignment.objects.filter(creation_task__campaign=campaign, status=Assignment.UNDER_WAY)
    ahead = work.filter(due_at__gt=now + timedelta(days=3), children=None).exclude(organisation=campaign.office).order_by("due_at", "pk")
    if len(ahead) < 5:
        return
    *asking, waiting, chased = ahead[:5]
    for number, (row, reason) in enumerate(zip(asking, MORE_TIME, strict=False)):
        at = max(row.dispatched_at, now - timedelta(hours=30 - number))
        until = Calendar.current().add_workdays(row.due_at, 5)
        asked_for = row.extend(by=first_person(row.organisation), until=until, note=reason, at=at)
        if number == 0:
            asked_for.grant(by=by, note="情况属实，同意延期。", at=min(at + timedelta(hours=3), now))
    until = timezone.localdate(now) + timedelta(days=12)
    waiting.hold(by=by, until=until, note="等待自治区最新标准文件下发。", at=now - timedelta(hours=20))
    chased.chase(by=by, note="请今日报送进度。", at=now - timedelta(minutes=30))


def score(campaign, rng):
    """Cards of the districts and of the departments that lead most: filled in, half of them under review."""
    scheme = load_sample() or campaign.scheme
    clauses, by = list(scheme.clauses.order_by("no")), first_person(campaign.office)
    leads = Organisation.objects.filter(leads__campaign=campaign, kind__in=["department", "bureau"], appointments__isnull=False).distinct()
    drafting = leads.filter(appointments__user__username="he")  # the cast's own card waits to be filled in
    marks = []
    others = leads.exclude(pk=campaign.office_id).exclude(pk__in=drafting).order_by("pk")
    for number, office in enumerate([*Organisation.objects.filter(kind="branch").order_by("pk"), *others[:5], *drafting]):
        card = open_card(scheme, office, by=by)
        status = (Scorecard.SUBMITTED, Scorecard.SUBMITTED, Scorecard.CONFIRMED, Scorecard.DRAFT)[number % 4]
        marks += [marked(card, clause, status, place, rng) for place, clause in enumerate(c for c in clauses if asked(card, c))]
        Scorecard.objects.filter(pk=card.pk).update(status=status)
    said = write([mark for mark in marks if mark.value is not None])
    sheets = Sheets(by)
    show_papers(said, sheets, rng)
    bring_papers(scheme, clauses, sheets)


class Sheets:
    """A sheet with its name on it in the place of every paper, each kept once."""

    def __init__(self, by):
        self.by, self.kept = by, {}

    def named(self, words):
        """What a row of a stored file says of the sheet with these words."""
        if words not in self.kept:
            first = MarkFile.of(SimpleUploadedFile(f"{words}.png", sheet(words), "image/png"), by=self.by)
            first.file.save(first.name, first.file, save=False)
            self.kept[words] = {name: getattr(first, name) for name in ("file", "name", "mime_type", "size", "sha256", "uploaded_by")}
        return self.kept[words]


def show_papers(marks, sheets, rng):
    """Half of the papers that the clauses require."""
    papers = [(mark, line, words) for mark in marks for line, words in enumerate(mark.clause.papers)]
    write([MarkFile(mark=mark, line=line, **sheets.named(words)) for mark, line, words in papers if rng.random() < SHOWN])


def bring_papers(scheme, clauses, sheets):
    """What closed reports brought: a paper of each clause that their task shows, and an overview besides."""
    papers = {no: [*clause.papers[:1], "工作总结"] for clause in clauses for no in clause.task_nos}
    work = Assignment.objects.filter(creation_task__campaign=scheme.campaign, creation_task__no__in=papers, status=Assignment.CLOSED)
    reports = Report.objects.filter(assignment__in=work).select_related("assignment__creation_task", "by").order_by("pk")
    latest = {report.assignment_id: report for report in reports}
    write(
        [
            Evidence(report=report, **sheets.named(words) | {"uploaded_by": report.by, "uploaded_at": report.at})
            for report in latest.values()
            for words in papers[report.assignment.creation_task.no]
        ]
    )


def asked(card, clause):
    return clause.applies_to in ("all", card.group)


def marked(card, clause, status, place, rng):
    """What a card says of a clause: mostly met; drafts are half filled in, of those under review the first half is reviewed."""
    mark = Mark(card=card, clause=clause)
    if status == Scorecard.DRAFT and place % 2:
        return mark
    mark.value = value_of(clause, 0.86 if clause.kind == "key" else 0.72, rng)
    mark.reason = "" if full(clause, mark.value) else rng.choice(LACKING)
    if status == Scorecard.CONFIRMED or (status == Scorecard.SUBMITTED and place % 2 == 0):
        lower = clause.formula != "pass" and rng.random() < 0.2
        mark.reviewed = (mark.value * Decimal("0.9")).quantize(Decimal("0.01")) if lower else mark.value
        mark.review_reason = "" if full(clause, mark.reviewed) else rng.choice(FOUND)
    return mark


def value_of(clause, chance, rng):
    if clause.formula == "pass":
        return Decimal(1) if clause.kind == "veto" or rng.random() < chance else Decimal(0)
    part = 1 if rng.random() < chance else rng.uniform(0.7, 0.97)
    return (clause.target * Decimal(str(part))).quantize(Decimal("0.01"))


def full(clause, value):
    return value >= (clause.target if clause.formula != "pass" else 1)


def freeze_nights(now):
    """The league tables of the last nights, as they would have been frozen."""
    for days in range(NIGHTS, 0, -1):
        freeze(timezone.localdate(now) - timedelta(days=days))
