"""Grades given: by the rule whose day has come, or by a person to one shop."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from establishments.models import Establishment, LevelRule
from grid.models import Place


def apply_due_rules(*, at):
    """Regrade by the rules whose day has come; returns how many shops. Safe to run twice and by many workers at once."""
    done = 0
    with transaction.atomic():
        for rule in LevelRule.objects.due(timezone.localdate(at)).select_for_update(skip_locked=True):
            done += rule.apply(at=at)
    return done


def set_grades(shop, before, *, by, at=None, reason=""):
    """Write the history of the grades in which a saved `shop` differs from `before`, {field: value}."""
    at = at or timezone.now()
    for field, old in before.items():
        if (new := getattr(shop, field)) != old:
            shop.grade_changes.create(field=field, old=old, new=new, since=timezone.localdate(at), reason=reason, by=by, at=at)


def follow_rule(shop, *, by=None, at=None):
    """Give a shop the level of the rule in force, unless it was set by hand or there is no rule."""
    at = at or timezone.now()
    rule = None if shop.level_by_hand else LevelRule.objects.in_force(timezone.localdate(at))
    if rule and rule.regrade(Establishment.objects.filter(pk=shop.pk), at=at, by=by):
        shop.refresh_from_db(fields=["guarantee_level"])


def regrades_by_district(rule, shops):
    """What adopting `rule` would do to `shops`: [(district, old level, new level, how many)], districts in order of their code."""
    city = Place.objects.get(level=Place.CITY)
    found = rule.regrades(shops).annotate(district=city.part_of("place__path"))
    counts = found.order_by().values_list("district", "guarantee_level", "by_rule").annotate(count=Count("pk"))
    districts = {place.pk: place for place in Place.objects.filter(level=Place.DISTRICT)}
    lines = [(districts[district], old, new, count) for district, old, new, count in counts]
    return sorted(lines, key=lambda line: (line[0].code, line[1], line[2]))
