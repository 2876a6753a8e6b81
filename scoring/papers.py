"""The annex of a self-evaluation and the league tables on paper: Chinese papers, whatever the reader's language."""

from django.utils.translation import override

from base.printing import render
from base.words import day
from scoring.evidence import completeness, lines_of

HEADINGS = ("序号", "部分", "评价内容", "项目类型", "分值", "自评分", "审核分", "扣分原因", "应有材料", "已有", "缺少材料")


def annex(card):
    """The PDF of one card: its scores, clause by clause with every reason, and the papers that are missing."""
    with override("zh-hans"):
        lines, own, found = lines_of(card), card.own_score, card.reviewed_score
        data = {
            "title": card.scheme.title,
            "office": card.organisation.name,
            "sample": card.scheme.is_sample,
            "status": str(card.get_status_display()),
            "own": summary(own),
            "found": summary(found) if found else None,
            "completeness": completeness(lines),
            "rows": [printed(line) for line in lines],
        }
    return render("score_annex", data)


def summary(score):
    words = "达标" if score.passes else "否决" if score.vetoed else "未达标"
    return {"total": f"{score.total}", "base": f"{score.base}", "bonus": f"{score.bonus}", "missed": score.missed, "words": words}


def printed(line):
    reasons = [text for text in reasons_of(line) if text]
    return {
        "no": line.clause.no,
        "title": line.clause.title,
        "kind": str(line.clause.get_kind_display()),
        "points": number(line.clause.points),
        "own": number(line.own),
        "found": number(line.found),
        "reasons": reasons,
        "there": f"{line.there}/{len(line.papers)}",
        "missing": line.missing,
    }


def reasons_of(line):
    if line.mark is None:
        return []
    return [line.mark.reason and f"自评：{line.mark.reason}", line.mark.review_reason and f"审核：{line.mark.review_reason}"]


def number(value):
    return "—" if value is None else f"{value.normalize():f}"


def annex_rows(card):
    """The same as lines of a workbook."""
    with override("zh-hans"):
        yield list(HEADINGS)
        for line in lines_of(card):
            shown = printed(line)
            own, found = line.own, line.found
            scores = [float(line.clause.points), "" if own is None else float(own), "" if found is None else float(found)]
            head = [shown["no"], line.clause.part, shown["title"], shown["kind"], *scores]
            yield [*head, "；".join(shown["reasons"]), "；".join(line.clause.papers), line.there, "；".join(shown["missing"])]


def league(when, tables):
    """The PDF of the league tables of one day: `tables` are pairs of heading and standings."""
    with override("zh-hans"):
        data = {
            "day": day(when) if when else "—",
            "tables": [{"title": title, "rows": [standing(row) for row in rows]} for title, rows in tables],
        }
    return render("league", data)


def standing(row):
    moved = row.climbed
    arrow = "新" if moved is None else "—" if moved == 0 else f"{'↑' if moved > 0 else '↓'}{abs(moved)}"
    scores = [number(row.own_score), number(row.reviewed_score)]
    return [
        str(row.rank),
        row.organisation.name,
        arrow,
        *map(str, (row.given, row.closed, f"{row.percent}%", row.in_time, row.overdue)),
        *scores,
    ]
