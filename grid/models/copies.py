"""Papers that came back with their signatures on them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.files import StoredFile
from grid.access import ReachQuerySet
from grid.models.handovers import HandOver
from grid.models.responsibilities import ResponsibilityList


class SignedCopyQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A signed copy is seen by whoever sees what was signed."""
        signed = {"hand_over": HandOver, "responsibility_list": ResponsibilityList}
        legs = [Q(**{f"{field}__in": model.objects.reachable(user, action)}) for field, model in signed.items()]
        return self.filter(legs[0] | legs[1])


class SignedCopy(StoredFile):
    """The scan of a hand-over sheet or of a published responsibility list, with the signatures on it."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("hand-over"))
    responsibility_list = models.ForeignKey(
        ResponsibilityList, models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("responsibility list")
    )

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(hand_over=None, responsibility_list__isnull=False) | Q(hand_over__isnull=False, responsibility_list=None),
                name="signed_copy_of_one_paper",
            )
        ]
