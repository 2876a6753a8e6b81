"""The record of a random draw on paper (双随机抽取记录): seed, lists, result; enough to draw again by hand."""

from django.utils import timezone
from django.utils.translation import override

from base.printing import render
from base.words import day


def draw_pdf(draw):
    """The record of a draw that was made; the same record gives the same bytes."""
    with override("zh-hans"):
        data = record_data(draw)
    return render("draw_record", data, at=draw.drawn_at)


def record_data(draw):
    shops, people = draw.candidates["shops"], draw.candidates["officers"]
    names = {row[0]: row[1] for row in shops}
    return {
        "number": str(draw.pk),
        "title": draw.title,
        "office": draw.organisation.name,
        "area": draw.place.full_name(),
        "format": draw.format.name if draw.format else "全部业态",
        "grade": draw.risk_grade or "全部",
        "count": draw.count,
        "term": f"{day(draw.since)}至{day(draw.until)}",
        "published": clock(draw.seed_published_at),
        "drawn": clock(draw.drawn_at),
        "seed": draw.seed,
        "digest": draw.digest,
        "algorithm": draw.algorithm,
        "teams": [[row["code"], row["name"], *(person["name"] for person in row["officers"])] for row in draw.teams()],
        "passed_over": [names[pk] for pk in draw.result["passed_over"]],
        "shops": [[str(row[0]), row[2], row[1]] for row in shops],
        "officers": [[str(row[0]), row[1], row[2]] for row in people],
        "recusals": [[str(person), str(shop)] for person, shop in draw.candidates["recusals"]],
    }


def clock(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
