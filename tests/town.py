"""One small Yinchuan and its cast, for every test.

A city, two districts, a township, two communities, two cells, three shops. 市局 Ma, 区局 Wang, 街道 Li, 网格员 Zhao, 包保 Chen,
店主 Liu, 教育局 He, 所 Qian, 市领导 Gao, the administrator, and Sun who holds no post.
"""

from datetime import date, datetime, timedelta
from io import StringIO
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from establishments.credit_code import check_character
from establishments.models import Establishment, Format
from grid.models import Appointment, Organisation, Place
from inspections.models import Checklist, ChecklistItem
from tasks.models import Assignment, Campaign, CreationTask

PASSWORD = "yinchuan-2026"  # of the test town only
SINCE = date(2026, 1, 1)
NEXT_SPRING = f"{timezone.localdate().year + 1}-03-01"  # a day ahead, whenever the tests run

CAST = {
    # user name: (name, role, organisation, place, title)
    "leader": ("高远", "市领导", "office", "city", "主任"),
    "ma": ("马文", "市级督导", "office", "city", "督查科科长"),
    "wang": ("王建", "区级督导", "branch", "xingqing", "副局长"),
    "li": ("李娜", "乡镇街道干部", "street_office", "street", "副主任"),
    "qian": ("钱进", "监管所人员", "station", "street", "所长"),
    "zhao": ("赵梅", "网格员", "street_office", "cell", "网格员"),
    "zhou": ("周平", "网格员", "street_office", "cell_two", "网格员"),
    "chen": ("陈静", "包保干部", "street_office", "community", "社区书记"),
    "he": ("何丽", "部门联络员", "education", "city", "联络员"),
    "liu": ("刘老板", "企业人员", "noodles", "shop", "店主"),
    "admin": ("管理员", "系统管理员", "bureau", "city", "系统管理员"),
    "sun": ("孙无职", None, None, None, None),
    "jin": ("金福", "区级督导", "branch_two", "jinfeng", "副局长"),  # the other district, for what must not be seen
}


def load_roles():
    call_command("load_roles", verbosity=0, stdout=StringIO())


def build_town():
    """Make the town and hand back everything in it by name: places, organisations, people, shops, formats."""
    if not Group.objects.exists():  # a test that truncates tables leaves none behind
        load_roles()
    town = SimpleNamespace()
    add_places(town)
    add_organisations(town)
    add_shops(town)
    add_people(town)
    add_campaign(town)
    return town


def add_places(town):
    def place(name, level, title, code, parent=None):
        setattr(town, name, Place.objects.create(level=level, name=title, code=code, parent=parent))
        return getattr(town, name)

    city = place("city", "city", "银川市", "6401")
    xingqing = place("xingqing", "district", "兴庆区", "640104", city)
    jinfeng = place("jinfeng", "district", "金凤区", "640106", city)
    street = place("street", "township", "凤凰北街街道", "640104001", xingqing)
    community = place("community", "community", "崇安社区", "640104001002", street)
    community_two = place("community_two", "community", "北塔社区", "640104001010", street)
    place("cell", "cell", "崇安社区第一网格", "640104001002001", community)
    place("cell_two", "cell", "北塔社区第一网格", "640104001010001", community_two)
    far_street = place("far_street", "township", "满城北街街道", "640106001", jinfeng)
    place("far_community", "community", "满春社区", "640106001001", far_street)


def add_organisations(town):
    def organisation(name, title, short, kind, place, parent=None, code=""):
        made = Organisation.objects.create(name=title, short_name=short, kind=kind, place=place, parent=parent, letter_code=code)
        setattr(town, name, made)
        return made

    office = organisation("office", "银川市食品安全委员会办公室", "市食安办", "department", town.city, code="银食安办")
    bureau = organisation("bureau", "银川市市场监督管理局", "市市场监管局", "bureau", town.city, office)
    organisation("education", "银川市教育局", "市教育局", "department", town.city)
    branch = organisation("branch", "银川市市场监督管理局兴庆区分局", "兴庆区分局", "branch", town.xingqing, bureau, "兴食安办")
    organisation("branch_two", "银川市市场监督管理局金凤区分局", "金凤区分局", "branch", town.jinfeng, bureau, "金食安办")
    organisation("station", "凤凰北街市场监督管理所", "凤凰北街所", "station", town.street, branch)
    organisation("street_office", "凤凰北街街道办事处", "凤凰北街办事处", "office", town.street, branch)


