"""A town in which something of everything has happened, and every page of the portal with a person who opens it."""

from datetime import timedelta
from types import SimpleNamespace

from django.urls import get_resolver, resolve, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode

from accounts.people import invite_tokens
from dashboards.models import Wall
from grid.models import Plan, Robot
from grid.proof import prove
from grid.responsibility import draw_up
from guarantees.steps import assess, implementations
from inspections.models import Finding
from inspections.photos import add_photo
from inspections.submission import submit_inspection
from notifications.models import Attempt, Outgoing, SmsGateway
from notifications.quiet import after_night
from supervision.models import SupervisionGroup, SupervisionPoint
from tasks.escalation import climb_due
from tasks.models import Assignment, CreationTask, LetterTemplate, Notice, Rung
from tasks.paper import verify_path
from tests.inspections.records import picture, record, upload
from tests.permissions.things import (
    draw_things,
    guarantee_things,
    handed_in,
    inspection_things,
    leaders_visit,
    level_rule,
    plan_things,
    scores,
    supervision_things,
    twins,
)
from tests.town import assignment, build_town
from workdays.models import SpecialDay

WEEK = timedelta(days=7)
LONG = "全市中小学校（含幼儿园）食堂“互联网＋明厨亮灶”覆盖率、学校负责人陪餐制度落实率与大宗食材公开招标采购率逐校核对"

# What has an address and is no page to look at: files, parts of pages, redirects, what is only posted to, machines' own.
NOT_PAGES = {
    *("scorecard-annex", "scorecard-book", "standing-pdf", "markfile-file", "markfile-preview"),
    *("leadervisit-pdf", "leadervisitphoto-file", "leadervisitphoto-preview"),
    *("evidence-preview", "replyfile-preview", "milestonefile-file", "milestonefile-preview"),
    *("area", "assignment-due", "assignment-views", "establishment-phone", "establishment-pick", "evidence-file", "healthz"),
    *("notice-word", "notice-register", "notice-reply-sheet", "replyfile-file", "lettertemplate-preview"),
    *("calendar-renew", "calendar-end", "calendar-feed"),
    *("import-template", "import-refused"),
    *("logout", "message-open", "message-read-all", "notice-pdf", "organisation-pick", "photo-file", "place-pick", "set_language"),
    *("user-invite", "user-phone", "user-pick", "api-schema", "api-token", "api-docs"),
    *("handover-pdf", "proofrun-new", "responsibilitylist-pdf", "chart-pdf", "place-poster", "user-portrait", "plan-file", "lists-pdf"),
    *("board-pdf", "guarantee-board", "guarantor-paper", "guarantor-pledge", "pledge-pdf", "process-step", "signedpaper-file"),
    *("signedcopy-file", "board-report", "wall-screen"),
    *("visitphoto-file", "photo-copy", "standardfile-file", "inspection-pdf", "inspection-photo", "inspection-order"),
    *("rectificationorder-pdf", "checklist-export", "checklist-item-move", "checklist-item-drop"),
    *("dailybulletin-pdf", "bulletinpicture-file"),
    *("draw-pdf", "draw-record"),
}


def busy_town():
    """The town with work in every status, letters of every kind, an inspection with its findings, a person relieved."""
    town = build_town()
    now = timezone.now()
    town.rows = SimpleNamespace()
    add_work(town, now)
    add_letters(town, now)
    add_outbox(town, now)
    add_inspection(town, now)
    add_register(town)
    add_guarantees(town)
    town.rows.supervision = supervision_things(town, staff=[town.jin, town.sun])
    town.rows.draws = draw_things(town)
    town.rows.plans = plan_things(town)
    town.zhou.appointments.get().relieve(by=town.admin)
    town.zhao.appointments.get().stand_in(
        by=town.admin, deputy=town.li, since=timezone.localdate(now), until=timezone.localdate(now) + WEEK
    )
    town.rows.handed_over = town.qian.appointments.get().hand_over(by=town.admin, successor=town.chen, note="调任")
    town.rows.wall = Wall.objects.create(name="指挥室", until=now + WEEK)
    town.rows.wall.places.set([town.city, town.xingqing])
    town.rows.plan = Plan.objects.create(kind="creation", title="创建实施方案", place=town.city, organisation=town.office)
    town.rows.plan.publish(
        by=town.ma, file=upload(picture(), name="创建实施方案.jpg"), effective_on=timezone.localdate(now), number="银党办〔2026〕12号"
    )
    town.rows.list = draw_up(town.street, by=town.admin)
    town.rows.list.sign(by=town.li)
    town.rows.list_draft = draw_up(town.street, by=town.admin)
    prove(at=now)
    return town


