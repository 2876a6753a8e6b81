"""Findings whose term is some days have a ladder and letters of their own, counted in working days from the due moment."""

from django.db import migrations, models

KINDS = [
    ("campaign", "campaign work"),
    ("same_day", "finding of an inspection (same day)"),
    ("in_term", "finding of an inspection (term of days)"),
    ("passed_on", "problem passed on by a guarantor"),
]
# (order, letter, counted in, offset, needs signature)
RUNGS = [
    (1, "dispatch", "at_once", 0, False),
    (2, "reminder", "workdays", -1, False),
    (3, "urging", "workdays", 0, False),
    (4, "supervision", "workdays", 2, True),
]

OPENING = "{handed_out}，监督检查中发现“{task}”问题，已责令改正并交办你单位，要求于{due}前整改到位。"
LETTERS = {
    "reminder": ("关于按期整改“{task}”问题的提醒函", [OPENING, "整改期限将至，请抓紧整改，并通过平台上传整改前后照片。", "特此提醒。"]),
    "dispatch": ("关于限期整改“{task}”问题的交办单", [OPENING, "请明确专人负责，按期整改，并通过平台上传整改前后照片。"]),
    "urging": (
        "关于限期整改“{task}”问题的催办单",
        [OPENING + "{before}截至{now}，尚未收到整改结果。", "请立即整改，并将整改情况报{we}。"],
    ),
    "supervision": (
        "关于逾期未整改“{task}”问题的督办通知",
        [OPENING + "{before}截至{now}，仍未收到整改结果。", "请你单位主要负责人亲自过问，立即整改到位，并书面说明逾期原因。"],
    ),
    "interview": (
        "关于“{task}”问题逾期未整改的约谈通知",
        [OPENING + "{before}截至{now}，该问题经督办仍未整改到位。", "现决定对你单位负责人进行约谈，请准备书面材料，时间、地点另行通知。"],
    ),
    "circular": (
        "关于“{task}”问题逾期未整改情况的通报",
        [OPENING + "{before}截至{now}，该问题仍未整改到位，现予以通报。", "请你单位立即整改，并将整改情况书面报{we}。"],
    ),
}


def seed(apps, schema_editor):
    Rung, Template = apps.get_model("tasks", "Rung"), apps.get_model("tasks", "LetterTemplate")
    for order, letter, offset_kind, offset, signed in RUNGS:
        Rung.objects.create(
            work_kind="in_term", order=order, letter=letter, offset_kind=offset_kind, offset=offset, needs_signature=signed
        )
    Rung.objects.create(
        work_kind="in_term", order=90, letter="", offset_kind="receipt", offset=24, recipients=["head", "reviewer"]
    )  # as for the other kinds: who did not acknowledge a letter within a day is pressed
    for letter, (title, paragraphs) in LETTERS.items():
        Template.objects.create(letter=letter, work_kind="in_term", title=title, body="\n".join(paragraphs))


def kind(**more):
    return models.CharField(choices=KINDS, max_length=10, verbose_name="kind of work", **more)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0016_leaders_visits_and_their_instructions")]
    operations = [
        migrations.AlterField("assignment", "kind", kind(default="campaign")),
        migrations.AlterField("rung", "work_kind", kind()),
        migrations.AlterField("lettertemplate", "work_kind", kind()),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
