"""Every sentence a person reads has its Simplified Chinese, and the Traditional is derived from it."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def fresh(tmp_path, settings, monkeypatch):
    """The Simplified catalogue as it would be after extracting the sources again."""
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(ROOT)
    ignored = ["locale", "node_modules/*", "var/*", "staticfiles/*", "tests/*", ".venv/*"]  # a folder "locale" would be written to
    call_command("makemessages", locale=["zh_Hans"], no_location=True, no_obsolete=True, no_wrap=True, ignore_patterns=ignored, verbosity=0)
    return polib.pofile(str(tmp_path / "locale/zh_Hans/LC_MESSAGES/django.po"))


def test_nothing_is_untranslated_or_guessed(fresh):
    assert [entry.msgid for entry in fresh if not entry.translated() or entry.fuzzy] == []


def test_the_traditional_catalogue_has_the_same_sentences(fresh):
    traditional = polib.pofile(str(ROOT / "locale/zh_Hant/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in fresh} == {entry.msgid for entry in traditional if entry.translated()}