def add_work(town, now):
    rows, start = town.rows, now - timedelta(days=30)
    soon = {"due_at": now + timedelta(days=9)}
    rows.draft = Assignment.objects.create(
        title=LONG, requirement="一、逐校核对。\n二、拍照留证。", issuer=town.office, organisation=town.education, place=town.city, **soon
    )
    rows.dispatched = assignment(town, title=LONG, at=start, creation_task=town.creation_task, **soon)
    rows.under_way = assignment(town, at=start, creation_task=town.creation_task, parent=rows.dispatched, **soon)
    sides = {"issuer": town.office, "organisation": town.education, "place": town.city}
    rows.step, _ahead = (
        rows.under_way.milestones.create(title=title, due_on=timezone.localdate(now) + timedelta(days=days), **sides)
        for title, days in (("完成各校自查", -2), ("完成抽查", 5))
    )
    rows.seen = leaders_visit(town)
    same = {"campaign": town.campaign, "category": "党政同责", "standard": "标准", "evidence": "台账", "weight": 5, "item_type": "basic"}
    rows.unassigned = CreationTask.objects.create(no=2, title="还没有交办的任务", lead=town.education, **same)
    rows.unassigned.supports.add(town.bureau)
    rows.day_off = SpecialDay.objects.first()
    rows.scores, _answers = scores(town)
    rows.submitted = assignment(town, at=start, **soon)
    rows.closed = assignment(town, organisation=town.branch, at=start, **soon)
    rows.to_branch = assignment(town, organisation=town.branch, at=start, due_at=now - timedelta(days=1), title=LONG)
    for row, by in ((rows.under_way, town.he), (rows.submitted, town.he), (rows.closed, town.wang)):
        row.accept(by=by)
    for row, by in ((rows.submitted, town.he), (rows.closed, town.wang)):
        row.submit(by=by, report="已逐校核对。\n照片附后。", files=[upload(picture(), name="学校食堂明厨亮灶整改前后对比照片.jpg")])
    rows.closed.close(by=town.ma)
    rows.asked = assignment(town, at=start, **soon).extend(
        by=town.he, until=soon["due_at"] + WEEK, note="设备尚未到货，供货方承诺下周送达。"
    )
    rows.on_hold = assignment(town, at=start, **soon)
    rows.on_hold.hold(by=town.ma, until=timezone.localdate(now) + WEEK, note="等待自治区文件。")


def add_letters(town, now):
    """Overdue long ago: a reminder, an urging note, and a supervision notice on the desk, for two pieces of work."""
    rows, long_ago = town.rows, now - timedelta(days=60)
    rows.late = assignment(town, title=LONG, at=long_ago, due_at=now - timedelta(days=21), creation_task=town.creation_task)
    late_too = assignment(town, at=long_ago, due_at=now - timedelta(days=21))
    climb_due(at=after_night(now - timedelta(days=1)))
    letters = Notice.objects.filter(assignment=rows.late)
    rows.issued, rows.draft_letter = letters.filter(status="issued").first(), letters.get(status="draft", kind="supervision")
    rows.returned_letter = Notice.objects.get(assignment=late_too, status="draft", kind="supervision")
    rows.returned_letter.send_back(by=town.leader, note="请写明依据。")
    rows.answered = Notice.objects.filter(assignment=late_too, status="issued").first()
    rows.answered.acknowledge(by=town.he)
    rows.answered.reply(by=town.he, text="已收悉，本周内报送。", files=[upload(picture(), name="现场.jpg")])


