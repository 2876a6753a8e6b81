"""How a score comes about: one pure function, without a database.

A veto item adds nothing and, where it fails, undoes the whole. A key item counts in full or not at all, and one that is not met keeps the
card from reaching the standard. A basic item counts by the part that is reached. A bonus item adds on top, up to a ceiling, and its lack
takes nothing away. What is not answered counts as not reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

VETO, KEY, BASIC, BONUS = "veto", "key", "basic", "bonus"
PASS, RATE, COUNT = "pass", "rate", "count"
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True)
class Item:
    """One clause as it was answered: `value` is 1 or 0 for `PASS`, percent for `RATE`, a number for `COUNT`; None is no answer."""

    kind: str
    formula: str
    points: Decimal
    target: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class Score:
    """`total` is of 100 and the bonus; `vetoed` and `missed` count the veto and key items that fail."""

    total: Decimal
    base: Decimal
    bonus: Decimal
    vetoed: int
    missed: int
    answered: int
    passes: bool


def part_reached(item: Item) -> Decimal:
    """From 0 to 1: how much of what a clause asks is there."""
    if item.value is None:
        return ZERO
    if item.formula == PASS:
        return ONE if item.value >= 1 else ZERO
    if not item.target:
        return ONE
    return min(max(item.value / item.target, ZERO), ONE)


def points_of(item: Item) -> Decimal:
    """The points that a clause earns, to a hundredth."""
    part = part_reached(item)
    if item.kind == VETO:
        return ZERO
    if item.kind == KEY and part < 1:
        return ZERO
    return rounded(item.points * part)


def lost_points(item: Item) -> Decimal:
    """What is taken off for a clause; a bonus that is not earned is no deduction."""
    return ZERO if item.kind in (VETO, BONUS) else rounded(item.points - points_of(item))


def needs_reason(item: Item) -> bool:
    """Whether an answer must say why: a deduction, or a veto that fails."""
    return item.value is not None and (lost_points(item) > 0 or (item.kind == VETO and part_reached(item) < 1))


def score(items: Iterable[Item], *, pass_mark: Decimal, most_bonus: Decimal) -> Score:
    """The score of one card: base points in percent of those that can be had, with the bonus on top."""
    items = list(items)
    ground = [item for item in items if item.kind in (KEY, BASIC)]
    possible = sum((item.points for item in ground), ZERO)
    earned = sum((points_of(item) for item in ground), ZERO)
    base = rounded(HUNDRED * earned / possible) if possible else ZERO
    bonus = min(sum((points_of(item) for item in items if item.kind == BONUS), ZERO), most_bonus)
    vetoed = sum(item.kind == VETO and item.value is not None and part_reached(item) < 1 for item in items)
    missed = sum(item.kind == KEY and part_reached(item) < 1 for item in items)
    total = ZERO if vetoed else rounded(base + bonus)
    unanswered_veto = any(item.kind == VETO and item.value is None for item in items)
    passes = not (vetoed or missed or unanswered_veto) and total >= pass_mark
    return Score(total, base, rounded(bonus), vetoed, missed, sum(item.value is not None for item in items), passes)


def rounded(number: Decimal) -> Decimal:
    return Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP)
