"""A small set of scoring rules and the card of the education department."""

from scoring.forms import open_card
from scoring.models import Scheme

CLAUSES = [
    {"no": 1, "part": "否决项", "title": "无重大事故", "kind": "veto", "formula": "pass", "points": 0, "evidence": "零事故说明"},
    {"no": 2, "part": "基础工作", "title": "明厨亮灶率", "kind": "key", "formula": "rate", "target": 100, "points": 40},
    {
        "no": 3,
        "part": "基础工作",
        "title": "培训学时",
        "kind": "basic",
        "formula": "count",
        "target": 40,
        "points": 60,
        "evidence": "计划\n签到",
    },
    {"no": 4, "part": "示范", "title": "推广", "kind": "bonus", "formula": "pass", "points": 8},
    {"no": 5, "part": "基础工作", "title": "只问各区", "kind": "basic", "formula": "pass", "points": 10, "applies_to": "districts"},
]


def rules(town):
    scheme = Scheme.objects.create(campaign=town.campaign, title="评分细则", pass_mark=90, most_bonus=5)
    for row in CLAUSES:
        scheme.clauses.create(**row)
    return scheme


def card_of(town, organisation=None, scheme=None):
    return open_card(scheme or rules(town), organisation or town.education, by=town.ma)


def clause(card, no):
    return card.scheme.clauses.get(no=no)
