"""What the campaign looks like in mid-course: parts handed on, milestones, leaders' visits, scores half reviewed, frozen nights."""

import io
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from audit.models import record
from dashboards.town.clock import at_hour
from dashboards.town.rows import write
from grid.models import Organisation, Place
from scoring.forms import open_card
from scoring.loading import load_sample
from scoring.models import Mark, MarkFile, Scorecard
from scoring.standings import freeze
from tasks.models import Assignment, Campaign, Instruction, LeaderVisit, Milestone
from workdays.calendar import Calendar

NIGHTS = 5
BROKEN_DOWN = 3  # assignments of each district that were handed on
STEPS = ["完成动员部署", "完成自查自评", "完成问题整改", "报送总结材料"]
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


def score(campaign, rng):
    """Cards of the districts and of the departments that lead most: filled in, half of them under review."""
    scheme = load_sample() or campaign.scheme
    clauses, by = list(scheme.clauses.order_by("no")), first_person(campaign.office)
    leads = Organisation.objects.filter(leads__campaign=campaign, kind__in=["department", "bureau"], appointments__isnull=False).distinct()
    marks = []
    for number, office in enumerate([*Organisation.objects.filter(kind="branch").order_by("pk"), *leads.order_by("pk")[:6]]):
        if office.pk == campaign.office_id:
            continue
        card = open_card(scheme, office, by=by)
        status = (Scorecard.SUBMITTED, Scorecard.SUBMITTED, Scorecard.CONFIRMED, Scorecard.DRAFT)[number % 4]
        marks += [marked(card, clause, status, place, rng) for place, clause in enumerate(c for c in clauses if asked(card, c))]
        Scorecard.objects.filter(pk=card.pk).update(status=status)
    said = write([mark for mark in marks if mark.value is not None])
    show_papers(said, by, rng)


def show_papers(marks, by, rng):
    """Most of the papers that the clauses require, all of them the same sheet with a word on it."""
    sheet = io.BytesIO()
    Image.new("RGB", (420, 300), "#eef1f4").save(sheet, "PNG")
    first = MarkFile.of(SimpleUploadedFile("佐证材料.png", sheet.getvalue(), "image/png"), by=by, mark=marks[0])
    first.file.save(first.name, first.file, save=False)
    same = {name: getattr(first, name) for name in ("file", "name", "mime_type", "size", "sha256", "uploaded_by")}
    papers = ((mark, line) for mark in marks for line in range(len(mark.clause.papers)))
    write([MarkFile(mark=mark, line=line, **same) for mark, line in papers if rng.random() < 0.75])


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
