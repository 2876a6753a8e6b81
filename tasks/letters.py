"""What the ladder's letters say. Letters are Chinese documents, whatever language their reader works in.

A template is chosen by letter and kind of work; its named fields are listed in `fields_of`. Paragraphs are lines.
"""

from datetime import timedelta

from tasks.models.rungs import CAMPAIGN_WORK, SAME_DAY, LetterKind
from workdays.calendar import OFFICE_ZONE

LONGEST_TITLE = 200  # characters: Notice.title

TITLES = {
    (LetterKind.REMINDER, CAMPAIGN_WORK): "关于按期办结“{task}”的提醒函",
    (LetterKind.DISPATCH, CAMPAIGN_WORK): "关于办理“{task}”的交办单",
    (LetterKind.URGING, CAMPAIGN_WORK): "关于尽快办结“{task}”的催办单",
    (LetterKind.SUPERVISION, CAMPAIGN_WORK): "关于限期办结“{task}”的督办通知",
    (LetterKind.INTERVIEW, CAMPAIGN_WORK): "关于“{task}”逾期未办结的约谈通知",
    (LetterKind.CIRCULAR, CAMPAIGN_WORK): "关于“{task}”逾期未办结情况的通报",
    (LetterKind.REMINDER, SAME_DAY): "关于当日整改“{task}”问题的提醒函",
    (LetterKind.DISPATCH, SAME_DAY): "关于整改“{task}”问题的交办单",
    (LetterKind.URGING, SAME_DAY): "关于当日整改“{task}”问题的催办单",
    (LetterKind.SUPERVISION, SAME_DAY): "关于限期整改“{task}”问题的督办通知",
    (LetterKind.INTERVIEW, SAME_DAY): "关于“{task}”问题整改不力的约谈通知",
    (LetterKind.CIRCULAR, SAME_DAY): "关于“{task}”问题未按期整改情况的通报",
}

_CAMPAIGN_OPENING = "按照国家食品安全示范城市创建工作安排，{we}于{handed_out}向你单位交办“{task}”{source}，办结期限为{due}。"
_SAME_DAY_OPENING = "{handed_out}，监督检查中发现“{task}”问题，已当场交办你单位，要求于{due}前整改到位。"
_REPORT = "办结后请通过平台报送办理结果，并附相关佐证材料。"

