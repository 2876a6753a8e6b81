"""What the answers of a visit add up to: one pure function, the same for the phone's preview, the API and a later recount."""

from decimal import ROUND_HALF_UP, Decimal

from inspections.models import Answer, Inspection

WHOLE = Decimal(100)


def score(items, answers):
    """(score from 0 to 100 with one decimal, result) for checklist `items` and ``{code: value}``.

    An item that does not apply gives its weight to the others in proportion, so the score is the passed share of the weight
    that applies. One failed critical item (重点项目) and the place does not conform; any other failure is to be rectified.
    Where nothing applies nothing was found wrong, 100 and conforms; `submit_inspection` takes no such record, because a
    place where nothing could be looked at has not been inspected.
    """
    applying = [item for item in items if answers[item.code] != Answer.NOT_APPLICABLE]
    failed = [item for item in applying if answers[item.code] == Answer.FAIL]
    return share_passed(applying, failed), result_of(failed)


def share_passed(applying, failed):
    whole, lost = (sum(item.weight for item in rows) for rows in (applying, failed))
    passed = WHOLE * (whole - lost) / whole if whole else WHOLE
    return passed.quantize(Decimal("0.1"), ROUND_HALF_UP)


def result_of(failed):
    if any(item.critical for item in failed):
        return Inspection.FAILED
    return Inspection.RECTIFY if failed else Inspection.PASSED
