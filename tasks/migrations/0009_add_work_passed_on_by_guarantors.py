"""A third kind of work with a ladder and letters of its own: what a guarantor found and passed to the station."""

from django.db import migrations, models

KINDS = [
    ("campaign", "campaign work"),
    ("same_day", "finding of an inspection (same day)"),
    ("passed_on", "problem passed on by a guarantor"),
]
# (order, letter, counted in, offset, needs signature)
RUNGS = [(1, "urging", "workdays", 0, False), (2, "supervision", "workdays", 2, True)]

OPENING = "{handed_out}，包保干部督导中发现“{task}”问题，已移交你单位，要求于{due}前整改到位。"
LETTERS = {
    "reminder": ("关于按期办结包保移交问题“{task}”的提醒函", [OPENING, "请抓紧督促整改，按期办结。"]),
    "dispatch": ("关于办理包保移交问题“{task}”的交办单", [OPENING, "请明确专人负责，按期办结并将结果报{we}。"]),
    "urging": (
        "关于尽快办结包保移交问题“{task}”的催办单",
        [OPENING + "截至{now}，尚未收到办理结果。", "请立即督促整改，并将办理情况报{we}。"],
    ),
    "supervision": (
        "关于限期办结包保移交问题“{task}”的督办通知",
        [OPENING + "{before}截至{now}，仍未收到办理结果。", "请你单位主要负责人亲自过问，限期整改到位，并书面说明逾期原因。"],
    ),
    "interview": (
        "关于包保移交问题“{task}”整改不力的约谈通知",
        [OPENING + "{before}截至{now}，该问题经督办仍未整改到位。", "现决定对你单位负责人进行约谈，请准备书面材料，时间、地点另行通知。"],
    ),
    "circular": (
        "关于包保移交问题“{task}”未按期整改情况的通报",
        [OPENING + "{before}截至{now}，该问题仍未整改到位，现予以通报。", "请你单位立即整改，并将整改情况书面报{we}。"],
    ),
}


def seed(apps, schema_editor):
    Rung, Template = apps.get_model("tasks", "Rung"), apps.get_model("tasks", "LetterTemplate")
    for order, letter, offset_kind, offset, signed in RUNGS:
        Rung.objects.create(
            work_kind="passed_on", order=order, letter=letter, offset_kind=offset_kind, offset=offset, needs_signature=signed
        )
    for letter, (title, paragraphs) in LETTERS.items():
        Template.objects.create(letter=letter, work_kind="passed_on", title=title, body="\n".join(paragraphs))


def kind(**more):
    return models.CharField(choices=KINDS, max_length=10, verbose_name="kind of work", **more)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_holds_and_extensions")]
    operations = [
        migrations.AlterField("assignment", "kind", kind(default="campaign")),
        migrations.AlterField("rung", "work_kind", kind()),
        migrations.AlterField("lettertemplate", "work_kind", kind()),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
