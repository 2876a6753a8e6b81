"""What the ladder puts into its letters. Letters are Chinese documents, whatever language their reader works in.

The words around these fields are a `LetterTemplate`, chosen by letter and kind of work.
"""

from datetime import timedelta
from functools import lru_cache

from tasks.models.rungs import LetterKind, Receiver
from workdays.calendar import OFFICE_ZONE

# Chinese names, whatever the reader's language: the letter keeps them.
NAMES = {
    LetterKind.REMINDER: "提醒函",
    LetterKind.DISPATCH: "交办单",
    LetterKind.URGING: "催办单",
    LetterKind.SUPERVISION: "督办通知",
    LetterKind.INTERVIEW: "约谈通知",
    LetterKind.CIRCULAR: "通报",
}


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


def sample_fields(at):
    """Fields of an invented piece of work, for trying a template."""
    return fields_of(
        task="学校食堂“明厨亮灶”全覆盖",
        number=61,
        issuer="银川市食品安全委员会办公室",
        handed_out_at=at - timedelta(days=20),
        due_at=at,
        at=at,
        before=[(LetterKind.REMINDER, "银食安办提〔2026〕1号", at - timedelta(days=3))],
    )


def copies_words(receivers, organisation, issuer, areas):
    """What stands behind 抄送 for these Receivers; `areas` are the names of the district and the city by level, as far as known."""
    names = {
        Receiver.RESPONSIBLE: organisation,
        Receiver.HEAD: f"{organisation}主要负责人",
        Receiver.REVIEWER: issuer,
        Receiver.DISTRICT_LEADER: areas.get("district") and f"{areas['district']}人民政府分管领导",
        Receiver.CITY_LEADER: areas.get("city") and f"{areas['city']}人民政府分管领导",
    }
    return "，".join(names[word] for word in receivers if names[word])


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


# A sweep writes a hundred thousand letters that share a few hundred moments.
few_moments = lru_cache(maxsize=4096)


@few_moments
def day_words(moment, at):
    """11月23日; with the year where it is not the letter's own."""
    local = moment.astimezone(OFFICE_ZONE)
    day = f"{local.month}月{local.day}日"
    return day if local.year == at.astimezone(OFFICE_ZONE).year else f"{local.year}年{day}"


@few_moments
def moment_words(moment):
    local = moment.astimezone(OFFICE_ZONE)
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{local.month}月{local.day}日{local.hour}时{minutes}"


@few_moments
def due_words(due_at, at):
    """11月25日18时; midnight is the 24:00 of the day that ends."""
    local = due_at.astimezone(OFFICE_ZONE)
    if local.hour == local.minute == 0:
        return f"{day_words(due_at - timedelta(minutes=1), at)}24时"
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{day_words(due_at, at)}{local.hour}时{minutes}"


def corrected_words(letter):
    """The first words of a letter that corrects an issued one, by the names of its fields."""
    issued, name = letter.issued_at.astimezone(OFFICE_ZONE), NAMES[letter.kind]
    said = f"{issued.year}年{issued.month}月{issued.day}日印发的《{letter.title}》（{letter.number}）"
    return {
        "title": f"关于更正{letter.number}{name}的通知",
        "body": f"{we_of(letter.issuer.name)}{said}中，“　　”有误，现更正为“　　”。其余内容不变。\n特此更正。",
    }
