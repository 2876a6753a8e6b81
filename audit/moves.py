"""The words of a life: which verb leads from where to where, and who may say it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Move:
    """One row of a model's ``MOVES``.

    ``to`` is None where the status stays. ``actor`` says who may press it, beside holding the permission:
    ``"post"`` (whose post's place holds the row), ``"owner"`` (the person in the row's ``owner`` field), or the name of
    a foreign key to an organisation on the row, such as ``"organisation"``: those who hold a post there.
    """

    sources: tuple[str, ...]
    to: str | None
    label: str | Promise
    actor: str = "post"
    icon: str = ""
    danger: bool = False


def move(*sources, to, label, actor="post", icon="", danger=False) -> Move:
    return Move(sources, to, label, actor, icon, danger)
