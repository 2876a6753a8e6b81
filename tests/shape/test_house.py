"""The house rules that a machine can keep."""

import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from base.reach import ReachSafeMiddleware, is_reach_safe
from yinchuan_foodsafety.urls import router

ROOT = Path(settings.BASE_DIR)
FORBIDDEN_MODULES = {"services.py", "selectors.py", "utils.py", "helpers.py", "signals.py", "common.py", "tasks.py"}
OWN_APPS = set(
    "base audit workdays notifications imports accounts grid establishments tasks inspections guarantees".split()
    + "planning supervision dashboards".split()
)


def tracked(pattern):
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines()]


def patterns(resolver, namespaces=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, (*namespaces, pattern.namespace))
        elif isinstance(pattern, URLPattern):
            yield pattern, namespaces


def test_every_view_is_declared_reach_safe():
    foreign = set(ReachSafeMiddleware.FOREIGN)
    unsafe = [
        str(pattern.pattern)
        for pattern, spaces in patterns(get_resolver())
        if not foreign & set(spaces) and not is_reach_safe(pattern.callback)
    ]
    assert unsafe == []


def test_no_module_is_named_for_nothing():
    assert [path for path in tracked("*.py") if path.name in FORBIDDEN_MODULES] == []


def test_what_templates_say_is_imported_from_its_home():
    """Tags belong to templates; what code needs of them lives beside them (base/words.py)."""
    code = [path for path in tracked("*.py") if path.parts[len(ROOT.parts)] in OWN_APPS and path.parent.name != "templatetags"]
    borrowed = [path for path in code if "templatetags." in path.read_text()]
    assert borrowed == []


def test_an_address_of_the_api_says_a_verb_as_the_code_does():
    actions = [action for _prefix, viewset, _name in router.registry for action in viewset.get_extra_actions()]
    assert [action.url_path for action in actions if "-" in action.url_path] == []


def test_no_generic_foreign_keys_and_no_signals():
    for path in tracked("*.py"):
        if path.parts[len(ROOT.parts)] in OWN_APPS:
            text = path.read_text()
            assert "GenericForeignKey" not in text and "@receiver" not in text, path


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if model._meta.app_label in OWN_APPS], ids=lambda model: model._meta.label
)
def test_every_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if model._meta.app_label in OWN_APPS], ids=lambda model: model._meta.label
)
def test_every_foreign_key_is_indexed(model):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attribute.attname FROM pg_constraint fk
               JOIN pg_attribute attribute ON attribute.attrelid = fk.conrelid AND attribute.attnum = fk.conkey[1]
               WHERE fk.contype = 'f' AND fk.conrelid = %s::regclass AND NOT EXISTS (
                   SELECT 1 FROM pg_index i WHERE i.indrelid = fk.conrelid AND i.indkey[0] = fk.conkey[1])""",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == []
