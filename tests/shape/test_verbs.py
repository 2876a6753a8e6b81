"""One word runs through everything: each verb is a method, a permission, an address, an API action, and some role's right."""

import inspect
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import reverse

from audit.models import Lifecycle
from grid import access


def living():
    return [model for model in apps.get_models() if issubclass(model, Lifecycle)]


VERBS = [pytest.param(model, verb, id=f"{model._meta.model_name}-{verb}") for model in living() for verb in model.MOVES]


@pytest.mark.parametrize(("model", "verb"), VERBS)
def test_a_verb_is_a_method_that_takes_the_person(model, verb):
    signature = inspect.signature(getattr(model, verb))
    assert signature.parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(("model", "verb"), VERBS)
def test_a_verb_has_its_permission_and_a_role_that_carries_it(model, verb, db):
    codename = f"{verb}_{model._meta.model_name}"
    assert Permission.objects.filter(codename=codename, content_type__app_label=model._meta.app_label).exists()
    roles = json.loads((Path(access.__file__).parent / "data" / "roles.json").read_text())
    assert any(f"{model._meta.app_label}.{codename}" in codes for codes in roles.values())


@pytest.mark.parametrize(("model", "verb"), VERBS)
def test_a_verb_has_its_page_and_its_api_action(model, verb):
    name = model._meta.model_name
    assert reverse(f"{name}-{verb}", args=[1]).endswith(f"/1/{verb}/")
    assert reverse(f"api:{name}-{verb}", args=[1]).endswith(f"/1/{verb}/")


@pytest.mark.parametrize(("model", "verb"), VERBS)
def test_the_states_of_a_move_exist_and_the_actor_is_known(model, verb):
    move = model.MOVES[verb]
    assert set(move.sources) <= set(model.STATUSES)
    assert move.to is None or move.to in model.STATUSES
    assert move.actor in ("post", "owner") or model._meta.get_field(move.actor).related_model._meta.label == "grid.Organisation"
