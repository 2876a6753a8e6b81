"""The State Council's notices of 2023 to 2026, typed from their text: the oracle the seeded calendar is held against.

2023: 国办发明电〔2022〕16号; 2024: 国办发明电〔2023〕7号; 2025: 国办发明电〔2024〕12号; 2026: notice of 4 November 2025.
"""

from datetime import date, timedelta

# name, first day, last day: every day off the notice names, weekends among them included
HOLIDAYS = [
    ("元旦", date(2022, 12, 31), date(2023, 1, 2)),
    ("春节", date(2023, 1, 21), date(2023, 1, 27)),
    ("清明节", date(2023, 4, 5), date(2023, 4, 5)),
    ("劳动节", date(2023, 4, 29), date(2023, 5, 3)),
    ("端午节", date(2023, 6, 22), date(2023, 6, 24)),
    ("中秋节、国庆节", date(2023, 9, 29), date(2023, 10, 6)),
    ("元旦", date(2024, 1, 1), date(2024, 1, 1)),
    ("春节", date(2024, 2, 10), date(2024, 2, 17)),
    ("清明节", date(2024, 4, 4), date(2024, 4, 6)),
    ("劳动节", date(2024, 5, 1), date(2024, 5, 5)),
    ("端午节", date(2024, 6, 10), date(2024, 6, 10)),
    ("中秋节", date(2024, 9, 15), date(2024, 9, 17)),
    ("国庆节", date(2024, 10, 1), date(2024, 10, 7)),
    ("元旦", date(2025, 1, 1), date(2025, 1, 1)),
    ("春节", date(2025, 1, 28), date(2025, 2, 4)),
    ("清明节", date(2025, 4, 4), date(2025, 4, 6)),
    ("劳动节", date(2025, 5, 1), date(2025, 5, 5)),
    ("端午节", date(2025, 5, 31), date(2025, 6, 2)),
    ("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8)),
    ("元旦", date(2026, 1, 1), date(2026, 1, 3)),
    ("春节", date(2026, 2, 15), date(2026, 2, 23)),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6)),
    ("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21)),
    ("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
]

MAKE_UP_DAYS = [
    *(date(2023, *day) for day in [(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)]),
    *(date(2024, *day) for day in [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]),
    *(date(2025, *day) for day in [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)]),
    *(date(2026, *day) for day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]),
]


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


DAYS_OFF = {day for _, first, last in HOLIDAYS for day in days(first, last)}


def is_workday(day):
    """What the notices say of a day in 2023 to 2026."""
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in DAYS_OFF)


def special_rows():
    """The notices as SpecialDay rows: (day, is_workday, name)."""
    off = [(day, False, name) for name, first, last in HOLIDAYS for day in days(first, last) if day.weekday() < 5]
    return off + [(day, True, "调休") for day in MAKE_UP_DAYS]
