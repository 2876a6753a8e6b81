"""People who sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. What the person may do comes from the posts held, never from the person: see grid.Appointment."""

    first_name = last_name = None
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    large_type = models.BooleanField(_("large type"), default=False)

    REQUIRED_FIELDS = ["email", "name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("see_phone", _("Can see phone numbers in full"))]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def posts(self):
        """The appointments this person holds today, highest place first; read once per request."""
        return list(self.appointments.current(timezone.localdate()).with_names())

    @property
    def post(self):
        """The appointment shown beside the person's name, or None for a person without a post."""
        return self.posts[0] if self.posts else None
