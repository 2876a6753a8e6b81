"""What a person may see and do, as one query: by post at a place, by organisation, or by personal grant.

A model says how it is reached with class attributes:

``PLACE``          the path to its place ("place", "establishment__place"), ITSELF for a place, or ANYWHERE for reference
                   data that everyone who holds the permission in any post may read. Without it the model is closed.
``ORGANISATIONS``  foreign keys to organisations whose people see the row because it is addressed to them.
``UNSENT``         statuses in which a row is not yet addressed to anybody, so the organisations do not see it.
``GRANTS``         the related name of its grants, see `Grant`.
``ACTORS``         who may do what is not a verb, as ``Move.actor`` says it for verbs: ``{"change": "issuer"}``.
``SECRET``         a Q naming the rows that are secret for now (暗访): beside the city's posts only their parties reach them.
``PARTIES``        paths to the people who are party to a row; a secret one they reach wherever it lies.
"""

from functools import reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from audit.models import record
from base.paging import IsAmong
from notifications.holders import address

ITSELF, ANYWHERE = "itself", "anywhere"
EVERYTHING = Q()


class ReachQuerySet(models.QuerySet):
    """The queryset of every model that people reach: lists, counts, maps, exports and single rows begin with `reachable`."""

    def reachable(self, user, action="view"):
        """The rows on which `user` may `action`: "view", "add", "change", a verb of the model, or any permission in full."""
        legs = legs_of(self.model, user, action)
        if EVERYTHING in legs:
            return self.all()
        rows = self.without_secrets(user, action)
        if len(legs) > 1:
            legs = [by_key(self, leg) if crosses_tables(leg) else leg for leg in legs]
        return rows.filter(reduce(or_, legs)) if legs else rows.none()

    def without_secrets(self, user, action="view"):
        """Without the secret rows to which `user` is no party; a post of the city that carries the permission keeps them."""
        secret = getattr(self.model, "SECRET", None)
        if secret is None or user.is_superuser or holds_in_city(user, codename_of(self.model, action)):
            return self
        secrets = self.model._base_manager.filter(secret).order_by()
        return self.exclude(pk__in=secrets.exclude(pk__in=party_to(self.model, user).values("pk")).values("pk"))

    def inside(self, place):
        """The rows at `place` and at everything below it."""
        return self.filter(inside([place.path], prefix_of(self.model.PLACE)))


def crosses_tables(leg):
    """Whether the reason looks at another table than the model's own."""
    return any(crosses_tables(part) if isinstance(part, Q) else "__" in part[0].removesuffix("__in") for part in leg.children)


def by_key(rows, leg):
    """The same among `rows` by their keys, found first: OR-ed over a join PostgreSQL would read the whole table, not index after index.

    So `rows` are narrowed before it is asked who reaches them where they are few, as one row is.
    """
    return Q(IsAmong("pk", ArraySubquery(rows.filter(leg).order_by().values("pk"))))


def legs_of(model, user, action):
    """The separate reasons, as Q objects on `model`, for which `user` may `action`; any of them is enough."""
    if not user.is_active:
        return []
    if user.is_superuser:
        return [EVERYTHING]
    codename = codename_of(model, action)
    actor = actor_of(model, action)
    if actor == "owner":
        return [Q(owner=user)] if holds(user, codename) else []
    if actor != "post":
        return by_organisation(user, actor, codename)
    others = by_own_organisation(model, user, action) + by_grant(model, user, codename) + by_party(model, user, codename)
    return by_place(model, user, codename, alone=not others) + others


def codename_of(model, action):
    return action if "." in action else f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def actor_of(model, action):
    move = getattr(model, "MOVES", {}).get(action)
    return move.actor if move else getattr(model, "ACTORS", {}).get(action, "post")


def holds(user, codename):
    """Whether any post of `user` carries the permission, wherever that is."""
    return user.is_superuser or any(codename in post.codes for post in user.posts)


def holds_in_city(user, codename):
    """Whether a post of `user` carries the permission in the whole city."""
    return any(codename in post.codes and post.place.level == "city" for post in user.posts)


def by_place(model, user, codename, *, alone):
    """The rows inside the places of the posts that carry `codename`.

    Areas that are the only reason are a path prefix on the joined place. Beside other reasons, or beside single shops, they are
    named by the ids of what lies in them: conditions on one table combine their indexes, over a join they cannot.
    """
    posts = [post for post in user.posts if codename in post.codes]
    where = getattr(model, "PLACE", None)
    if not posts or where is None:
        return []
    if where == ANYWHERE or any(post.place.level == "city" for post in posts):
        return [EVERYTHING]
    at = "pk" if where == ITSELF else where
    shops = [post.place_id for post in posts if post.place.level == "establishment"]
    areas = outermost(post.place.path for post in posts if post.place.level != "establishment")
    if alone and not shops:
        return [inside(areas, prefix_of(where))]
    return [Q(**{f"{at}__in": shops + (place_ids(areas) if areas else [])})]


def prefix_of(where):
    """What stands before a place's own fields in a lookup on a model whose PLACE is `where`."""
    return "" if where == ITSELF else f"{where}__"


def inside(areas, prefix=""):
    return reduce(or_, [Q(**{f"{prefix}path__startswith": path}) for path in areas])


def place_ids(areas):
    return list(apps.get_model("grid.Place").objects.filter(inside(areas)).values_list("pk", flat=True))


def outermost(paths):
    """The paths that do not lie inside another of them."""
    kept = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def by_organisation(user, field, codename):
    """The rows whose organisation in `field` is one where a post of `user` carries `codename`."""
    own = {post.organisation_id for post in user.posts if codename in post.codes}
    return [Q(**{f"{field}__in": sorted(own)})] if own else []


def by_own_organisation(model, user, action):
    """What is addressed to an organisation is seen by those who sit there.

    Work addressed to an organisation lies inside its place, so an organisation inside the reach by post adds nothing.
    """
    fields = getattr(model, "ORGANISATIONS", ())
    if action != "view" or not fields:
        return []
    codename = f"{model._meta.app_label}.view_{model._meta.model_name}"
    seen = [post.place for post in user.posts if codename in post.codes]
    own = {post.organisation_id for post in user.posts if not any(place.holds(post.organisation.place) for place in seen)}
    sent = ~Q(status__in=model.UNSENT) if hasattr(model, "UNSENT") else EVERYTHING
    return [Q(**{f"{field}__in": sorted(own)}) & sent for field in fields] if own else []


def by_grant(model, user, codename):
    """The rows granted to this person by name, until the grant ends; the few ids are read first, so that lists plan well."""
    if not hasattr(model, "GRANTS"):
        return []
    code, at = codename.split(".")[1], timezone.now()
    ids = [id for given, id, until in grants_of(user, model) if given == code and until > at]
    return [Q(pk__in=ids)] if ids else []


def grants_of(user, model):
    """(what, id, until when) of all that runs of what `user` was granted on rows of `model`; read once per request, as the posts are."""
    read = user.__dict__.setdefault("grants_read", {})
    if model not in read:
        grants = model._meta.get_field(model.GRANTS).related_model.objects.running(timezone.now()).filter(user=user)
        read[model] = list(grants.values_list("permission__codename", "content_object_id", "until"))
    return read[model]


def by_party(model, user, codename):
    """The secret rows to which this person is party, whose other rights end at the own places."""
    if getattr(model, "SECRET", None) is None or not holds(user, codename):
        return []
    ids = sorted(set(party_to(model, user).values_list("pk", flat=True)))  # few, and read first, so that lists plan well
    return [Q(pk__in=ids)] if ids else []


def party_to(model, user):
    """The secret rows that name `user` as a party."""
    named = reduce(or_, [Q(**{path: user.pk}) for path in model.PARTIES])
    return model._base_manager.filter(model.SECRET).filter(named).order_by()


class GrantQuerySet(models.QuerySet):
    def running(self, at):
        return self.filter(until__gt=at)


class Grant(UserObjectPermissionBase):
    """A named exception: one person may do one thing with one row until a moment (joint inspection, covert file, stand-in).

    Concrete grants point at their row with a direct foreign key ``content_object`` and allow a named set of permissions.
    """

    ALLOWED: frozenset = frozenset()

    until = models.DateTimeField(_("until"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("granted by"))

    objects = GrantQuerySet.as_manager()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        if self.permission.codename not in self.ALLOWED:
            raise ValueError(f"{self.permission.codename} is not among the grants this model allows: {sorted(self.ALLOWED)}")
        super().save(*args, **kwargs)


@transaction.atomic
def grant(row, codename, to, *, until, by, note=""):
    """Let the person `to` use `codename` on this one `row` until a moment; a later grant of the same replaces the term."""
    grants = row._meta.get_field(row.GRANTS).related_model
    permission = Permission.objects.get(codename=codename, content_type__app_label=row._meta.app_label)
    given, _fresh = grants.objects.update_or_create(
        user=to, permission=permission, content_object=row, defaults={"until": until, "granted_by": by}
    )
    to.__dict__.pop("grants_read", None)
    record("grant", about=row, by=by, note=note, changes={codename: [None, f"{to} → {until:%Y-%m-%d %H:%M}"]})
    return given


def holds_on(user, perm, row):
    """Whether `row` is among the rows on which `user` may use `perm` ("tasks.submit_assignment"): the same query as the lists."""
    app_label, code = perm.split(".")
    action, _separator, noun = code.rpartition("_")
    own = app_label == row._meta.app_label and noun == row._meta.model_name
    rows = ReachQuerySet(type(row), using=row._state.db).filter(pk=row.pk)
    return rows.reachable(user, action if own else perm).exists()


class ReachBackend(ModelBackend):
    """Checks passwords, and answers ``has_perm`` with the query that makes the lists.

    No permission counts that an appointment does not carry: rights given to a person in any other way are not even read.
    """

    def has_perm(self, user, perm, obj=None):
        if not user.is_active or user.is_anonymous:
            return False
        return holds(user, perm) if obj is None else holds_on(user, perm, obj)

    def get_all_permissions(self, user_obj, obj=None):
        return set()

    def has_module_perms(self, user, app_label):
        return user.is_active and any(code.startswith(f"{app_label}.") for post in user.posts for code in post.codes)


def people_in_post(organisation, codename):
    """The active people holding a post today in `organisation` whose role carries `codename`."""
    posts = organisation.appointments.current(timezone.localdate()).carrying(codename)
    people = list(get_user_model().objects.filter(appointments__in=posts, is_active=True).distinct())
    for person in people:
        person.addressed_as = address(codename, organisation.pk)  # news for them are for whoever holds the post when they leave
    return people
