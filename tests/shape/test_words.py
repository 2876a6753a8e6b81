"""Every sentence a person reads has its Simplified Chinese, and the Traditional is derived from it."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The Simplified catalogue as it would be after extracting again, made in a copy: the tool writes beside what it reads."""
    copy = tmp_path_factory.mktemp("sources")
    for name in tracked("*.py", "*.html", "*.js", "locale/zh_Hans/*"):
        if not name.startswith(("tests/", "bench/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete", "--no-wrap", "-v0"]
    subprocess.run(command, cwd=copy, check=True)
    return polib.pofile(str(copy / "locale/zh_Hans/LC_MESSAGES/django.po"))


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_nothing_is_untranslated_or_guessed(fresh):
    assert [entry.msgid for entry in fresh if not entry.translated() or entry.fuzzy] == []


def test_the_traditional_catalogue_has_the_same_sentences(fresh):
    traditional = polib.pofile(str(ROOT / "locale/zh_Hant/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in fresh} == {entry.msgid for entry in traditional if entry.translated()}
