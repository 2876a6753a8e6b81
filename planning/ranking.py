"""Which shop to visit first: points of a shop by the rule in force, as plain numbers, as SQL over all shops at once, and in words.

The facts are the shop's own: its grade, its last visit, what was found there. Who inspected it, or who asks, is no input.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, DateField, Exists, F, Func, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from establishments.models import SafetyOfficer
from guarantees.models import VisitProblem
from inspections.models import Finding, Inspection
from tasks.models import Assignment
from workdays.calendar import start_of

FACTORS = ("grade", "days", "critical", "open", "gaps")


@dataclass(frozen=True)
class Facts:
    """What is known of one shop on one day. `days` since the last visit, None for never; the rest are counts."""

    grade: str
    days: int | None
    critical: int
    open: int
    gaps: int


def points(rule, facts):
    """``{factor: points}``; their sum is the shop's score."""
    seen = rule.days_full if facts.days is None else min(facts.days, rule.days_full)
    return {
        "grade": rule.grade_points(facts.grade),
        "days": max(seen, 0) * rule.days_points // rule.days_full,
        "critical": min(facts.critical, rule.critical_most) * rule.critical_points,
        "open": min(facts.open, rule.open_most) * rule.open_points,
        "gaps": min(facts.gaps, rule.gaps_most) * rule.gaps_points,
    }


# The same in SQL ------------------------------------------------------------------------------------------------------


def ranked(shops, rule, *, on):
    """`shops` with their facts on the day `on` and `score`, highest first; equals in the order of their codes."""
    score = sum((points_in_sql(rule)[factor] for factor in FACTORS), Value(0))
    return with_facts(shops, rule, on=on).annotate(score=score).order_by("-score", "place__code", "pk")


def with_facts(shops, rule, *, on):
    """With `last_on`, `days`, `critical`, `open` and `gaps`; each is one look into an index for each shop."""
    last = Inspection.objects.filter(establishment=OuterRef("pk")).order_by("-finished_at").values("finished_at")[:1]
    found = Finding.objects.filter(place=OuterRef("place")).exclude(assignment__status=Assignment.VOID)
    critical = found.filter(item__critical=True, found_at__gte=start_of(on - timedelta(days=rule.critical_days)))
    problems = VisitProblem.objects.filter(place=OuterRef("place")).open()
    lacking = Case(When(Exists(SafetyOfficer.objects.in_duty().filter(establishment=OuterRef("pk"))), then=0), default=1)
    return shops.annotate(
        last_on=TruncDate(Subquery(last)),
        days=days_between(F("last_on"), on),
        critical=counted(critical),
        open=counted(found.filter(assignment__status__in=Assignment.OPEN)),
        gaps=counted(problems) + lacking,
    )


def counted(rows):
    numbers = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def days_between(since, on):
    return Func(Value(on, DateField()), since, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def points_in_sql(rule):
    seen = Greatest(Least(Coalesce(F("days"), rule.days_full), rule.days_full), 0)
    grades = [When(risk_grade=grade, then=Value(rule.grade_points(grade))) for grade in "ABCD"]
    return {
        "grade": Case(*grades, default=Value(rule.grade_points(""))),
        "days": seen * rule.days_points / rule.days_full,
        **{name: Least(F(name), most) * each for name, each, most in rule.counted_factors()},
    }


# In words -------------------------------------------------------------------------------------------------------------


def reasons(rule, facts):
    """Why the shop stands where it does: ``(words, points)`` for every factor that gives points, the weightiest first."""
    found = points(rule, facts)
    said = [(words_of(factor, facts), found[factor]) for factor in FACTORS if found[factor]]
    return sorted(said, key=lambda line: -line[1])


def words_of(factor, facts):
    if factor == "grade":
        return _("risk grade %(grade)s") % {"grade": facts.grade} if facts.grade else _("no risk grade yet")
    if factor == "days":
        return _("never inspected") if facts.days is None else count_words(DAYS, facts.days)
    return count_words(COUNTED[factor], getattr(facts, factor))


def count_words(words, count):
    return words(count) % {"count": count}


def days_words(count):
    return ngettext("last visit %(count)d day ago", "last visit %(count)d days ago", count)


def critical_words(count):
    return ngettext("%(count)d critical item failed before", "%(count)d critical items failed before", count)


def open_words(count):
    return ngettext("%(count)d finding open", "%(count)d findings open", count)


def gaps_words(count):
    return ngettext("%(count)d gap in its own control", "%(count)d gaps in its own control", count)


DAYS, COUNTED = days_words, {"critical": critical_words, "open": open_words, "gaps": gaps_words}
