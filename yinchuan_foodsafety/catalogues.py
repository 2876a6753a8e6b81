"""Catalogues of words: compiled without gettext, Traditional Chinese derived from Simplified.

`python -m yinchuan_foodsafety.catalogues` compiles what changed; with `derive` it first renews Traditional Chinese.
"""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_changed():
    """Write the .mo file of every catalogue that is newer than it."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


def derive_traditional():
    """Rewrite zh_Hant from zh_Hans, character by character."""
    from opencc import OpenCC

    convert = OpenCC("s2tw").convert
    for source in (LOCALE / "zh_Hans" / "LC_MESSAGES").glob("*.po"):
        words = polib.pofile(str(source), wrapwidth=0)
        words.metadata["Language"] = "zh_Hant"
        for entry in words:
            entry.msgstr = convert(entry.msgstr)
            entry.msgstr_plural = {number: convert(text) for number, text in entry.msgstr_plural.items()}
        target = LOCALE / "zh_Hant" / "LC_MESSAGES" / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        words.save(str(target))


if __name__ == "__main__":
    if "derive" in sys.argv[1:]:
        derive_traditional()
    compile_changed()
