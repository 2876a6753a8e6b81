"""A secret address under which a calendar reads one person's deadlines."""

import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record


def digest_of(word):
    return hashlib.sha256(word.encode()).hexdigest()


class CalendarFeed(models.Model):
    """One person's calendar address. Only its fingerprint is kept: the address is shown once, when it is made."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField(_("made at"))
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        default_permissions = ()

    def __str__(self):
        return str(self.person)

    @classmethod
    @transaction.atomic
    def renew(cls, person, *, at=None):
        """Make a fresh secret word for the person's address; the one before is good no more. Returns the word."""
        at, word = at or timezone.now(), secrets.token_urlsafe(24)
        feed, _fresh = cls.objects.update_or_create(person=person, defaults={"digest": digest_of(word), "made_at": at, "read_at": None})
        record("renew", about=feed, by=person, at=at)
        return word

    @transaction.atomic
    def end(self, *, by, at=None):
        """No address any more, until a fresh one is made."""
        CalendarFeed.objects.filter(pk=self.pk).update(digest=None)
        record("end", about=self, by=by, at=at)
