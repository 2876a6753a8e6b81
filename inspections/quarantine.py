"""What cannot be used is kept: the content of a refused submission, with the reasons, for an administrator to look into."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Value
from django.utils import timezone

from inspections.models import Quarantined

LONGEST = 1_000_000  # characters of content kept; a record with all it may say has less than a tenth


def keep_unusable(content, reasons, *, by, at=None):
    """Keep one unusable submission of `by`; the same content again counts up the row that is there. Returns it."""
    at = at or timezone.now()
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True).replace("\\u0000", "\\ufffd")
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = json.loads(text) if len(text) <= LONGEST else {"too_long": text[:LONGEST]}
    row, is_new = Quarantined.objects.get_or_create(
        by=by,
        digest=digest,
        defaults={"content": kept, "reasons": reasons, "first_at": at, "last_at": at, "record_id": id_in(content)},
    )
    if not is_new:
        Quarantined.objects.filter(pk=row.pk).update(
            times=F("times") + 1, last_at=at, reasons=Value(reasons, Quarantined._meta.get_field("reasons")), status=Quarantined.KEPT
        )
    return row


def id_in(content):
    said = content.get("id", "") if isinstance(content, dict) else ""
    return str(said).replace("\0", "")[:40]
