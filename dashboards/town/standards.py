"""What officers look by: work standards, hints, usual reasons and the articles of law, for the formats that a town has most of."""

from datetime import date

from establishments.models import Format
from inspections.models import Checklist, ChecklistItem, Clause, ClauseText, WorkStandard

LAW = "中华人民共和国食品安全法"
IN_FORCE = date(2015, 10, 1)  # the revised law
ARTICLES = {
    "第四十五条": "食品生产经营者应当建立并执行从业人员健康管理制度。"
    "患有国务院卫生行政部门规定的有碍食品安全疾病的人员，不得从事接触直接入口食品的工作。"
    "从事接触直接入口食品工作的食品生产经营人员应当每年进行健康检查，取得健康证明后方可上岗工作。",
    "第五十四条": "食品经营者应当按照保证食品安全的要求贮存食品，定期检查库存食品，及时清理变质或者超过保质期的食品。",
    "第五十五条": "餐饮服务提供者应当制定并实施原料控制要求，不得采购不符合食品安全标准的食品原料。",
    "第五十六条": "餐饮服务提供者应当定期维护食品加工、贮存、陈列等设施、设备；定期清洗、校验保温设施及冷藏、冷冻设施。"
    "餐饮服务提供者应当按照要求对餐具、饮具进行清洗消毒，不得使用未经清洗消毒的餐具、饮具。",
}
# {item: (article, hint, usual reasons)}
ITEMS = {
    "F11-02": ("第四十五条", "逐人核对健康证有效期，查看当日晨检记录。", ["健康证过期", "健康证缺失", "未做晨检"]),
    "F11-03": ("第五十五条", "抽查三种原料，核对票据日期和供货商。", ["无进货票据", "票据不全", "使用散装油"]),
    "F11-05": ("第五十六条", "查看刀板、容器标识，观察实际使用。", ["生熟混用", "无标识"]),
    "F11-06": ("第五十六条", "查看消毒设施运行和保洁柜存放。", ["未消毒", "无保洁柜", "消毒记录缺失"]),
    "F11-07": ("第五十六条", "打开冷藏冷冻柜，查看分层、温度和日期。", ["生熟混放", "有过期食品", "温度不达标"]),
    "F04-02": ("第五十四条", "抽查货架和库房，核对保质期。", ["有过期食品", "标签不清"]),
    "F04-07": ("第四十五条", "核对健康证有效期。", ["健康证过期", "健康证缺失"]),
}
STANDARDS = {
    "F11": "一、证照公示：许可证或登记证、健康证、包保公示牌上墙。\n二、进货查验：原料有票据，米面油、肉类可追溯，票据按月装订。\n"
    "三、加工制作：生熟容器、刀板分开并有标识，食品烧熟煮透。\n四、餐具消毒：一洗二清三消毒四保洁，消毒后存入保洁柜。\n"
    "五、贮存：冷藏冷冻设备清洁，生熟分层，离地离墙，无过期食品。\n六、环境：防蝇帘、防鼠板、灭蝇灯齐全，油烟管道定期清洗。",
    "F04": "一、证照公示。\n二、进货查验：供货商资质和票据留存。\n三、陈列贮存：离地离墙，临期食品设专区，过期食品当日下架。\n"
    "四、散装食品：标明名称、生产日期、保质期和生产者，有防尘防蝇设施。",
}


def equip():
    """Give the checklists what the phone shows beside an item, before any inspection uses them; a second time nothing is added."""
    clauses = {}
    for article, text in ARTICLES.items():
        clauses[article], _new = Clause.objects.get_or_create(law=LAW, article=article)
        ClauseText.objects.get_or_create(clause=clauses[article], since=IN_FORCE, defaults={"text": text})
    for code, (article, hint, reasons) in ITEMS.items():
        ChecklistItem.objects.filter(code=code).update(clause=clauses[article], hint=hint, fail_reasons=reasons)
    for code, text in STANDARDS.items():
        format = Format.objects.get(code=code)
        if not WorkStandard.objects.filter(format=format).exists():
            effective_on = Checklist.objects.filter(format=format).order_by("version").values_list("effective_on", flat=True).first()
            WorkStandard.objects.create(format=format, version=1, text=text, effective_on=effective_on)
