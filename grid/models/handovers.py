"""That one person left posts to another, with the sheet both sign."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from grid.access import ReachQuerySet
from grid.models.keeping import KeepsCopies
from grid.models.places import Place


class HandOverQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("giver", "taker", "place", "by")


class HandOver(HasPage, KeepsCopies, Lifecycle):
    """One hand-over of posts and of all that was open in them, as it stood at that moment.

    `posts` are the posts in words; `lines` list every open item: kind, title, place, due_at (ISO) and url.
    """

    PLACE = "place"
    UNSIGNED, SIGNED = "unsigned", "signed"
    STATUSES = {UNSIGNED: _("to be signed"), SIGNED: _("signed")}
    STATES = {UNSIGNED: "doing", SIGNED: "done"}
    MOVES = {"keep_copy": move(UNSIGNED, SIGNED, to=SIGNED, label=_("Upload the signed copy"), icon="file-upload")}

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("hands over"))
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("takes over"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    at = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("arranged by"))
    note = models.TextField(_("remark"), blank=True)
    posts = models.JSONField(_("posts"), default=list)
    lines = models.JSONField(_("open items"), default=list)
    status = models.CharField(_("status"), max_length=8, choices=STATUSES, default=UNSIGNED)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        default_permissions = ("view",)
        permissions = [("keep_copy_handover", _("Can enter signed copies of hand-over sheets"))]

    def __str__(self):
        return f"{self.giver} → {self.taker}"

    @property
    def item_count(self):
        return len(self.lines)

    @property
    def post_words(self):
        return "；".join(post["words"] for post in self.posts)
