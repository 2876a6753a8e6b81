"""The gate every page and API call goes through: a row out of reach does not exist, a view that asks nobody is refused.

Nothing here knows who may what; it only asks the queryset's ``reachable(user, action)``.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404


def get_or_refuse(queryset, user, action, **lookup):
    """The one row that `lookup` names: 404 when `user` cannot see it, 403 when it is seen but not theirs to `action`."""
    try:
        seen = queryset.filter(**lookup).reachable(user, "view")
        row = (seen if action == "view" else seen.reachable(user, action)).first()
    except (ValueError, ValidationError):  # not even the form of a key
        raise Http404 from None
    if row is None and action != "view" and seen.exists():
        raise PermissionDenied
    if row is None:
        raise Http404
    return row


def may(user, action, row):
    """Whether `row` is among the rows on which `user` may `action`: the same query as the lists."""
    return type(row).objects.filter(pk=row.pk).reachable(user, action).exists()


def verbs_open_to(user, row):
    """The verbs of `row` that `user` may press as far as rights go, in the order of its ``MOVES``.

    Most verbs of a model are open to the same people, and what is the same query is asked once.
    """
    answers, found = {}, []
    for verb in getattr(row, "MOVES", {}):
        rows = type(row).objects.filter(pk=row.pk).reachable(user, verb)
        asked = (rows.query.where, *rows.query.alias_map.values())  # the conditions, and the tables they speak of
        if asked not in answers:
            answers[asked] = rows.exists()
        if answers[asked]:
            found.append(verb)
    return found


def reach_safe(view):
    """Mark a view that is not one of the five pages: its author says that it shows nobody what is out of reach."""
    view.reach_safe = True
    return view


class ReachSafeMiddleware:
    """Refuses every view that has not been declared reach-safe: a forgotten check is an error page, never a leak."""

    FOREIGN = ("admin",)  # Django's own admin asks has_perm for each model

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not is_reach_safe(view_func) and request.resolver_match.namespace not in self.FOREIGN:
            raise PermissionDenied(f"{request.resolver_match.view_name} is not declared reach-safe")


def is_reach_safe(view):
    """Whether the view function, or the class it was made from, is declared reach-safe."""
    owner = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return getattr(view, "reach_safe", False) or getattr(owner, "reach_safe", False)
