"""What happened day by day in the period that a board looks back on, and in the one before."""

from datetime import timedelta

from django.utils import dateformat
from django.utils.translation import pgettext, pgettext_lazy

from base.figures import share
from dashboards.figures import FIGURES, WINDOWS, Days, list_url

LINES = {"inspected": ("inspected_today", "inspected_lately"), "found": ("found_today", "found"), "closed": ("closed_today", "closed")}
ALSO = {"work_done": ("work_done_today", "work_done"), "letters": ("letters_today", "letters")}  # said beside the chart
IN_TIME = ("in_time_today", "in_time")


def trend(counters):
    """What happened on each day, for the chart and for the table that reads the same; None where nothing can be said of it."""
    now, place = counters.now, counters.place
    before, said = now.before(), lines_said(counters)
    if not said:
        return None
    series = series_of(said, counters, before.first_day)
    days = [now.first_day + timedelta(days=n) for n in range(now.window)]
    rows = [day_row(day, series, counters, said) for day in days]
    add_evenings(rows, counters)
    periods = {name: period(name, series, counters, before) for name in said}
    return {
        "rows": rows,
        "periods": list(periods.values()),
        "has_chart": all(name in said for name in LINES) and any(series[name] for name in LINES),
        "has_evenings": sum(row["standing"] is not None for row in rows) > 1,
        "rates": [in_time(series, one) for one in (now, before)] if "closed" in said else [],
        "windows": [
            {"days": window, "url": list_url("board", place, **counters.words | {"days": window}), "active": window == now.window}
            for window in WINDOWS
        ],
        "data": chart(rows),
        **{name: periods[name]["value"] for name in periods},
    }


def series_of(said, counters, first):
    """``{name: {day: number}}`` of the lines that are said, and of what was put right in time."""
    asked = {name: daily for name, (daily, _wide) in (said | {"in_time": IN_TIME}).items() if daily in counters.names}
    found = counters.series(asked.values(), first, counters.now.today)
    return {"in_time": {}} | {name: found[daily] for name, daily in asked.items()}


def lines_said(counters):
    return {name: line for name, line in (LINES | ALSO).items() if line[0] in counters.names}


def add_evenings(rows, counters):
    """How many findings stood open on each evening that was kept, and stand open now; None for the others."""
    kept = counters.evenings("open", counters.now.first_day, counters.now.today)
    if "open" in counters.of(counters.place):
        kept[counters.now.today] = counters.of(counters.place)["open"].value
    for row in rows:
        row["standing"] = kept.get(row["day"])


def total(series, name, now):
    return sum(number for day, number in series[name].items() if now.first_day <= day <= now.today)


def period(name, series, counters, before):
    """What happened in all, beside the period before it: how many more, and the lists of both."""
    figure = FIGURES[(LINES | ALSO)[name][1]]
    value, former = total(series, name, counters.now), total(series, name, before)
    addresses = {"url": counters.url(figure.name), "former_url": counters.url(figure.name, now=before)}
    return {"name": name, "label": figure.label, "value": value, "former": former, "more": value - former} | addresses


def in_time(series, now):
    return share(total(series, "in_time", now), total(series, "closed", now))


def day_row(day, series, counters, said):
    that_day = Days(counters.now.at, calendar=counters.now.calendar, day=day)
    row = {"day": day, "cells": []}
    for name, (daily, _wide) in said.items():
        number, url = series[name].get(day, 0), counters.url(daily, now=that_day)
        row |= {name: number, f"{name}_url": url}
        row["cells"].append((number, url))
    return row


def chart(rows):
    return {
        "days": [dateformat.format(row["day"], pgettext("date in this year", "j M")) for row in rows],
        "weekdays": [row["day"].weekday() for row in rows],
        **{name: [row.get(name, 0) for row in rows] for name in [*LINES, "standing"]},
        "urls": [row.get("inspected_url") for row in rows],
        "words": {
            "inspected": str(pgettext_lazy("board", "Inspections")),
            "found": str(pgettext_lazy("board", "Found")),
            "closed": str(pgettext_lazy("board", "Closed")),
            "standing": str(FIGURES["open"].label),
        },
    }
