"""The papers of one guarantor from the data: responsibility list, task list, supervision list, pledge; each as PDF."""

import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, entry_for, record
from base.errors import Refused
from base.printing import qr_svg, render
from grid.models import Place
from guarantees.assigning import guarantors
from guarantees.models import FrequencyRule, Guarantee, GuaranteeVisit, PaperLine, Pledge, VisitProblem
from tasks.models import Assignment

RESPONSIBILITY, DUTY, CHECK = "responsibility", "duty", "check"
LISTS = {RESPONSIBILITY: _("Responsibility list"), DUTY: _("Task list"), CHECK: _("Supervision list")}
# Papers are Chinese documents, whatever the reader's language.
TITLES = {RESPONSIBILITY: "食品安全包保责任清单", DUTY: "包保干部任务清单", CHECK: "包保工作督查清单"}
PLEDGE_TITLE = "食品安全责任与任务承诺书"
PERIODS = {1: "每月一次", 2: "每两月一次", 3: "每季度一次", 6: "每半年一次", 12: "每年一次"}
DEPTH = list(Place.LEVELS)


# Who a guarantor is --------------------------------------------------------------------------------------------------


def posts_of(person, on):
    """The posts under which `person` answers for shops or may do so, the highest place first."""
    rows = guarantors(on).filter(user=person).select_related("organisation", "place", "user").distinct()
    return sorted(rows, key=lambda post: (DEPTH.index(post.place.level), post.place.code))


def shops_of(person):
    """The guarantees in force of one person, in the order of the cells."""
    return list(Guarantee.objects.held().of(person).with_names().order_by("establishment__guarantee_level", "place__code"))


def post_words(post):
    return f"{post.organisation.short_name}{post.title}（{post.place.name}）"


def figures_of(person, on):
    """What the portal knows of a guarantor's work this quarter, under the names that a line of the supervision list may say."""
    first = on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)
    held = Guarantee.objects.of(person)
    counts = (
        Guarantee.objects.held()
        .of(person)
        .aggregate(shops=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on)), outstanding=Count("pk", filter=Q(due_from__lte=on)))
    )
    visits = GuaranteeVisit.objects.filter(guarantor=person, visited_on__gte=first)
    problems = VisitProblem.objects.filter(visit__guarantor=person, visit__visited_on__gte=first)
    work = problems.aggregate(found=Count("pk"), closed=Count("pk", filter=Q(assignment__status=Assignment.CLOSED)))
    pledge = Pledge.objects.in_force(on).filter(guarantor=person).order_by("-expires_on").first()
    return {
        "shops": counts["shops"],
        "visited": counts["shops"] - counts["outstanding"],
        "overdue": counts["overdue"],
        "visits": visits.count(),
        "found": work["found"],
        "closed": work["closed"],
        "pledge": f"有效期至{pledge.expires_on:%Y-%m-%d}" if pledge else "未签订",
        "posted": held.held().filter(establishment__board__posted_on__isnull=False).count(),
    }


def filled(text, figures):
    """`text` with ``{shops}`` and the like said in figures; an unknown name stays as it was typed."""
    return re.sub(r"{(\w+)}", lambda found: str(figures.get(found[1], found[0])), text)


# The pledge ----------------------------------------------------------------------------------------------------------


def draft_pledge(person, *, by, at=None):
    """Freeze what `person` promises for the shops of today. Refused without shops, or where a draft waits already."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    posts, rows = posts_of(person, on), shops_of(person)
    if not posts or not rows:
        raise Refused(_("%(who)s answers for no shop, so there is nothing to pledge.") % {"who": person})
    pledge = Pledge(
        guarantor=person, appointment=posts[0], place=posts[0].place, content=content_of(person, posts, rows, promises()), drafted_at=at
    )
    try:
        with transaction.atomic():
            pledge.save()
    except IntegrityError as error:
        raise Refused(_("A draft for this guarantor waits to be signed already.")) from error
    record("create", about=pledge, by=by, at=at)
    return pledge


@transaction.atomic
def draft_pledges(people, *, by, at):
    """Drafts for all of `people` who answer for shops and have none waiting; returns them. Pressed twice at once, made once."""
    on, made = timezone.localdate(at), []
    waiting = set(Pledge.objects.filter(status=Pledge.DRAFT, guarantor__in=people).values_list("guarantor", flat=True))
    people = [person for person in people if person.pk not in waiting]
    shops, posts, promised = grouped_shops(people), grouped_posts(people, on), promises()
    for person in people:
        if shops.get(person.pk) and posts.get(person.pk):
            content = content_of(person, posts[person.pk], shops[person.pk], promised)
            post = posts[person.pk][0]
            made.append(Pledge(guarantor=person, appointment=post, place=post.place, content=content, drafted_at=at))
    Pledge.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    new = list(Pledge.objects.filter(status=Pledge.DRAFT, drafted_at=at, guarantor__in=people))
    Entry.objects.bulk_create(entry_for("create", about=row, by=by, at=at) for row in new)
    return new


def grouped_shops(people):
    found = {}
    for row in Guarantee.objects.held().filter(appointment__user__in=people).with_names().order_by("place__code"):
        found.setdefault(row.appointment.user_id, []).append(row)
    return found


def grouped_posts(people, on):
    found = {}
    for post in guarantors(on).filter(user__in=people).select_related("organisation", "place").distinct():
        found.setdefault(post.user_id, []).append(post)
    return {key: sorted(posts, key=lambda post: (DEPTH.index(post.place.level), post.place.code)) for key, posts in found.items()}


def promises():
    return list(PaperLine.objects.filter(kind=PaperLine.PROMISE, in_use=True).order_by("order").values_list("text", flat=True))


def content_of(person, posts, rows, promised):
    """What a pledge says, as plain values; `promised` are its sentences."""
    shops = [
        {
            "name": row.place.name,
            "level": row.establishment.guarantee_level,
            "code": row.establishment.credit_code,
            "address": row.establishment.address,
        }
        for row in rows
    ]
    return {
        "person": person.name,
        "posts": [post_words(post) for post in posts],
        "to": counterpart(posts[0].place),
        "promises": promised,
        "shops": shops,
    }


def counterpart(place):
    """With whom the official signs: the committee's head at the same level, or the party branch of the village."""
    if place.level in (Place.COMMUNITY, Place.CELL):
        return f"{place.name}党组织负责人"
    return f"{place.name}食品安全委员会负责人"


