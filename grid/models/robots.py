"""Robots that speak in an organisation's group."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grid.access import ReachQuerySet
from grid.models.places import Organisation


class Robot(models.Model):
    """A robot in a WeCom or DingTalk group of one organisation. Its address is a secret: who knows it may speak there."""

    PLACE = "organisation__place"
    KINDS = {"wecom": _("WeCom"), "dingtalk": _("DingTalk")}

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="robots", verbose_name=_("organisation"))
    name = models.CharField(_("group"), max_length=60)
    kind = models.CharField(_("kind of robot"), max_length=10, choices=KINDS)
    webhook = models.URLField(_("webhook address"), max_length=500)
    sign_secret = models.CharField(_("signing secret"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("robot")
        verbose_name_plural = _("robots")
        default_permissions = ("view", "add", "change")

    def __str__(self):
        return f"{self.organisation} {self.name}"

    def get_absolute_url(self):
        return reverse("robot-edit", args=[self.pk])
