"""People who sign in."""

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from audit.models import record
from audit.rows import HasPage
from base.files import StoredFile
from base.pinyin import HasPinyin, sounds_like
from notifications.channels import chosen

NOT_ACCEPTED = Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class PersonQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        """The people who hold or held a post inside the places where `user` may `action`; in the whole city, everybody.

        To change a person is to hold what the person holds, so one whose posts reach further than the own is out of bounds,
        and so is a superuser.
        """
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        codename = action if "." in action else f"accounts.{action}_user"
        places = [post.place for post in user.posts if codename in post.codes]
        rows = self if action == "view" else self.filter(is_superuser=False)
        if any(place.level == "city" for place in places):
            return rows
        inside = Q(pk__in=[])
        for place in places:
            inside |= Q(place__path__startswith=place.path)
        posts = User.appointments.rel.related_model._base_manager
        rows = rows.filter(pk__in=posts.filter(inside).values("user"))
        return rows if action == "view" else rows.exclude(pk__in=posts.filter(~inside, status="held").values("user"))

    def not_accepted(self):
        """Those whose account waits for a password of their own."""
        return self.filter(NOT_ACCEPTED)

    def named(self, text):
        """Those whose name holds `text` or sounds like it, or whose user name or e-mail address begins with it."""
        words = Q(name__icontains=text) | Q(username__istartswith=text) | Q(email__istartswith=text)
        words |= sounds_like(text, "pinyin")
        return self.filter(words).order_by("name", "id")

    def with_names(self):
        """With the posts held today, the highest place first, in one more query."""
        posts = User.appointments.rel.related_model.objects.current(timezone.localdate())
        posts = posts.select_related("organisation", "place", "role").order_by("place__path", "id")
        return self.prefetch_related(Prefetch("appointments", queryset=posts, to_attr="posts_today"))


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    use_in_migrations = False


class User(HasPinyin, HasPage, AbstractUser):
    """A person. What the person may do comes from the posts held, never from the person: see grid.Appointment."""

    first_name = last_name = None
    name = models.CharField(_("full name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    large_type = models.BooleanField(_("large type"), default=False)
    by_email = models.BooleanField(_("news by e-mail"), default=True)
    by_sms = models.BooleanField(_("news by text message"), default=False)
    by_robot = models.BooleanField(_("news by my organisation's group robot"), default=False)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["email", "name"]
    PICK_KEY = "username"
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("see_phone", _("Can see phone numbers in full"))]

    def __str__(self):
        return self.name or self.username

    @cached_property
    def portrait(self):
        """The newest photo, or None."""
        return self.portraits.order_by("-id").first()

    @property
    def channels(self):
        """Over which channels beside the portal this person is told."""
        return chosen(email=self.email, phone=self.phone, by_email=self.by_email, by_sms=self.by_sms, by_robot=self.by_robot)

    @property
    def has_accepted(self):
        """Whether the person has set a password: an account is made without one."""
        return self.has_usable_password()

    @property
    def state(self):
        if not self.is_active:
            return "todo"
        return "done" if self.has_accepted else "soon"

    @property
    def account_words(self):
        if not self.is_active:
            return _("closed")
        if self.has_accepted:
            return _("in use")
        return _("invited, not accepted") if self.invited_at else _("not invited yet")

    @transaction.atomic
    def invite(self, *, by, at=None):
        """Make room for a fresh one-time link: whatever link was made before is good no more."""
        at = at or timezone.now()
        User.objects.filter(pk=self.pk).update(invited_at=at)
        self.invited_at = at
        return record("invite", about=self, by=by, at=at)

    def why_not_invite(self):
        """Why no one-time sign-in link can be made; empty when it can."""
        return "" if self.is_active else _("The account is closed.")

    @property
    def post_lines(self):
        """The posts held today as one line, for lists that were read `with_names`; the first three of many."""
        posts = [str(post) for post in self.posts_today]
        distinct = list(dict.fromkeys(posts))
        return "；".join(distinct[:3]) + ("…" if len(distinct) > 3 else "")

    def pick_words(self):
        return f"{self.name}（{self.username}）"

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def posts(self):
        """The appointments this person holds today, highest place first; read once per request."""
        return list(self.appointments.current(timezone.localdate()).with_codes())

    @property
    def post(self):
        """The appointment shown beside the person's name, or None for a person without a post."""
        return self.posts[0] if self.posts else None

    def post_at(self, row):
        """The post in which this person acts on `row`: the one as a stand-in where that is what reaches it, else the shown one."""
        acting = [post for post in self.posts if post.stands_in_for_id]
        place = place_of(row) if acting else None
        return next((post for post in acting if place and post.place.holds(place)), self.post)


def place_of(row):
    """The place through which `row` is reached, None where there is none."""
    where = getattr(row, "PLACE", "")
    for name in where.split("__") if where != "itself" else ():
        row = getattr(row, name, None)
    return row if hasattr(row, "holds") else None


class PortraitQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        """A photo is seen by the person and by whoever sees the person."""
        return self.filter(Q(person=user.pk) | Q(person__in=User.objects.reachable(user, action)))


class Portrait(StoredFile):
    """A photo of a person for the boards that say who answers; the newest counts."""

    person = models.ForeignKey(User, models.PROTECT, related_name="portraits", verbose_name=_("person"))

    objects = PortraitQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a person")
        verbose_name_plural = _("photos of people")
        default_permissions = ("view",)