BODIES = {
    (LetterKind.REMINDER, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING,
        "现距办结期限已近，该事项尚未办结。请你单位对照交办要求抓紧推进，确保按期保质完成。" + _REPORT,
        "特此提醒。",
    ],
    (LetterKind.DISPATCH, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING,
        "请你单位明确责任人和完成时限，认真组织办理。" + _REPORT,
    ],
    (LetterKind.URGING, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项仍未办结。",
        "请你单位接到本催办单后立即办理，查明未按期办结的原因，并于两个工作日内通过平台报送办理结果。" + "逾期仍未办结的，将予以督办。",
    ],
    (LetterKind.SUPERVISION, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项已逾期仍未办结。",
        "现对该事项予以督办。请你单位主要负责人亲自过问、分管负责人具体负责，自收到本通知之日起三个工作日内办结，"
        "并书面说明逾期原因和整改措施。" + _REPORT,
        "逾期仍未办结的，将约谈你单位分管负责人。",
    ],
    (LetterKind.INTERVIEW, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项经督办仍未办结。",
        "经研究，决定对你单位分管负责人进行约谈。请携带办理情况说明和后续工作计划按时参加，具体时间、地点另行通知。",
    ],
    (LetterKind.CIRCULAR, CAMPAIGN_WORK): [
        _CAMPAIGN_OPENING + "{before}截至{now}，该事项仍未办结，现予以通报。",
        "请你单位深刻查找原因，立即整改，并将整改情况书面报{we}。",
    ],
    (LetterKind.REMINDER, SAME_DAY): [
        _SAME_DAY_OPENING,
        "请你单位坚持事不过夜，按时整改到位，并通过平台上传整改前后照片。",
        "特此提醒。",
    ],
    (LetterKind.DISPATCH, SAME_DAY): [
        _SAME_DAY_OPENING,
        "请你单位立即组织整改，并通过平台上传整改前后照片。",
    ],
    (LetterKind.URGING, SAME_DAY): [
        _SAME_DAY_OPENING + "截至{now}，尚未收到整改结果。",
        "请你单位坚持事不过夜，立即组织整改，当日24时前通过平台报送整改结果并附整改前后照片。当日确不能完成的，应当说明原因和临时控制措施。",
    ],
    (LetterKind.SUPERVISION, SAME_DAY): [
        _SAME_DAY_OPENING + "{before}截至{now}，仍未收到整改结果。",
        "现对该问题予以督办。请你单位负责人到场督促，于下一个工作日12时前整改到位，整改完成前采取有效的风险控制措施，"
        "并通过平台报送整改结果和未按时整改的原因。",
    ],
    (LetterKind.INTERVIEW, SAME_DAY): [
        _SAME_DAY_OPENING + "{before}截至{now}，该问题经督办仍未整改到位。",
        "经研究，决定对你单位负责人进行约谈。请携带整改情况说明按时参加，具体时间、地点另行通知。",
    ],
    (LetterKind.CIRCULAR, SAME_DAY): [
        _SAME_DAY_OPENING + "{before}截至{now}，该问题仍未整改到位，现予以通报。",
        "请你单位立即整改，并将整改情况书面报{we}。",
    ],
}
BODIES = {key: "\n".join(paragraphs) for key, paragraphs in BODIES.items()}
# Chinese names, whatever the reader's language: the letter keeps them.
NAMES = {
    LetterKind.REMINDER: "提醒函",
    LetterKind.DISPATCH: "交办单",
    LetterKind.URGING: "催办单",
    LetterKind.SUPERVISION: "督办通知",
    LetterKind.INTERVIEW: "约谈通知",
    LetterKind.CIRCULAR: "通报",
}


def write(letter, work_kind, fields):
    """(title, text) of a letter; `fields` as `fields_of` gives them."""
    key = (letter, work_kind)
    fields = fields | {"task": inner_quotes(fields["task"])}
    room = LONGEST_TITLE - len(TITLES[key])
    return TITLES[key].format(task=fields["task"][:room]), BODIES[key].format(**fields)


def inner_quotes(words):
    """Quotation marks within quotation marks."""
    return words.replace("“", "‘").replace("”", "’")


def fields_of(*, task, number, issuer, handed_out_at, due_at, at, before=()):
    """The named fields: `task` the work's title, `number` its creation task's number or None, `issuer` the office's name.

    `before` are the (kind, number, moment) of letters already issued for the same work, oldest first.
    """
    we = we_of(issuer)
    return {
        "task": task,
        "we": we,
        "source": f"（创建任务第{number}项）" if number else "",
        "handed_out": day_words(handed_out_at, at),
        "due": due_words(due_at, at),
        "now": moment_words(at),
        "before": before_words(we, before, at),
    }


def we_of(issuer):
    """How an office speaks of itself."""
    if issuer.endswith("办公室"):
        return "我办"
    return "我局" if issuer.endswith("局") else "我所" if issuer.endswith("所") else "我单位"


def before_words(we, letters, at):
    if not letters:
        return ""
    said = "，".join(f"{day_words(moment, at)}发出{NAMES[kind]}（{number}）" for kind, number, moment in letters)
    return f"{we}已于{said}。"


def day_words(moment, at):
    """11月23日; with the year where it is not the letter's own."""
    local = moment.astimezone(OFFICE_ZONE)
    day = f"{local.month}月{local.day}日"
    return day if local.year == at.astimezone(OFFICE_ZONE).year else f"{local.year}年{day}"


def moment_words(moment):
    local = moment.astimezone(OFFICE_ZONE)
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{local.month}月{local.day}日{local.hour}时{minutes}"


def due_words(due_at, at):
    """11月25日18时; midnight is the 24:00 of the day that ends."""
    local = due_at.astimezone(OFFICE_ZONE)
    if local.hour == local.minute == 0:
        return f"{day_words(due_at - timedelta(minutes=1), at)}24时"
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{day_words(due_at, at)}{local.hour}时{minutes}"
