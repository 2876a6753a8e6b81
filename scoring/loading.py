"""The sample rules that ship: targets from published figures, points and papers invented, to be replaced by the official clauses."""

import json
from pathlib import Path

from django.db import transaction

from audit.models import record
from scoring.models import Scheme, ScoringClause
from tasks.models import Campaign

SAMPLE = Path(__file__).parent / "data" / "sample_clauses.json"
TITLE = "创建工作评分细则（示例，待正式细则替换）"


@transaction.atomic
def load_sample():
    """Give the latest campaign the sample where it has no rules; returns the scheme, or None. Safe to run again."""
    campaign = Campaign.objects.order_by("-since", "-pk").first()
    if campaign is None or Scheme.objects.filter(campaign=campaign).exists():
        return None
    scheme = Scheme.objects.create(campaign=campaign, title=TITLE, is_sample=True)
    ScoringClause.objects.bulk_create(ScoringClause(scheme=scheme, **row) for row in json.loads(SAMPLE.read_text()))
    record("load", about=scheme)
    return scheme
