"""The board at a shop's door (包保公示牌) and the public address its code leads to."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from grid.access import ReachQuerySet

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that reads like another
LENGTH = 16  # 79 bits: nobody finds an address by trying


def new_code():
    return "".join(secrets.choice(LETTERS) for _number in range(LENGTH))


class Board(models.Model):
    """A shop's board: the unguessable code in its public address, when it was last printed, since when it hangs."""

    PLACE = "establishment__place"

    establishment = models.OneToOneField(Establishment, models.PROTECT, related_name="board", verbose_name=_("establishment"))
    code = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    printed_at = models.DateTimeField(_("last printed at"), null=True, blank=True)
    posted_on = models.DateField(_("hangs since"), null=True, blank=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("board at the door")
        verbose_name_plural = _("boards at the door")
        default_permissions = ("add", "view")

    def __str__(self):
        return str(self.establishment)

    def address(self):
        """The public address as it is printed, whatever proxy stands before the portal."""
        return f"{settings.SITE_URL}{reverse('public-shop', args=[self.code])}"