def add_outbox(town, now):
    """A message that was given up, the gateway and a robot."""
    rows = town.rows
    rows.outgoing = Outgoing.objects.filter(channel="email").first()
    Outgoing.objects.filter(pk=rows.outgoing.pk).update(next_attempt_at=None, attempts=9, error="550 no such person")
    Attempt.objects.create(message_id=rows.outgoing.pk, at=now, took_ms=12, good=False, answer="550 no such person")
    rows.gateway = SmsGateway.objects.create(name="短信网关", url="https://sms.example/send", secret="s", success="OK")  # noqa: S106
    rows.robot = Robot.objects.create(organisation=town.office, name="工作群", kind="wecom", webhook="https://robot.example/")


def add_inspection(town, now):
    rows = town.rows
    rows.inspection, _new = submit_inspection(record(town, values=("fail", "fail", "na")), by=town.zhao, at=now)
    rows.finding, rows.mended = Finding.objects.order_by("id")
    add_photo(rows.inspection, upload(picture()), by=town.zhao, finding=rows.finding)
    rows.mended.assignment.accept(by=town.liu)
    rows.mended.assignment.submit(by=town.liu, report="已分开存放", files=[upload(picture("green"))])
    rows.checks, rows.named_checks = inspection_things(town, rows.inspection)


def add_guarantees(town):
    """Chen answers for the noodle shop, has found something there, and has a pledge signed and another drafted."""
    things, named = guarantee_things(town)
    town.rows.guarantees, town.rows.board_code = things, named["public-shop"]["code"]
    assess(town.shop, {row: (row.points, "") for row in implementations()}, by=town.chen, on=timezone.localdate())


def add_register(town):
    rows = town.rows
    rows.officer = town.shop.safety_officers.create(rank="officer", name="安全员", phone="13900000001")
    rows.rule = level_rule(town)
    rows.imported = handed_in(town)
    rows.twins = twins(town)


