"""What people look at all day asks no more than its budget, and a town ten times as large costs it no loop in a loop."""

import pytest
from django.db import transaction

from bench import data, guarantees, looks
from bench.budgets import budget_of
from bench.clock import growth

SMALL, LARGE = data.Size().part(500), data.Size().part(50)


def lines_of(size):
    """``{key: Line}`` of what four people look at in a town of `size`, which is gone afterwards."""
    with transaction.atomic():
        people = data.build(size)
        guarantees.fill()
        lines = {line.key: line for line in looks.measures(people, times=1)}
        transaction.set_rollback(True)
    return lines


@pytest.mark.slow
@pytest.mark.django_db
def test_every_look_keeps_to_its_queries_and_its_growth():
    small, large = lines_of(SMALL), lines_of(LARGE)
    assert len(large) > 40
    broken = [said for line in large.values() for said in budget_of(line).broken(line, growth(line, small, "pages"), in_seconds=False)]
    assert not broken, "\n".join(broken)