def credit_code(serial):
    """A valid invented credit code for the shop with this serial."""
    body = f"92640104MA{serial:07d}"
    return body + check_character(body)


def add_shops(town):
    town.catering = Format.objects.create(code="F11", name="小餐饮", name_en="Small catering")
    town.grocery = Format.objects.create(code="F04", name="食杂店", name_en="Grocery")
    town.checklist = Checklist.objects.create(format=town.catering, version=1, effective_on=SINCE)
    for number, (weight, critical) in enumerate([(40, True), (35, False), (25, False)], start=1):
        ChecklistItem.objects.create(
            checklist=town.checklist, code=f"F11-0{number}", order=number, text=f"检查项{number}", weight=weight, critical=critical
        )
    town.items = list(town.checklist.items.all())
    town.shop = shop(town, 1, "宁味轩小吃店", town.cell)
    town.shop_two = shop(town, 2, "北塔便利店", town.cell_two, town.grocery)
    town.far_shop = shop(town, 3, "满春面馆", town.far_community)
    town.noodles = Organisation.objects.create(name="宁味轩小吃店", short_name="宁味轩", kind="enterprise", place=town.shop.place)
    town.shop.organisation = town.noodles
    town.shop.save()


def shop(town, serial, name, parent, format=None):
    place = Place.objects.create(level="establishment", name=name, code=f"{parent.code}S{serial:04d}", parent=parent)
    return Establishment.objects.create(
        place=place,
        format=format or town.catering,
        credit_code=credit_code(serial),
        address=f"{name}门前",
        principal="经营者",
        phone="13900000000",
        latitude=38.47,
        longitude=106.27,
        risk_grade="B",
        guarantee_level="D",
    )


def add_people(town):
    User = get_user_model()
    town.people = {}
    for username, (name, role, organisation, place, title) in CAST.items():
        person = User(username=username, name=name, email=f"{username}@example.org", is_staff=username == "admin")
        person.set_password(PASSWORD)
        person.save()
        town.people[username] = person
        setattr(town, username, person)
        if role:
            where = town.shop.place if place == "shop" else getattr(town, place)
            appoint(person, role, getattr(town, organisation), where, title)


def appoint(person, role, organisation, place, title="", since=SINCE, until=None):
    """Give a person a post and forget what was known of the person's posts."""
    person.__dict__.pop("posts", None)
    return Appointment.objects.create(
        user=person,
        role=Group.objects.get(name=role),
        organisation=organisation,
        place=place,
        title=title or role,
        since=since,
        until=until,
    )


def add_campaign(town):
    town.campaign = Campaign.objects.create(
        name="国家食品安全示范城市复审", kind="review", place=town.city, office=town.office, since=SINCE, until=date(2027, 6, 30)
    )
    town.creation_task = CreationTask.objects.create(
        campaign=town.campaign,
        no=1,
        category="否决项底线",
        title="校园食品安全",
        standard="学校食堂明厨亮灶100%",
        evidence="台账",
        weight=10,
        item_type="key",
        lead=town.education,
        due_on=date(2026, 12, 31),
    )


def assignment(town, *, organisation=None, place=None, issuer=None, at=None, due_at=None, by=None, **fields):
    """A dispatched assignment: from the city office to the education department unless said otherwise."""
    organisation = organisation or town.education
    at = at or timezone.now()
    made = Assignment.objects.create(
        title=fields.pop("title", "学校食堂明厨亮灶"),
        requirement="逐校核对，拍照留证。",
        issuer=issuer or town.office,
        organisation=organisation,
        place=place or organisation.place,
        created_at=at,
        due_at=due_at or at + timedelta(days=14),
        **fields,
    )
    made.dispatch(by=by or town.ma, at=at)
    return made


def moment(text):
    """An aware moment in Yinchuan: ``moment("2026-11-23 18:00")``."""
    return timezone.make_aware(datetime.fromisoformat(text))