def pages(town):
    """(user name or None, address) of every page, often more than once: full and empty, as seen from different posts."""
    rows = town.rows

    def at(name, *args, **query):
        return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")

    new_person = urlsafe_base64_encode(force_bytes(town.sun.pk))
    return [
        (None, at("login")),
        (None, at("welcome", new_person, "used-up")),
        (None, at("welcome", new_person, invite_tokens.make_token(town.sun))),
        *((who, at("workbench")) for who in ("leader", "ma", "wang", "li", "he", "liu", "admin", "sun")),
        ("leader", at("board")),
        ("wang", at("board")),
        ("ma", at("board", place=town.jinfeng.pk)),
        ("ma", at("search")),
        ("ma", at("search", q="学校")),
        ("ma", at("search", q="没有这样的东西")),
        # work
        ("ma", at("creationtask-list")),
        ("ma", at("creationtask-detail", town.creation_task.pk)),
        ("ma", at("creationtask-new")),
        ("ma", at("creationtask-edit", town.creation_task.pk)),
        ("ma", at("creationtask-assign", rows.unassigned.pk)),
        ("ma", at("campaign-assign", town.campaign.pk)),
        ("ma", at("campaign-list")),
        ("ma", at("campaign-detail", town.campaign.pk)),
        ("ma", at("campaign-new")),
        ("ma", at("campaign-edit", town.campaign.pk)),
        ("wang", at("assignment-break_down", rows.to_branch.pk)),
        ("he", at("assignment-delegate", rows.under_way.pk)),
        ("ma", at("assignment-chase", rows.under_way.pk)),
        ("ma", at("assignment-bulk-chase", pk=rows.under_way.pk)),
        ("ma", at("milestone-list")),
        ("ma", at("scheme-list")),
        ("ma", at("scheme-new")),
        *(("ma", at(f"scheme-{name}", rows.scores["scheme"].pk)) for name in ("detail", "edit")),
        ("ma", at("scoringclause-list")),
        ("ma", at("scoringclause-new")),
        *(("ma", at(f"scoringclause-{name}", rows.scores["scoringclause"].pk)) for name in ("detail", "edit")),
        ("ma", at("scorecard-list")),
        ("ma", at("scorecard-new")),
        *((who, at("scorecard-detail", rows.scores["scorecard"].pk)) for who in ("ma", "wang")),
        ("wang", at("scorecard-answer", rows.scores["scorecard"].pk, rows.scores["scoringclause"].pk)),
        ("ma", at("scorecard-review", rows.scores["scorecard"].pk, rows.scores["scoringclause"].pk)),
        ("wang", at("scorecard-submit", rows.scores["scorecard"].pk)),
        *(("ma", at(f"scorecard-{verb}", rows.scores["scorecard"].pk)) for verb in ("send_back", "confirm")),
        ("he", at("standing-list")),
        ("ma", at("leadervisit-list")),
        ("ma", at("leadervisit-new")),
        ("leader", at("leadervisit-detail", rows.seen.pk)),
        ("ma", at("leadervisit-detail", rows.seen.pk)),
        ("ma", at("leadervisit-edit", rows.seen.pk)),
        ("ma", at("instruction-new", visit=rows.seen.pk)),
        *(("ma", at(f"instruction-{verb}", rows.seen.instructions.first().pk)) for verb in ("assign", "drop")),
        ("he", at("milestone-new", assignment=rows.under_way.pk)),
        ("he", at("milestone-detail", rows.step.pk)),
        ("he", at("milestone-attain", rows.step.pk)),
        ("ma", at("milestone-drop", rows.step.pk)),
        ("ma", at("assignment-list", status="all")),
        ("he", at("assignment-list")),
        ("sun", at("assignment-list")),
        ("ma", at("assignment-new")),
        ("ma", at("assignment-new", creation_task=town.creation_task.pk)),
        ("wang", at("assignment-new", parent=rows.to_branch.pk)),
        *(("ma", at("assignment-detail", row.pk)) for row in (rows.draft, rows.dispatched, rows.submitted, rows.closed, rows.late)),
        ("he", at("assignment-detail", rows.under_way.pk)),
        ("liu", at("assignment-detail", rows.finding.assignment.pk)),
        ("ma", at("assignment-edit", rows.late.pk)),
        ("ma", at("assignment-edit", rows.closed.pk)),
        ("ma", at("assignment-dispatch", rows.draft.pk)),
        ("he", at("assignment-accept", rows.dispatched.pk)),
        ("he", at("assignment-submit", rows.under_way.pk)),
        ("ma", at("assignment-send_back", rows.submitted.pk)),
        ("ma", at("assignment-close", rows.submitted.pk)),
        ("ma", at("assignment-close", rows.closed.pk)),
        ("ma", at("assignment-cancel", rows.late.pk)),
        *(("ma", at(f"assignment-bulk-{verb}", pk=rows.submitted.pk)) for verb in ("dispatch", "send_back", "cancel")),
        ("ma", at("assignment-bulk-close")),
        ("ma", at("assignment-bulk-close", pk=rows.submitted.pk)),
        ("ma", at("extension-list")),
        ("ma", at("extension-detail", rows.asked.pk)),
        ("ma", at("extension-grant", rows.asked.pk)),
        ("ma", at("extension-refuse", rows.asked.pk)),
        ("ma", at("assignment-detail", rows.on_hold.pk)),
        ("ma", at("assignment-resume", rows.on_hold.pk)),
        ("ma", at("assignment-hold", rows.under_way.pk)),
        ("he", at("assignment-detail", rows.asked.assignment_id)),
        ("he", at("assignment-extend", rows.under_way.pk)),
        ("he", at("assignment-take_back", rows.submitted.pk)),
        # letters
        ("ma", at("notice-list", issued="false")),
        ("ma", at("notice-list", unreplied="true")),
        ("he", at("notice-list")),
        ("leader", at("notice-desk")),
        ("leader", at("notice-desk-letter", rows.draft_letter.pk)),
        ("leader", at("notice-desk", pile="issued")),
        ("he", at("notice-detail", rows.issued.pk)),
        ("ma", at("notice-detail", rows.answered.pk)),
        ("ma", at("notice-detail", rows.draft_letter.pk)),
        ("leader", at("notice-sign", rows.draft_letter.pk)),
        ("leader", at("notice-bulk-sign", pk=rows.draft_letter.pk)),
        ("leader", at("notice-send_back", rows.draft_letter.pk)),
        ("ma", at("notice-redraft", rows.returned_letter.pk)),
        ("ma", at("notice-drop", rows.returned_letter.pk)),
        ("he", at("notice-acknowledge", rows.issued.pk)),
        ("he", at("notice-reply", rows.issued.pk)),
        ("ma", at("notice-correct", rows.issued.pk)),
        ("leader", at("notice-revoke", rows.issued.pk)),
        ("leader", at("notice-bulk-send_back", pk=rows.draft_letter.pk)),
        (None, verify_path(rows.issued)),
        ("admin", at("specialday-list")),
        ("admin", at("specialday-new")),
        ("admin", at("specialday-edit", rows.day_off.pk)),
        ("admin", at("specialday-drop", rows.day_off.pk)),
        ("admin", at("rung-list")),
        ("admin", at("assignment-parked")),
        ("admin", at("assignment-retry", rows.late.pk)),
        ("admin", at("assignment-bulk-retry", pk=rows.late.pk)),
        ("admin", at("rung-new")),
        ("admin", at("rung-edit", Rung.objects.first().pk)),
        ("admin", at("lettertemplate-list")),
        ("admin", at("lettertemplate-detail", LetterTemplate.objects.first().pk)),
        ("admin", at("lettertemplate-edit", LetterTemplate.objects.first().pk)),
        ("he", at("message-list")),
        ("he", at("calendar-address")),
        ("admin", at("outgoing-list", all="true")),
        ("admin", at("outgoing-detail", rows.outgoing.pk)),
        ("admin", at("outgoing-retry", rows.outgoing.pk)),
        ("admin", at("outgoing-bulk-retry", pk=rows.outgoing.pk)),
        ("admin", at("smsgateway-list")),
        ("admin", at("smsgateway-new")),
        ("admin", at("smsgateway-edit", rows.gateway.pk)),
        ("admin", at("robot-list")),
        ("admin", at("robot-new")),
        ("admin", at("robot-edit", rows.robot.pk)),
        ("sun", at("message-list")),
        # the field
        ("zhao", at("field")),
        ("zhao", at("inspection-new")),
        ("zhao", at("inspection-new", q="宁味轩")),
        ("zhao", at("inspection-new", establishment=town.shop.pk)),
        ("wang", at("inspection-new", establishment=town.shop_two.pk)),  # its format has no checklist
        ("wang", at("inspection-list")),
        ("wang", at("inspection-detail", rows.inspection.pk)),
        ("wang", at("finding-list")),
        ("zhao", at("finding-detail", rows.finding.pk)),
        ("zhao", at("finding-detail", rows.mended.pk)),
        ("liu", at("finding-detail", rows.finding.pk)),
        ("zhao", at("inspection-detail", rows.inspection.pk)),
        ("zhao", at("inspection-correct", rows.inspection.pk)),
        ("wang", at("inspection-version", rows.inspection.pk, 1)),
        ("liu", at("finding-dispute", rows.finding.pk)),
        ("wang", at("dispute-list")),
        *(("li", at(f"dispute-{name}", rows.checks["dispute"].pk)) for name in ("detail", "uphold", "reject")),
        ("wang", at("rectificationorder-list")),
        ("wang", at("rectificationorder-detail", rows.checks["rectificationorder"].pk)),
        ("wang", at("weakness")),
        ("ma", at("weakness")),
        ("ma", at("weakpoint-new", place=town.city.pk, dimension="format", key=town.catering.pk)),
        ("ma", at("weakpoint-list")),
        ("ma", at("weakpoint-detail", rows.checks["weakpoint"].pk)),
        ("admin", at("quarantined-list")),
        *(("admin", at(f"quarantined-{name}", rows.checks["quarantined"].pk)) for name in ("detail", "settle")),
        # standards
        ("ma", at("checklist-list")),
        ("ma", at("checklist-new")),
        ("zhao", at("checklist-detail", town.checklist.pk)),
        ("ma", at("checklist-detail", rows.checks["checklist-publish"].pk)),
        *(("ma", at(f"checklist-{name}", rows.checks["checklist-publish"].pk)) for name in ("publish", "retire", "item-new")),
        ("ma", at("checklist-item-edit", *rows.named_checks["checklist-item-edit"].values())),
        ("ma", at("checklist-compare", *rows.named_checks["checklist-compare"].values())),
        ("ma", at("import-new", "checklists")),
        ("ma", at("workstandard-list")),
        ("ma", at("workstandard-new")),
        *(
            ("ma", at(f"workstandard-{name}", rows.checks["workstandard"].pk))
            for name in ("detail", "edit", "file-new", "publish", "retire")
        ),
        ("ma", at("clause-list")),
        ("ma", at("clause-new")),
        *(("ma", at(f"clause-{name}", rows.checks["clause"].pk)) for name in ("detail", "edit", "text-new")),
        # the register and the grid
        ("wang", at("establishment-list")),
        ("wang", at("establishment-detail", town.shop.pk)),
        ("liu", at("establishment-detail", town.shop.pk)),
        ("wang", at("establishment-new")),
        ("wang", at("establishment-edit", town.shop.pk)),
        *(("wang", at(f"establishment-{verb}", town.shop.pk)) for verb in ("report_missing", "suspend", "reopen", "close", "merge")),
        ("wang", at("establishment-timeline", town.shop.pk)),
        ("wang", at("duplicate-list")),
        *(("wang", at(f"duplicate-{name}", rows.twins.pk)) for name in ("detail", "dismiss")),
        ("wang", at("duplicate-bulk-dismiss", pk=rows.twins.pk)),
        ("wang", at("establishment-bulk-close", pk=town.shop.pk)),
        ("wang", at("safetyofficer-list")),
        ("wang", at("safetyofficer-new", establishment=town.shop.pk)),
        ("wang", at("safetyofficer-edit", rows.officer.pk)),
        ("wang", at("safetyofficer-dismiss", rows.officer.pk)),
        ("wang", at("import-list")),
        ("wang", at("import-new", "establishments")),
        *(("wang", at(f"import-{name}", rows.imported.pk)) for name in ("detail", "confirm", "drop")),
        ("ma", at("levelrule-list")),
        ("ma", at("levelrule-new")),
        *(("ma", at(f"levelrule-{name}", rows.rule.pk)) for name in ("detail", "edit", "shops", "adopt", "drop")),
        ("ma", at("place-list")),
        ("ma", at("place-list", level="cell")),
        ("ma", at("place-detail", town.city.pk)),
        ("admin", at("place-detail", town.cell.pk)),
        ("admin", at("place-new")),
        ("ma", at("place-list", as_of="2026-10-01")),
        ("ma", at("place-detail", town.xingqing.pk)),
        ("ma", at("place-detail", town.city.pk, as_of="2026-10-01")),
        ("wang", at("place-astray")),
        ("wang", at("place-astray", kind="outside")),
        *(("admin", at(f"place-{verb}", town.cell.pk)) for verb in ("rename", "draw", "split", "merge", "move", "retire")),
        ("admin", at("place-adopt", town.shop.place_id)),
        ("admin", at("place-bulk-adopt", pk=town.shop.place_id)),
        ("admin", at("appointment-list", as_of="2026-10-01")),
        ("admin", at("organisation-list")),
        ("admin", at("organisation-detail", town.street_office.pk)),
        ("admin", at("organisation-new")),
        ("admin", at("organisation-edit", town.street_office.pk)),
        ("admin", at("appointment-list")),
        ("admin", at("appointment-new")),
        ("admin", at("appointment-detail", town.zhao.appointments.get().pk)),
        ("admin", at("appointment-detail", town.zhou.appointments.earliest("id").pk)),
        ("admin", at("appointment-relieve", town.zhao.appointments.get().pk)),
        ("admin", at("appointment-hand_over", town.zhao.appointments.get().pk)),
        ("admin", at("appointment-stand_in", town.zhao.appointments.get().pk)),
        ("admin", at("user-hand_over", town.zhao.pk)),
        ("admin", at("handover-list")),
        ("ma", at("chart")),
        ("ma", at("board", office=town.branch.pk)),
        ("he", at("board")),
        ("zhao", at("board", person=town.zhao.pk)),
        ("ma", at("board", format=town.catering.pk, map="letters")),
        ("ma", at("board", day=str(timezone.localdate() - WEEK), days=7, map="overdue")),
        ("admin", at("wall-list")),
        ("admin", at("wall-new")),
        ("admin", at("wall-detail", rows.wall.pk)),
        ("admin", at("wall-end", rows.wall.pk)),
        ("admin", at("miscount-list")),
        ("ma", at("lists")),
        ("li", at("lists", as_of=str(timezone.localdate() - WEEK))),
        ("ma", at("plan-list")),
        ("ma", at("plan-new")),
        ("ma", at("plan-detail", rows.plan.pk)),
        ("ma", at("plan-edit", rows.plan.pk)),
        ("ma", at("plan-publish", rows.plan.pk)),
        ("ma", at("plan-withdraw", rows.plan.pk)),
        ("li", at("chart", place=town.street.pk)),
        ("admin", at("responsibilitylist-list")),
        ("admin", at("responsibilitylist-new")),
        ("admin", at("responsibilitylist-detail", rows.list.pk)),
        ("li", at("responsibilitylist-detail", rows.list_draft.pk)),
        *(("li", at(f"responsibilitylist-{verb}", rows.list_draft.pk)) for verb in ("sign", "refresh", "drop")),
        ("li", at("responsibility-edit", rows.list_draft.lines.first().pk)),
        ("admin", at("handover-detail", rows.handed_over.pk)),
        ("admin", at("handover-keep_copy", rows.handed_over.pk)),
        ("li", at("responsibilitylist-keep_copy", rows.list.pk)),
        ("admin", at("proofline-list")),
        ("ma", at("proofline-list", kind="cell")),
        # guarantees
        ("chen", at("guarantor-home")),
        ("li", at("guarantor-home")),
        ("wang", at("guarantee-list")),
        ("chen", at("guarantee-list", mine="true")),
        ("chen", at("guarantee-detail", rows.guarantees["guarantee"].pk)),
        ("wang", at("guarantee-detail", rows.guarantees["guarantee"].pk)),
        ("wang", at("guarantee-new")),
        ("wang", at("guarantee-new", establishment=town.shop_two.pk)),
        ("wang", at("guarantee-proposal")),
        *(("wang", at(f"guarantee-{verb}", rows.guarantees["guarantee"].pk)) for verb in ("replace", "relieve")),
        ("wang", at("board-list")),
        ("chen", at("board-posted", town.shop.pk)),
        ("wang", at("guarantor-list")),
        ("wang", at("guarantor-detail", town.chen.pk)),
        ("wang", at("pledge-list")),
        ("wang", at("pledge-draft")),
        ("chen", at("pledge-detail", rows.guarantees["pledge-renew"].pk)),
        *(("wang", at(f"pledge-{verb}", rows.guarantees["pledge"].pk)) for verb in ("detail", "sign", "drop")),
        ("wang", at("pledge-renew", rows.guarantees["pledge-renew"].pk)),
        ("wang", at("guaranteevisit-list")),
        ("chen", at("guaranteevisit-new")),
        ("chen", at("guaranteevisit-new", guarantee=rows.guarantees["guarantee"].pk)),
        ("chen", at("guaranteevisit-detail", rows.guarantees["guaranteevisit"].pk)),
        ("qian", at("visitproblem-list")),
        ("wang", at("process-list")),
        ("wang", at("process-detail", town.shop.pk)),
        ("wang", at("assessment-new", town.shop.pk)),
        (None, at("public-shop", rows.board_code)),
        (None, at("public-cell", town.cell.code)),
        # plans and sweeps
        ("wang", at("sweep")),
        ("jin", at("sweep")),
        ("wang", at("inspectionplan-list")),
        ("wang", at("inspectionplan-new")),
        *(("wang", at(f"inspectionplan-{name}", rows.plans["inspectionplan"].pk)) for name in ("detail", "join", "let_go", "close")),
        *(("wang", at(f"inspectionplan-{name}", rows.plans["inspectionplan-edit"].pk)) for name in ("detail", "edit", "publish", "drop")),
        ("wang", at("plannedshop-list")),
        ("wang", at("plannedshop-list", figure="plan_due", plan=rows.plans["inspectionplan"].pk)),
        ("wang", at("plannedshop-new", plan=rows.plans["inspectionplan"].pk)),
        *(("wang", at(f"plannedshop-{name}", rows.plans["plannedshop"].pk)) for name in ("detail", "meet", "miss")),
        ("wang", at("plannedshop-take_back", rows.plans["plannedshop-take_back"].pk)),
        # supervision
        ("ma", at("supervision-day")),
        *(("ma", at(f"{name}-list")) for name in ("supervisiongroup", "supervisionpoint", "dailyreport", "dailybulletin")),
        *(("ma", at(f"{name}-detail", row.pk)) for name, row in rows.supervision.items() if f"{name}-detail" in all_names()),
        ("wang", at("dailybulletin-list")),
        ("wang", at("dailybulletin-detail", rows.supervision["dailybulletin"].pk)),
        ("wang", at("bulletincopy-acknowledge", rows.supervision["bulletincopy"].pk)),
        ("ma", at("supervisiongroup-new")),
        ("ma", at("supervisiongroup-edit", rows.supervision["supervisiongroup"].pk)),
        *(("ma", at(f"supervisiongroup-{verb}", rows.supervision["supervisiongroup"].pk)) for verb in SupervisionGroup.MOVES),
        ("sun", at("supervision-day")),
        ("sun", at("supervisionpoint-new")),
        *(("sun", at(f"supervisionpoint-{verb}", rows.supervision["supervisionpoint"].pk)) for verb in SupervisionPoint.MOVES),
        ("jin", at("dailyreport-redraft", rows.supervision["dailyreport"].pk)),
        ("jin", at("dailyreport-submit", rows.supervision["dailyreport"].pk)),
        ("ma", at("dailyreport-send_back", rows.supervision["dailyreport-send_back"].pk)),
        ("ma", at("dailybulletin-new")),
        *(("ma", at(f"dailybulletin-{verb}", rows.supervision["dailybulletin-review"].pk)) for verb in ("redraft", "review", "drop")),
        *(("leader", at(f"dailybulletin-{verb}", rows.supervision["dailybulletin-sign"].pk)) for verb in ("sign", "send_back")),
        # draws and the visit list
        *(("wang", at(f"{name}-{page}")) for name in ("draw", "recusal") for page in ("list", "new")),
        *(("wang", at(name, row.pk)) for name, row in rows.draws.items() if name.startswith("draw-")),
        *(("wang", at(name, rows.draws["draw"].pk)) for name in ("draw-detail", "draw-replay")),
        *(("wang", at(f"recusal-{page}", rows.draws["recusal"].pk)) for page in ("detail", "lift")),
        ("zhao", at("rankedshop-list")),
        *(("admin", at(f"rankingreplay-{page}")) for page in ("list", "new")),
        ("admin", at("rankingreplay-detail", rows.draws["rankingreplay"].pk)),
        # people, oneself, what is not there
        ("admin", at("user-list")),
        ("admin", at("user-detail", town.wang.pk)),
        ("admin", at("user-detail", town.sun.pk)),
        ("admin", at("user-new")),
        ("admin", at("user-bulk-invite", pk=town.sun.pk)),
        ("admin", at("user-edit", town.wang.pk)),
        ("wang", at("profile")),
        ("sun", at("profile")),
        ("wang", at("password_change")),
        ("wang", at("password_change_done")),
        ("wang", at("user-new")),  # 403
        ("wang", at("assignment-detail", 987654)),  # 404
        ("wang", "/no/such/page/"),
    ]


def names_of(addresses):
    """The URL names that stand behind the addresses, as far as there are any."""
    return {resolve(address.partition("?")[0]).url_name for address in addresses if not address.startswith("/no/")}


def all_names():
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}
