"""Checklists from Excel: the lines become the draft of the next version, which somebody reads and publishes."""

import re
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.importing import ADDED, CHANGED, UNCHANGED, Column, Importer, importer, text, whole_number, yes_or_no
from establishments.models import Format
from inspections.drafting import draw_up, lock, renumber
from inspections.models import Checklist, ChecklistItem, Clause

CODE = re.compile(r"[A-Z]\d{2}-\d{2}")
ARTICLE = re.compile(r"《(.+?)》\s*(.+)")


def item_code(typed):
    if not CODE.fullmatch(typed.upper()):
        raise ValidationError(_("“%(typed)s” is not a code such as F11-02."), params={"typed": typed[:40]})
    return typed.upper()


def reasons(typed):
    return [part.strip()[:100] for part in re.split(r"[；;\n]", typed) if part.strip()][:12]


def formats():
    return dict(Format.objects.order_by("code").values_list("code", "name"))


@importer
class ChecklistImport(Importer):
    """Items are added to the draft of their format or changed there; what the file does not name stays as it is."""

    name = "checklists"
    title = _("Import checklists")
    permission = "inspections.change_checklist"
    list_url = "checklist-list"
    key = ("format", "code")
    columns = (
        Column("format", _("Format"), required=True, choices=formats, width=20, also=("业态编码", "业态代码")),
        Column("code", _("Item code"), item_code, required=True, width=12, also=("编号", "项目编号"), example="F11-01"),
        Column("text", _("What is looked at"), partial(text, longest=1000), required=True, width=48, also=("检查内容", "检查项目")),
        Column("weight", _("Weight"), partial(whole_number, least=1, most=100), required=True, width=8, also=("分值",), example="10"),
        Column("critical", _("Critical item"), yes_or_no, width=10, also=("重点项",), example="否"),
        Column("photo_required", _("Photo required"), yes_or_no, width=12, also=("必拍照",), example="否"),
        Column("clause", _("Legal basis"), partial(text, longest=200), width=32, also=("检查依据",), note=_("As 《law》 and article.")),
        Column("hint", _("Hint for the officer"), partial(text, longest=1000), width=32, also=("检查方法",)),
        Column("fail_reasons", _("Usual reasons for failing"), reasons, width=32, note=_("Parted by semicolons.")),
    )

    def look(self, lines):
        stands, articles = self.items(lines), self.articles(lines)
        for line in lines:
            if said := line.values.pop("clause", None):
                line.values["clause"] = articles.get(said)
                if line.values["clause"] is None:
                    line.refuse(_("This article is not in the clause library."), self.heading("clause"))
                    continue
            self.look_at(line, stands.get((line.values["format"], line.values["code"])))

    def items(self, lines):
        """{(format, item code): item} of the newest version of each format named, draft or not."""
        codes = {line.values["format"] for line in lines}
        newest = Checklist.objects.filter(format__code__in=codes).order_by("format_id", "-version").distinct("format_id")
        items = ChecklistItem.objects.filter(checklist__in=list(newest)).select_related("checklist__format", "clause")
        return {(item.checklist.format.code, item.code): item for item in items}

    def articles(self, lines):
        """{what was typed: article} of those that the library holds."""
        typed = {line.values["clause"] for line in lines if line.values.get("clause")}
        parts = {said: found.groups() for said in typed if (found := ARTICLE.fullmatch(said))}
        known = {(row.law, row.article): row for row in Clause.objects.filter(law__in={law for law, _article in parts.values()})}
        return {said: known[pair] for said, pair in parts.items() if pair in known}

    def look_at(self, line, item):
        line.row = item
        if item is None:
            line.outcome = ADDED
            return
        names = [name for name in line.values if name not in ("format", "code")]
        line.changes = {name: [shown(getattr(item, name)), shown(line.values[name])] for name in names if differs(item, name, line)}
        line.outcome = CHANGED if line.changes else UNCHANGED

    def write(self, lines, *, at, report):
        by_format = {}
        for line in lines:
            by_format.setdefault(line.values["format"], []).append(line)
        for done, (code, rows) in enumerate(by_format.items(), start=1):
            self.write_format(Format.objects.get(code=code), rows, at=at)
            report(len(lines) * done // len(by_format))

    def write_format(self, format, lines, *, at):
        draft = Checklist.objects.filter(format=format, status=Checklist.DRAFT).first()
        draft = lock(draft) if draft else draw_up(Checklist, format, by=self.by, at=at)
        items = {item.code: item for item in draft.items.all()}
        for line in lines:
            item = items.setdefault(line.values["code"], ChecklistItem(checklist=draft, code=line.values["code"], order=len(items) + 1))
            for name, value in line.values.items():
                if name not in ("format", "code"):
                    setattr(item, name, value)
            item.save()
        renumber(sorted(items.values(), key=lambda item: item.order))
        draft.change(by=self.by, at=at, note=", ".join(line.values["code"] for line in lines)[:500])


def differs(item, name, line):
    return getattr(item, name) != line.values[name]


def shown(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return "；".join(value) if isinstance(value, list) else str(value or "")
