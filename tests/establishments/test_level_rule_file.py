"""The suggested rule: loaded once, and never over what stands."""

from io import StringIO

import pytest
from django.core.management import call_command

from establishments.models import LevelRule

pytestmark = pytest.mark.django_db


def load():
    call_command("load_level_rule", stdout=StringIO())


def test_it_is_loaded_where_there_is_none_and_only_there(town):
    load()
    rule = LevelRule.objects.get()
    assert (rule.version, rule.status, rule.lines.count()) == (1, "adopted", 10)
    load()
    assert LevelRule.objects.count() == 1
