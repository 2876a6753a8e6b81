"""What a finding asks of the work by which it is put right: an after photo, and another pair of eyes at the recheck."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from base.errors import Refused
from base.files import IMAGES, sniff
from tasks.conditions import asks_before
from tasks.models import FINDINGS


def finding_of(work):
    """The finding that `work` puts right, or None for any other work."""
    if work.kind not in FINDINGS:
        return None
    findings = type(work).finding.related.related_model
    return findings.objects.filter(assignment=work).select_related("item", "inspection").first()


@asks_before("submit")
def photo_of_it_put_right(work, *, by, files=(), **given):
    """Where a photo shows it wrong, or the item asks for one, a photo must show it right."""
    finding = finding_of(work)
    if finding and finding.wants_after_photo and not any(is_picture(file) for file in files):
        raise Refused(_("A photo of it put right is missing: it stands beside the one that was taken at the inspection."))


def is_picture(file):
    try:
        return sniff(file) in IMAGES
    except (OSError, ValidationError):
        return False


@asks_before("close")
def another_pair_of_eyes(work, *, by, **given):
    """Nobody rechecks the own work; what is critical is rechecked by somebody else than its finder too."""
    finding = finding_of(work)
    if finding and (refusal := why_not_recheck(finding, by)):
        raise Refused(refusal)


def why_not_recheck(finding, person):
    """Why `person` must not recheck `finding`; empty where nothing stands against it."""
    report = finding.assignment.reports.order_by("-id").first()
    if report and report.by_id == person.pk:
        return _("Whoever put it right does not recheck it.")
    if finding.item.critical and finding.inspection.officer_id == person.pk:
        return _("A critical item is rechecked by somebody else than its finder.")
    return ""
