"""What happened day by day in the period that a board looks back on, and in the one before."""

from datetime import timedelta

from django.utils import dateformat
from django.utils.translation import pgettext, pgettext_lazy

from base.figures import share
from dashboards.figures import FIGURES, WINDOWS, Days, list_url

LINES = {"inspected": ("inspected_today", "inspected_lately"), "found": ("found_today", "found"), "closed": ("closed_today", "closed")}
IN_TIME = ("in_time_today", "in_time")


def trend(counters):
    """Inspections, findings and closings on each day, for the chart and for the table that reads the same; None without the right."""
    now, place = counters.now, counters.place
    if not all(daily in counters.names for daily, _wide in LINES.values()):
        return None
    before = now.before()
    series = {name: counters.series(daily, before.first_day, now.today) for name, (daily, _wide) in LINES.items()}
    series["in_time"] = counters.series(IN_TIME[0], before.first_day, now.today)
    days = [now.first_day + timedelta(days=n) for n in range(now.window)]
    rows = [day_row(day, series, place, now) for day in days]
    periods = {name: period(name, series, place, now, before) for name in LINES}
    return {
        "rows": rows,
        "periods": [periods[name] for name in LINES],
        "rates": [in_time(series, one) for one in (now, before)],
        "windows": [
            {"days": window, "url": list_url("board", place, **now.words | {"days": window}), "active": window == now.window}
            for window in WINDOWS
        ],
        "data": chart(rows),
        **{name: periods[name]["value"] for name in LINES},
        **{f"{name}_url": periods[name]["url"] for name in LINES},
    }


def total(series, name, now):
    return sum(number for day, number in series[name].items() if now.first_day <= day <= now.today)


def period(name, series, place, now, before):
    """What happened in all, beside the period before it: how many more, and the lists of both."""
    figure = FIGURES[LINES[name][1]]
    value, former = total(series, name, now), total(series, name, before)
    addresses = {"url": figure.url(place, now), "former_url": figure.url(place, before)}
    return {"name": name, "label": figure.label, "value": value, "former": former, "more": value - former} | addresses


def in_time(series, now):
    return share(total(series, "in_time", now), total(series, "closed", now))


def day_row(day, series, place, now):
    that_day = Days(now.at, calendar=now.calendar, day=day)
    row = {"day": day}
    for name, (daily, _wide) in LINES.items():
        row |= {name: series[name].get(day, 0), f"{name}_url": FIGURES[daily].url(place, that_day)}
    return row


def chart(rows):
    return {
        "days": [dateformat.format(row["day"], pgettext("date in this year", "j M")) for row in rows],
        "weekdays": [row["day"].weekday() for row in rows],
        **{name: [row[name] for row in rows] for name in LINES},
        "urls": [row["inspected_url"] for row in rows],
        "words": {
            "inspected": str(pgettext_lazy("board", "Inspections")),
            "found": str(pgettext_lazy("board", "Found")),
            "closed": str(pgettext_lazy("board", "Closed")),
        },
    }
