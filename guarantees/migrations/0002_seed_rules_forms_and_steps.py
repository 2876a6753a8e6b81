"""What the office starts with: visits once a quarter, the visit form, the papers, the six implementations, the seven steps.

All of it is data that an administrator edits. The frequency is the national one of 2022; the forms, the six and the seven are
reconstructions, since their official texts were not to be had.
"""

from datetime import date

from django.db import migrations

IN_FORCE = date(2022, 11, 1)
MOST_SHOPS = {"A": 15, "B": 15, "C": 15, "D": 60}

MAKERS, SELLERS = ["F01", "F02"], ["F03", "F04", "F05", "F06", "F07", "F08", "F09"]
CATERERS = ["F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18", "F19"]
VISIT_ITEMS = [
    ("通用", "许可证照在显著位置公示且在有效期内", []),
    ("通用", "企业主要负责人到位，知晓自身责任", []),
    ("通用", "食品安全总监、安全员已任命并公示", []),
    ("通用", "食品安全管理制度健全并上墙", []),
    ("通用", "已制定食品安全风险管控清单", []),
    ("通用", "日管控记录连续、真实", []),
    ("通用", "周排查报告按期形成", []),
    ("通用", "月调度会议纪要齐全", []),
    ("通用", "从业人员健康证明有效", []),
    ("通用", "培训台账齐全", []),
    ("通用", "有应急处置方案并熟悉流程", []),
    ("通用", "上次发现的问题已整改到位", []),
    ("通用", "包保公示牌张贴规范、信息准确", []),
    ("生产", "出厂检验记录齐全", MAKERS),
    ("生产", "食品添加剂“五专”管理到位", MAKERS),
    ("生产", "留样和追溯、召回制度落实", MAKERS),
    ("销售", "进货查验票据齐全", SELLERS),
    ("销售", "设有临近保质期食品专区，无过期食品", SELLERS),
    ("销售", "散装食品标识齐全", SELLERS),
    ("销售", "冷藏冷冻温度符合要求", SELLERS),
    ("餐饮", "食品留样符合要求", CATERERS),
    ("餐饮", "餐饮具消毒保洁到位", CATERERS),
    ("餐饮", "生熟分开存放", CATERERS),
    ("餐饮", "防鼠、防蝇、防虫设施齐全", CATERERS),
    ("餐饮", "明厨亮灶设施正常运行", CATERERS),
    ("餐饮", "餐厨废弃物收运有合同、有记录", CATERERS),
]
DUTIES = [
    ("完善安全管理体系", "督促建立健全食品安全管理制度，依法配备食品安全总监、食品安全员，明确岗位职责并公示。"),
    ("抓好常态化防控", "督促落实日管控、周排查、月调度，建立风险管控清单和管理台账，发现问题及时整改。"),
    ("强化应急处置", "督促制定食品安全事故处置方案，开展应急演练；发生事故时及时报告、先期处置、配合调查。"),
    ("加强宣传和培训", "督促开展从业人员培训和考核，宣传食品安全法律法规和科普知识，提升食品安全意识。"),
]
CHECKS = [
    ("责任清单", "是否掌握包保主体底数。平台登记包保主体{shops}户。"),
    ("承诺书", "是否签订食品安全责任与任务承诺书。平台记录：{pledge}。"),
    ("督导频次", "是否按期完成督导。本期已督导{visited}户，逾期未督导{overdue}户，本季度督导{visits}次。"),
    ("任务清单", "督导时是否逐项落实任务清单四个方面的要求，记录是否真实完整。"),
    ("问题移交", "发现问题是否及时移交市场监管部门。本季度移交问题{found}个。"),
    ("整改闭环", "移交问题是否跟踪整改到位。本季度已销号{closed}个。"),
    ("公示公开", "包保公示牌是否上墙、信息是否准确。平台登记已上墙{posted}户。"),
]
PROMISES = [
    "认真履行食品安全属地管理责任，对照责任清单掌握包保主体底数和基本情况。",
    "对照任务清单，督促包保主体完善安全管理体系、抓好常态化防控、强化应急处置、加强宣传和培训。",
    "按规定频次开展督导，如实记录，不走过场；重要时段、重点区域和重点环节加强督导。",
    "对督导中发现的问题及时移交市场监管部门，跟踪整改，做到闭环管理。",
    "廉洁自律，不干扰包保主体正常经营，不以督导代替监管执法。",
    "岗位变动时做好交接，确保包保责任不断档。",
]
# 六落实 and 七步骤: domain facts name them only; the nearest published six and a reconstruction of the seven.
SIX = [
    ("建制度", "食品安全管理制度健全，结合实际、可执行，关键制度上墙公示。", 20),
    ("配人员", "依法配备食品安全总监、食品安全员，任命文件齐全，培训考核合格。", 15),
    ("明职责", "主要负责人、总监、安全员职责明确，签订责任书，知晓并履行。", 15),
    ("强机制", "日管控、周排查、月调度连续开展，风险管控清单动态更新。", 20),
    ("建台账", "进货查验、检查、整改、培训等台账齐全，真实可追溯。", 15),
    ("提意识", "从业人员熟悉要求，参加培训，宣传公示到位。", 15),
]
SEVEN = [
    ("摸底建档", "主体底数清楚，一户一档。", "registered"),
    ("分级定责", "按规模和业态确定包保级别。", "graded"),
    ("匹配包保签承诺", "层级对应的包保干部到位，承诺书已签订。", "pledged"),
    ("公示上墙", "包保公示牌张贴上墙。", "posted"),
    ("入企督导", "按频次到企业督导。", "visited"),
    ("问题交办整改", "发现的问题移交市场监管所，督促整改。", "passed_on"),
    ("复查销号考评", "问题复查销号，按六落实考评。", "closed"),
]


def seed(apps, schema_editor):
    def model(name):
        return apps.get_model("guarantees", name).objects

    for level, most in MOST_SHOPS.items():
        model("FrequencyRule").create(level=level, effective_on=IN_FORCE, months=3, most_shops=most)
    for order, (group, text, formats) in enumerate(VISIT_ITEMS, start=1):
        model("VisitItem").create(order=order, group=group, text=text, formats=formats)
    for kind, lines in (("duty", DUTIES), ("check", CHECKS), ("promise", [("", text) for text in PROMISES])):
        for order, (heading, text) in enumerate(lines, start=1):
            model("PaperLine").create(kind=kind, order=order, heading=heading, text=text)
    for order, (name, standard, points) in enumerate(SIX, start=1):
        model("Implementation").create(order=order, name=name, standard=standard, points=points)
    for order, (name, standard, fact) in enumerate(SEVEN, start=1):
        model("Step").create(order=order, name=name, standard=standard, fact=fact)


class Migration(migrations.Migration):
    dependencies = [("guarantees", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
