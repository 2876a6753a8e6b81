"""People come and go: hand-overs, stand-ins, and a few honest gaps, so that the proof has something to find."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Case, Count, Value, When
from django.utils import timezone

from base.printing import render
from dashboards.town.people import HOME
from grid.handover import hand_over
from grid.models import Appointment, Organisation, Place, Plan, Responsibility
from grid.proof import prove
from grid.responsibility import draw_up

PLANS = [
    (
        "creation",
        "国家食品安全示范城市创建实施方案",
        [(190, "银食安办发〔2026〕6号", "首次印发"), (40, "银食安办发〔2026〕21号", "调整部门分工，补充校园食品安全任务")],
    ),
    ("acceptance", "国家食品安全示范城市复审迎检工作方案", [(25, "银食安办发〔2026〕24号", "首次印发")]),
]
TERM_ENDED_DAYS_AGO = 17
STAND_IN_DAYS = 14
MARKET_DUTIES = "每三日巡查早市和沿街小餐饮，核对证照公示、健康证和环境卫生；发现问题当日上报并督促整改；摸排新增和停业主体。"


def play(offices, rng, now):
    """What happened lately to some posts; and the proofs of yesterday and today, which tell the difference."""
    admin = Appointment.objects.get(user__username="admin").user
    officers = officers_of(rng)
    today = timezone.localdate(now)
    post_phones()
    publish_plans(offices, now)
    publish_lists(admin, now)
    one_leaves_for_a_neighbour(officers, admin, now)
    leave_open(officers, admin, now)
    a_term_runs_out(rng, today)
    an_account_is_closed(officers)
    a_stand_in(officers, admin, today)
    a_department_without_liaison(offices, admin, now)
    prove(at=now - timedelta(days=1), on=today - timedelta(days=1))
    prove(at=now)


def post_phones():
    """The phone of each township's office, for the boards of its cells; 0951 is Yinchuan's, no number there begins with 0."""
    offices = list(Organisation.objects.filter(kind="office").order_by("place__code"))
    posts = Appointment.objects.filter(organisation__in=offices)
    numbers = [When(organisation=office, then=Value(f"0951-{number:07d}")) for number, office in enumerate(offices, start=101)]
    posts.update(phone=Case(*numbers))


def publish_plans(offices, now):
    """The campaign's two plans at the city, the first with a second version."""
    city, by = offices.city.place, Appointment.objects.get(user__username="ma", organisation=offices.city).user
    for kind, title, versions in PLANS:
        plan = Plan.objects.create(kind=kind, title=title, place=city, organisation=offices.city)
        for days, number, note in versions:
            paper = SimpleUploadedFile(f"{title}.pdf", plan_paper(title, number, note), "application/pdf")
            at = now - timedelta(days=days)
            plan.publish(by=by, file=paper, effective_on=timezone.localdate(at), number=number, note=note, at=at)


def plan_paper(title, number, note):
    return render("plan", {"title": title, "number": number, "note": note})


def publish_lists(admin, now):
    """The responsibility lists of the city, its districts and the township of the cast, which has a second version and a draft."""
    township = Place.objects.get(code=HOME[:9])
    districts = Place.objects.filter(level=Place.DISTRICT).order_by("code")
    for place in [Place.objects.get(level=Place.CITY), *districts, township, Place.objects.get(code=HOME)]:
        publish(place, admin, now - timedelta(days=45))
    made = draw_up(township, by=admin, at=now - timedelta(days=12))
    Responsibility.objects.filter(list=made, area__code=f"{HOME}001").update(patrol_days=3, duties=MARKET_DUTIES)
    made.sign(by=signer_of(township), at=now - timedelta(days=11))


def publish(place, admin, at):
    draw_up(place, by=admin, at=at).sign(by=signer_of(place), at=at + timedelta(days=1))


def signer_of(place):
    """Who signs at a place: the first who answers for it, or above it."""
    signers = Appointment.objects.carrying("grid.sign_responsibilitylist").filter(place__in=place.path_ids())
    return signers.select_related("user").order_by("-place__path", "id").first().user


def officers_of(rng):
    """The posts of grid officers by person, without the cast's, in an order of chance."""
    posts = Appointment.objects.filter(role__name="网格员", place__level=Place.CELL).exclude(user__username="zhao")
    people = {}
    for post in posts.select_related("user", "role", "organisation", "place").order_by("id"):
        people.setdefault(post.user_id, []).append(post)
    found = list(people.values())
    rng.shuffle(found)
    return found


def one_leaves_for_a_neighbour(officers, admin, now):
    """All cells of one go to a colleague of the same office, who now has more than the limit."""
    leaving = max(officers, key=len)
    office = leaving[0].organisation_id
    colleague = max((posts for posts in officers if posts is not leaving and posts[0].organisation_id == office), key=len)
    hand_over(leaving, to=colleague[0].user, by=admin, at=now - timedelta(days=3), note="调往区民政局工作")
    officers.remove(leaving)
    officers.remove(colleague)


def leave_open(officers, admin, now):
    """One left today, one three days ago, and nobody was appointed yet; one left five days ago and has a successor since today."""
    for days in (0, 3, 5):
        post = officers.pop()[0]
        post.relieve(by=admin, at=now - timedelta(days=days), note="辞职")
    again = officers.pop()[0].user  # who took the last of them today: a gap of yesterday that is mended
    same = {"role": post.role, "organisation": post.organisation, "place": post.place, "title": post.title}
    Appointment.objects.create(user=again, since=timezone.localdate(now), **same)


def a_term_runs_out(rng, today):
    """A township officer and a community's leader whose terms ended."""
    officers = Appointment.objects.filter(role__name="乡镇街道干部", title="食安专干").order_by("id")
    leaders = Appointment.objects.filter(role__name="包保干部", title="包保干部").order_by("id")
    for posts, days in ((officers, TERM_ENDED_DAYS_AGO), (leaders, 1)):
        ended = posts[rng.randrange(posts.count())]
        Appointment.objects.filter(pk=ended.pk).update(until=today - timedelta(days=days))


def an_account_is_closed(officers):
    person = officers.pop()[0].user
    person.is_active = False
    person.save(update_fields=["is_active"])


def a_stand_in(officers, admin, today):
    """A colleague of the township's office stands in for an officer on leave."""
    post = officers.pop()[0]
    deputy = Appointment.objects.filter(organisation=post.organisation, role__name="乡镇街道干部").order_by("id").first().user
    post.stand_in(by=admin, deputy=deputy, since=today, until=today + timedelta(days=STAND_IN_DAYS), note="产假期间代理")


def a_department_without_liaison(offices, admin, now):
    """Its last liaison retired yesterday; what it leads has nobody now."""
    kept = [offices.city.pk, offices.education.pk, offices.bureau.pk]
    departments = Organisation.objects.filter(kind="department").exclude(pk__in=kept).annotate(count=Count("leads")).filter(count__gt=0)
    retiring = departments.order_by("count", "id").first()
    for post in Appointment.objects.current(timezone.localdate(now)).filter(organisation=retiring).select_related("user"):
        post.relieve(by=admin, at=now - timedelta(days=1), note="退休")
