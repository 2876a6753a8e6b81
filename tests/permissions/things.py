"""One row of every kind for the table's addresses: work between the city and the district branch, letters to it, a finding at the shop."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.portraits import set_portrait
from audit.models import record
from dashboards.models import Wall
from establishments.models import Duplicate, LevelRule
from grid.models import HandOver, Plan, Robot
from grid.proof import prove
from grid.responsibility import draw_up
from guarantees.boards import open_boards
from guarantees.models import Step, VisitItem
from guarantees.papers import draft_pledge
from guarantees.submission import add_photo, submit_visit
from imports.models import Import
from imports.working import advance
from inspections.correcting import correct_inspection
from inspections.drafting import draw_up as draw_up_draft
from inspections.models import Checklist, Clause, Finding, Inspection, Photo, StandardFile, WeakPoint, WorkStandard
from inspections.papers import issue_order
from inspections.quarantine import keep_unusable
from inspections.submission import submit_inspection
from notifications.models import Message, SmsGateway, tell
from planning.models import Draw, RankingRule, Recusal
from planning.replay import keep_replay
from scoring.models import Standing
from scoring.standings import freeze
from supervision.models import BulletinPicture, DailyBulletin
from tasks.models import Assignment, Evidence, LeaderVisit, LeaderVisitPhoto, LetterTemplate, Notice, Rung
from tasks.paper import code_of
from tests.guarantees.visits import guaranteed
from tests.guarantees.visits import visit as visit_of
from tests.imports.books import book
from tests.inspections.records import picture
from tests.inspections.records import record as content_of
from tests.planning.plans import plan_of
from tests.scoring.cards import card_of
from tests.scoring.cards import clause as clause_of
from tests.supervision.scene import fresh, group_of, planned, report_of
from tests.town import assignment, credit_code
from workdays.models import SpecialDay


def make_things(town):
    """``{model or address name: {path argument: value}}`` for every address that names a row; verbs get rows that allow them."""
    work = assignment(town, organisation=town.branch, place=town.xingqing, creation_task=town.creation_task)
    work.accept(by=town.wang)
    work.submit(by=town.wang, report="已办结", files=[SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")])
    inspection, _new = submit_inspection(content_of(town, values=("pass", "fail", "pass")), by=town.zhao, at=timezone.now())
    photo = Photo.of(SimpleUploadedFile("门头.jpg", picture("blue"), "image/jpeg"), by=town.zhao, inspection=inspection)
    photo.save()
    draft, letter = letter_to_the_branch(town, work), letter_to_the_branch(town, work)
    letter.sign(by=town.leader)
    answered = letter_to_the_branch(town, work)
    answered.sign(by=town.leader)
    answered.reply(by=town.wang, text="已办", files=[SimpleUploadedFile("照片.png", picture(), "image/png")])
    handed_out = assignment(town, organisation=town.branch, place=town.xingqing, title="刚交办")
    under_way = assignment(town, organisation=town.branch, place=town.xingqing, title="办理中")
    under_way.accept(by=town.wang)
    unsent = Assignment.objects.create(
        title="草稿", requirement="草稿", issuer=town.office, organisation=town.branch, place=town.xingqing, due_at=work.due_at
    )
    on_hold = assignment(town, organisation=town.branch, place=town.xingqing, title="挂起")
    on_hold.hold(by=town.ma, until=timezone.localdate() + timedelta(days=9), note="等文件")
    delayed = assignment(town, organisation=town.branch, place=town.xingqing, title="申请延期")
    asked = delayed.extend(by=town.wang, until=delayed.due_at + timedelta(days=7), note="人手不足")
    steps = {"due_on": timezone.localdate(), "issuer": town.office, "organisation": town.branch, "place": town.xingqing}
    step = under_way.milestones.create(title="自查", **steps)
    attained = under_way.milestones.create(title="动员", **steps)
    attained.attain(by=town.wang, note="已开会", files=[SimpleUploadedFile("会议.jpg", picture(), "image/jpeg")])
    tell([town.wang], "给王的消息", entry=record("create", about=work, by=town.ma), about=work)
    published = draw_up(town.street, by=town.admin)
    published.sign(by=town.li)
    lists = draw_up(town.street, by=town.admin)
    handed_over = HandOver.objects.create(giver=town.qian, taker=town.sun, by=town.admin, place=town.street)
    handed_over.keep_copy(by=town.admin, files=[SimpleUploadedFile("交接单.jpg", picture("white"), "image/jpeg")])
    plan = Plan.objects.create(kind="creation", title="创建实施方案", place=town.xingqing, organisation=town.branch)
    plan.publish(by=town.wang, file=SimpleUploadedFile("方案.png", picture(), "image/png"), effective_on=timezone.localdate())
    wall = Wall.objects.create(name="指挥室", until=timezone.now() + timedelta(days=9))
    wall.places.set([town.city, town.xingqing])
    pk = {
        "assignment": work,
        "notice": letter,
        "extension": asked,
        "evidence": Evidence.objects.get(),
        "milestone": step,
        "milestonefile": attained.files.get(),
        "inspection": Inspection.objects.get(),
        "finding": Finding.objects.get(),
        "photo": photo,
        "notice-reply-sheet": answered,
        "replyfile": answered.reply_files.get(),
        "lettertemplate": LetterTemplate.objects.first(),
        "rung": Rung.objects.first(),
        "message": Message.objects.filter(recipient=town.wang, channel="portal").latest("id"),
        "creationtask": town.creation_task,
        "specialday": SpecialDay.objects.first(),
        "campaign": town.campaign,
        "place": town.xingqing,
        "organisation": town.branch,
        "appointment": town.zhao.appointments.get(),
        "user": town.zhao,
        "establishment": town.shop,
        "safetyofficer": town.shop.safety_officers.create(rank="officer", name="安全员", phone="13900000001"),
        "levelrule": level_rule(town),
        "import": handed_in(town),
        "duplicate": twins(town),
        "format": town.catering,
        "checklist": town.checklist,
        "user-portrait": set_portrait(town.zhao, SimpleUploadedFile("赵梅.jpg", picture(), "image/jpeg"), by=town.admin),
        "plan": plan,
        "plan-file": plan.versions.get(),
        "responsibilitylist": lists,
        "responsibility": lists.lines.get(area=town.cell),
        "handover": handed_over,
        "signedcopy": handed_over.copies.get(),
        "outgoing": Message.objects.filter(recipient=town.wang, channel="email").latest("id"),
        "smsgateway": SmsGateway.objects.create(name="短信网关", url="https://sms.example/"),
        "robot": Robot.objects.create(organisation=town.branch, name="工作群", kind="wecom", webhook="https://robot.example/"),
        "wall": wall,
        "proofline": prove(at=timezone.now()).lines.get(kind="community", place=town.community_two),
    }
    pk |= dict.fromkeys(["notice-sign", "notice-send_back", "notice-redraft", "notice-drop", "notice-desk-letter"], draft)
    pk |= {"responsibilitylist-keep_copy": published}
    pk |= {"assignment-accept": handed_out, "assignment-submit": under_way, "assignment-cancel": under_way, "assignment-dispatch": unsent}
    pk |= dict.fromkeys(["assignment-break_down", "assignment-delegate", "assignment-chase"], under_way)
    seen = leaders_visit(town)
    pk |= {"leadervisit": seen, "leadervisitphoto": seen.photos.get(), "instruction": seen.instructions.get()}
    pk |= {"assignment-extend": under_way, "assignment-hold": under_way, "assignment-resume": on_hold}
    pk |= {f"place-{verb}": town.cell for verb in ("rename", "draw", "split", "merge", "move", "retire")} | {"place-adopt": town.shop.place}
    others = {
        "welcome": {"uidb64": "MQ", "token": "a-b"},
        "letter-verify": {"pk": letter.pk, "code": code_of(letter.pk)},
        "calendar-feed": {"word": "a"},
        "wall-screen": {"token": wall.token},
    }
    kinds = {"import-new": {"kind": "establishments"}, "import-template": {"kind": "establishments"}}
    scored, answers = scores(town)
    pk |= scored
    rows, named = guarantee_things(town)
    more, of_checks = inspection_things(town, inspection)
    pk |= rows | more | supervision_things(town) | draw_things(town) | plan_things(town)
    return {name: {"pk": row.pk} for name, row in pk.items()} | others | kinds | named | of_checks | answers


def inspection_things(town, inspection):
    """A draft of the next checklist, a work standard, an article; an order, an objection, a correction, a weak point."""
    draft = draw_up_draft(Checklist, town.catering, by=town.ma)
    standard = draw_up_draft(WorkStandard, town.catering, by=town.ma, text="一、进货查验\n二、加工制作")
    file = StandardFile.of(SimpleUploadedFile("正确.jpg", picture("green"), "image/jpeg"), by=town.ma, standard=standard, kind="right")
    file.save()
    clause = Clause.objects.create(law="食品安全法", article="第五十五条")
    clause.texts.create(text="条文", since=date(2015, 10, 1))
    finding = inspection.findings.first()
    answers = {answer.item_id: (answer.value, "当面说明") for answer in inspection.answers.all()}
    correct_inspection(inspection, answers, by=town.zhao, reason="补充说明")
    measure = assignment(town, organisation=town.branch, place=town.xingqing, title="薄弱环节整治")
    rows = {
        "checklist-publish": draft,
        "checklist-retire": draft,
        "checklist-item-new": draft,
        "workstandard": standard,
        "standardfile": file,
        "clause": clause,
        "rectificationorder": issue_order(inspection, by=town.zhao),
        "dispute": finding.dispute(by=town.liu, note="现场已有标识"),
        "quarantined": keep_unusable({"id": "1"}, {"id": ["须为合法的 UUID。"]}, by=town.zhao),
        "weakpoint": WeakPoint.objects.create(
            dimension="area", place=town.xingqing, name="兴庆区", since=timezone.localdate(), until=timezone.localdate(),
            inspections=10, findings=5, rate=50, average=20, assignment=measure,
        ),
    }  # fmt: skip
    item = {"pk": draft.pk, "item": draft.items.first().pk}
    named = dict.fromkeys(["checklist-item-edit", "checklist-item-move", "checklist-item-drop"], item)
    named["checklist-compare"] = {"pk": draft.pk, "other": town.checklist.pk}
    named["inspection-version"] = {"pk": inspection.pk, "number": 1}
    return rows, named


def draw_things(town):
    """A draw that was made, one whose seed is published, one that is written; a recusal; a replay of the visit list."""
    today = timezone.localdate()
    said = {"organisation": town.branch, "place": town.xingqing, "count": 2, "since": today, "until": today + timedelta(days=20)}
    drawn, published, written = (Draw.objects.create(title=f"餐饮双随机{number}", **said) for number in ("一", "二", "三"))
    for row in (drawn, published):
        row.publish_seed(by=town.wang, words="316")
    drawn.draw(by=town.wang)
    recusal = Recusal.objects.create(person=town.qian, establishment=town.shop, place=town.shop.place, reason="亲属在店内从业")
    rule = RankingRule.objects.in_force(today)
    rows = {
        "draw": drawn,
        "recusal": recusal,
        "rankedshop": town.shop,
        "rankingreplay": keep_replay(town.city, rule, today - timedelta(days=30), today, by=town.ma),
    }
    return rows | {"draw-edit": written, "draw-publish_seed": written, "draw-draw": published, "draw-drop": published}


def scores(town):
    """({name: row}, {address: its arguments}) of the rules, the branch's card with a paper, and last night's table."""
    card = card_of(town, town.branch)
    first = clause_of(card, 1)
    file = (0, SimpleUploadedFile("说明.jpg", picture("gray"), "image/jpeg"))
    card.answer(first, by=town.wang, value=1, files=[file])
    freeze(timezone.localdate())
    rows = {"scheme": card.scheme, "scoringclause": first, "scorecard": card, "markfile": card.marks.get().files.get()}
    both = {"pk": card.pk, "clause": first.pk}
    return rows | {"standing": Standing.objects.first()}, {"scorecard-answer": both, "scorecard-review": both}


def leaders_visit(town):
    """The leader was in the district, a picture was taken, and one thing was asked of the branch."""
    today = timezone.localdate()
    visit = LeaderVisit.objects.create(leader=town.leader, office=town.office, place=town.xingqing, visited_on=today, seen="市场整洁。")
    LeaderVisitPhoto.of(SimpleUploadedFile("市场.jpg", picture("red"), "image/jpeg"), by=town.ma, visit=visit).save()
    sides = {"office": town.office, "organisation": town.branch, "place": town.xingqing}
    visit.instructions.create(text="更新快检公示。", due_on=today + timedelta(days=9), **sides)
    return visit


def guarantee_things(town):
    """Chen answers for the noodle shop, has visited it and found something, has signed one pledge and drafted another."""
    guarantee = guaranteed(town)
    shot = picture("green")
    visit, _new = submit_visit(visit_of(guarantee, no=[1]), by=town.chen, at=timezone.now())
    photo, _new = add_photo(visit, SimpleUploadedFile("店内.jpg", shot, "image/jpeg"), by=town.chen)
    today = timezone.localdate()
    signed = draft_pledge(town.chen, by=town.li)
    scan = SimpleUploadedFile("承诺书.jpg", picture("white"), "image/jpeg")
    signed.sign(by=town.li, signed_on=today, expires_on=today + timedelta(days=365), files=[scan])
    draft = draft_pledge(town.chen, by=town.li)
    step = Step.objects.create(order=99, name="其他")
    rows = {"guarantee": guarantee, "guaranteevisit": visit, "visitproblem": visit.problems.get(), "visitphoto": photo}
    rows |= {"pledge": draft, "pledge-renew": signed, "signedpaper": signed.papers.get(), "guarantor": town.chen}
    rows |= {"visititem": VisitItem.objects.first()} | dict.fromkeys(["process", "board-posted", "assessment-new"], town.shop)
    named = {
        "guarantor-paper": {"pk": town.chen.pk, "kind": "duty"},
        "process-step": {"pk": town.shop.pk, "step": step.pk},
        "public-cell": {"code": town.cell.code},
        "public-shop": {"code": open_boards([town.shop.pk])[town.shop.pk].code},
    }
    return rows, named


def supervision_things(town, *, staff=()):
    """A group of 兴庆区, led by the first of `staff`, with a place to visit; bulletins drafted, reviewed and published."""
    group = group_of(town)
    post = group.join(by=town.ma, user=town.ma, leads=True)
    point = planned(group, place=town.community)
    yesterday = timezone.now() - timedelta(days=1)
    reports = [report_of(group, at=yesterday - timedelta(days=days)) for days in (0, 1)] + [report_of(group)]
    for report in reports[:2]:
        report.submit(by=town.ma)
    published, reviewed = (DailyBulletin.objects.get(day=report.day) for report in reports[:2])
    for bulletin in (published, reviewed):
        bulletin.review(by=town.ma)
    published.sign(by=town.leader)
    shot = SimpleUploadedFile("图.jpg", picture(), "image/jpeg")
    finding = Finding.objects.earliest("pk")
    shown = BulletinPicture.of(shot, by=town.ma, bulletin=published, finding=finding)
    shown.save()
    draft = DailyBulletin.objects.create(organisation=town.office, place=town.city, day=timezone.localdate())
    draft.addressees.add(town.branch)
    group.let_go(by=town.ma, post=post, note="换人")
    fresh(town.ma)
    for person in staff:
        group.join(by=town.ma, user=person, leads=person == staff[0])
        fresh(person)
    rows = {"supervisiongroup": group, "supervisionpoint": point, "dailyreport": reports[2], "dailyreport-send_back": reports[0]}
    rows |= {"dailybulletin": published, "bulletincopy": published.copies.get(addressee=town.branch), "bulletinpicture": shown}
    return (
        rows
        | dict.fromkeys(["dailybulletin-sign", "dailybulletin-send_back"], reviewed)
        | dict.fromkeys(["dailybulletin-redraft", "dailybulletin-review", "dailybulletin-drop"], draft)
    )


def plan_things(town):
    """A sweep of the street under way and a draft; a shop to be met, and one that was."""
    running, other = (plan_of(town, "sweep", place=town.street, title=f"凤凰北街扫街行动{nth}") for nth in ("一", "二"))
    draft = plan_of(town, "special", publish=False, title="节前专项检查")
    to_meet, met = (plan.shops.get(establishment=town.shop_two) for plan in (running, other))
    met.meet(by=town.zhou)
    rows = {"inspectionplan": running, "plannedshop": to_meet, "plannedshop-take_back": met}
    return rows | dict.fromkeys(["inspectionplan-edit", "inspectionplan-publish", "inspectionplan-drop"], draft)


def twins(town):
    return Duplicate.objects.create(first=town.shop, second=town.shop_two, signs=["person"])


def handed_in(town):
    """A file of the branch with one good line and one that came back."""
    line = ["新面馆", credit_code(99), "小餐饮", town.cell.code, "凤凰北街12号", "经营者", ""]
    row = Import.hand_in(book([line, ["", *line[1:]]]), "establishments", by=town.wang)
    advance(row.pk)
    return row


def level_rule(town):
    rule = LevelRule.objects.create(version=1)
    rule.lines.create(order=1, level="C", formats=[town.catering.code])
    return rule


def letter_to_the_branch(town, work):
    return Notice.objects.create(
        kind="reminder",
        assignment=work,
        issuer=town.office,
        addressee=town.branch,
        place=town.xingqing,
        title="提醒函",
        body="请按期办结。",
    )
