"""The letters' first wording; administrators edit it from there."""

from django.db import migrations

TITLES = {
    ("reminder", "campaign"): "关于按期办结“{task}”的提醒函",
    ("dispatch", "campaign"): "关于办理“{task}”的交办单",
    ("urging", "campaign"): "关于尽快办结“{task}”的催办单",
    ("supervision", "campaign"): "关于限期办结“{task}”的督办通知",
    ("interview", "campaign"): "关于“{task}”逾期未办结的约谈通知",
    ("circular", "campaign"): "关于“{task}”逾期未办结情况的通报",
    ("reminder", "same_day"): "关于当日整改“{task}”问题的提醒函",
    ("dispatch", "same_day"): "关于整改“{task}”问题的交办单",
    ("urging", "same_day"): "关于当日整改“{task}”问题的催办单",
    ("supervision", "same_day"): "关于限期整改“{task}”问题的督办通知",
    ("interview", "same_day"): "关于“{task}”问题整改不力的约谈通知",
    ("circular", "same_day"): "关于“{task}”问题未按期整改情况的通报",
}

_CAMPAIGN_OPENING = "按照国家食品安全示范城市创建工作安排，{we}于{handed_out}向你单位交办“{task}”{source}，办结期限为{due}。"
_SAME_DAY_OPENING = "{handed_out}，监督检查中发现“{task}”问题，已当场交办你单位，要求于{due}前整改到位。"
_REPORT = "办结后请通过平台报送办理结果，并附相关佐证材料。"

BODIES = {
    ("reminder", "campaign"): [
        _CAMPAIGN_OPENING,
        "现距办结期限已近，该事项尚未办结。请你单位对照交办要求抓紧推进，确保按期保质完成。" + _REPORT,
        "特此提醒。",
    ],
    ("dispatch", "campaign"): [
        _CAMPAIGN_OPENING,
        "请你单位明确责任人和完成时限，认真组织办理。" + _REPORT,
    ],
    ("urging", "campaign"): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项仍未办结。",
        "请你单位接到本催办单后立即办理，查明未按期办结的原因，并于两个工作日内通过平台报送办理结果。" + "逾期仍未办结的，将予以督办。",
    ],
    ("supervision", "campaign"): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项已逾期仍未办结。",
        "现对该事项予以督办。请你单位主要负责人亲自过问、分管负责人具体负责，自收到本通知之日起三个工作日内办结，"
        "并书面说明逾期原因和整改措施。" + _REPORT,
        "逾期仍未办结的，将约谈你单位分管负责人。",
    ],
    ("interview", "campaign"): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项经督办仍未办结。",
        "经研究，决定对你单位分管负责人进行约谈。请携带办理情况说明和后续工作计划按时参加，具体时间、地点另行通知。",
    ],
    ("circular", "campaign"): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项仍未办结，现予以通报。",
        "请你单位深刻查找原因，立即整改，并将整改情况书面报{we}。",
    ],
    ("reminder", "same_day"): [
        _SAME_DAY_OPENING,
        "请你单位坚持事不过夜，按时整改到位，并通过平台上传整改前后照片。",
        "特此提醒。",
    ],
    ("dispatch", "same_day"): [
        _SAME_DAY_OPENING,
        "请你单位立即组织整改，并通过平台上传整改前后照片。",
    ],
    ("urging", "same_day"): [
        _SAME_DAY_OPENING + "截至{now}，尚未收到整改结果。",
        "请你单位坚持事不过夜，立即组织整改，当日24时前通过平台报送整改结果并附整改前后照片。当日确不能完成的，应当说明原因和临时控制措施。",
    ],
    ("supervision", "same_day"): [
        _SAME_DAY_OPENING + "{before}截至{now}，仍未收到整改结果。",
        "现对该问题予以督办。请你单位负责人到场督促，于下一个工作日12时前整改到位，整改完成前采取有效的风险控制措施，"
        "并通过平台报送整改结果和未按时整改的原因。",
    ],
    ("interview", "same_day"): [
        _SAME_DAY_OPENING + "{before}截至{now}，该问题经督办仍未整改到位。",
        "经研究，决定对你单位负责人进行约谈。请携带整改情况说明按时参加，具体时间、地点另行通知。",
    ],
    ("circular", "same_day"): [
        _SAME_DAY_OPENING + "{before}截至{now}，该问题仍未整改到位，现予以通报。",
        "请你单位立即整改，并将整改情况书面报{we}。",
    ],
}


def seed(apps, schema_editor):
    LetterTemplate = apps.get_model("tasks", "LetterTemplate")
    for (letter, work_kind), title in TITLES.items():
        LetterTemplate.objects.create(letter=letter, work_kind=work_kind, title=title, body="\n".join(BODIES[letter, work_kind]))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_letters_from_templates_filed_corrected_and_revoked")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