def pledge_pdf(pledge):
    content = pledge.content
    closing = {"signed": f"{pledge.signed_on:%Y-%m-%d}", "until": f"{pledge.expires_on:%Y-%m-%d}"} if pledge.status == Pledge.SIGNED else {}
    data = {
        "kind": "pledge",
        "title": PLEDGE_TITLE,
        "person": content["person"],
        "posts": content["posts"],
        "to": content["to"],
        "promises": content["promises"],
        "head": ["序号", "包保主体", "级别", "统一社会信用代码", "地址"],
        "rows": [
            [str(number), shop["name"], shop["level"], shop["code"], shop["address"]]
            for number, shop in enumerate(content["shops"], start=1)
        ],
        "date": chinese_day(timezone.localdate(pledge.drafted_at)),
        "number": f"{pledge.pk:06d}",
    } | closing
    return printed(data, pledge.get_absolute_url())


# The three lists -----------------------------------------------------------------------------------------------------


def list_pdf(kind, person, *, on):
    """One of the three lists of a guarantor as it stands on the day `on`."""
    rows, posts = shops_of(person), posts_of(person, on)
    data = {
        "kind": kind,
        "title": TITLES[kind],
        "person": person.name,
        "posts": [post_words(post) for post in posts],
        "date": chinese_day(on),
        "count": len(rows),
    }
    return printed(data | BODIES[kind](person, rows, on), reverse("guarantor-detail", args=[person.pk]))


def responsibility_body(person, rows, on):
    rules = FrequencyRule.objects.in_force(on)
    head = ["序号", "包保主体", "级别", "业态", "统一社会信用代码", "地址", "负责人", "督导频次", "本期督导期限"]
    return {"head": head, "rows": [responsibility_row(number, row, rules) for number, row in enumerate(rows, start=1)]}


def responsibility_row(number, row, rules):
    shop, rule = row.establishment, rules.get(row.establishment.guarantee_level)
    often = PERIODS.get(rule.months, "") if rule else ""
    due = f"{row.due_on:%Y-%m-%d}" if row.due_on else ""
    return [str(number), row.place.name, shop.guarantee_level, shop.format.name, shop.credit_code, shop.address, shop.principal, often, due]


def duty_body(person, rows, on):
    lines = PaperLine.objects.filter(kind=PaperLine.DUTY, in_use=True).order_by("order")
    head = ["序号", "任务", "工作内容", "完成情况"]
    return {"head": head, "rows": [[str(number), line.heading, line.text, ""] for number, line in enumerate(lines, start=1)]}


def check_body(person, rows, on):
    figures = figures_of(person, on)
    lines = PaperLine.objects.filter(kind=PaperLine.CHECK, in_use=True).order_by("order")
    head = ["序号", "督查事项", "督查内容与平台数据", "是否落实", "备注"]
    texts = [[str(number), line.heading, filled(line.text, figures), "□是　□否", ""] for number, line in enumerate(lines, start=1)]
    return {"head": head, "rows": texts}


BODIES = {RESPONSIBILITY: responsibility_body, DUTY: duty_body, CHECK: check_body}


def printed(data, path):
    return render("guarantor_paper", data, pictures={"code.svg": qr_svg(f"{settings.SITE_URL}{path}")})


def chinese_day(day):
    return f"{day.year}年{day.month}月{day.day}日"
