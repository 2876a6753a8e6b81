"""Files that are checked row by row before anything of them is written."""

import json
from pathlib import Path


class BadFile(Exception):
    """A file that cannot be loaded; says in a sentence which, and where known the row, the column and the reason."""


def json_rows(path, of):
    """The list that a JSON file holds; `of` says what it should be a list of."""
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadFile(f"{path}: there is no such file.") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadFile(f"{path}: cannot be read as JSON: {error}.") from error
    if not isinstance(rows, list) or not rows:
        raise BadFile(f"{path}: a list of {of} is expected.")
    return rows
