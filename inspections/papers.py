"""The papers of an inspection: the record of the visit (现场检查笔录) and the order to rectify (责令改正通知书), each as PDF."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from base.printing import render
from inspections.models import Answer, Inspection, RectificationOrder
from inspections.watermark import marked_copy
from tasks.models import Assignment
from tasks.numbering import take

ORDERS = "责改"  # stands in the number after the office's code
REGULATORS = ("station", "branch", "bureau")
KINDS = {"routine": "日常监督检查", "announced": "预先告知检查", "special": "专项检查", "recheck": "复查", "supervision": "督查"}
VALUES = {Answer.PASS: "合格", Answer.FAIL: "不合格", Answer.NOT_APPLICABLE: "不适用"}
MOST_PICTURES = 12  # on the printed record; all stand on the page


# The record of the visit ---------------------------------------------------------------------------------------------


def record_pdf(inspection):
    """The printed record of one inspection, read with everything; what is not signed on the glass leaves room for a pen."""
    pictures = {}
    data = record_data(inspection)
    for photo in list(inspection.photos.all()):
        if photo.sha256 == inspection.signature:
            data["signature"] = f"signature{extension(photo)}"
            pictures[data["signature"]] = read(photo.file)
        elif len(data["photos"]) < MOST_PICTURES:
            name = f"photo-{photo.pk}.jpg"
            pictures[name] = read(marked_copy(photo))
            data["photos"].append({"file": name, "words": caption_of(photo, inspection)})
    return render("inspection_record", data, pictures=pictures, at=inspection.completed_at or inspection.received_at)


def record_data(inspection):
    shop = inspection.establishment
    return {
        "number": str(inspection.pk),
        "office": inspection.organisation.name,
        "shop": inspection.place.name,
        "credit_code": shop.credit_code,
        "licence_no": shop.licence_no,
        "address": shop.address,
        "principal": shop.principal,
        "format": shop.format.name,
        "kind": KINDS[inspection.kind],
        "started": moment_words(inspection.started_at),
        "finished": moment_words(inspection.finished_at),
        "officers": [inspection.officer.name, inspection.second_officer.name],
        "checklist": str(inspection.checklist),
        "recusal": recusal_words(inspection),
        "score": str(inspection.score),
        "result": inspection.words,
        "told": inspection.told,
        "note": inspection.note,
        "answers": [answer_line(answer) for answer in inspection.answers.all()],
        "findings": [finding_line(finding) for finding in inspection.findings.all()],
        "signing": inspection.signing,
        "signer": inspection.signer,
        "refusal": inspection.refusal,
        "witness": inspection.witness,
        "signature": "",
        "photos": [],
        "corrected": len(inspection.versions.all()),
    }


def answer_line(answer):
    item = answer.item
    failed = answer.value == Answer.FAIL
    return {"text": item.text, "critical": item.critical, "value": VALUES[answer.value], "failed": failed, "note": answer.note}


def finding_line(finding):
    cited = finding.cited
    return {
        "words": finding.description,
        "law": str(cited.clause) if cited else "",
        "text": cited.text if cited else "",
        "due": due_words(finding.assignment.due_at),
        "again": f"一年内第{finding.nth}次发现" if finding.is_repeated else "",
    }


def caption_of(photo, inspection):
    finding = next((finding for finding in inspection.findings.all() if finding.pk == photo.finding_id), None)
    return finding.description if finding else "现场照片"


def recusal_words(inspection):
    if not inspection.recusal:
        return "未记录"
    return f"申请回避：{inspection.recusal_note}" if inspection.recusal == "applied" else "已告知申请回避的权利，当事人不申请回避"


def read(file):
    with file.open() as opened:
        return opened.read()


def extension(photo):
    return {"image/png": ".png", "image/webp": ".webp"}.get(photo.mime_type, ".jpg")


# The order to rectify ------------------------------------------------------------------------------------------------


def why_not_order(inspection):
    """The sentence that says why no order can be issued; empty when one can."""
    if hasattr(inspection, "order"):
        return _("The order for this inspection is issued already.")
    if not any(finding.assignment.status in Assignment.OPEN for finding in inspection.findings.all()):
        return _("Nothing that this inspection found is open.")
    return ""


@transaction.atomic
def issue_order(inspection, *, by, at=None):
    """Issue the order for all that `inspection` found and that is open; its words and its number are frozen here. Returns it."""
    at = at or timezone.now()
    inspection = locked(inspection)
    if refusal := why_not_order(inspection):
        raise Refused(refusal)
    issuer = issuer_of(inspection)
    if issuer is None:
        raise Refused(_("Only an office of the regulator orders to rectify, and none is entered for this area."))
    series, year = f"{issuer.letters_as()}{ORDERS}", timezone.localdate(at).year
    order = RectificationOrder.objects.create(
        inspection=inspection,
        place=inspection.place,
        issuer=issuer,
        series=series,
        year=year,
        serial=take(series, year),
        content=order_content(inspection, issuer, at),
        issued_at=at,
        issued_by=by,
    )
    record("issue", about=order, by=by, at=at)
    return order


def locked(inspection):
    """The inspection with everything, read after its lock is held."""
    Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    return Inspection.objects.with_names().with_everything().get(pk=inspection.pk)


def issuer_of(inspection):
    """Where the inspecting office is none of the regulator's, as a township's, the order is the station's."""
    own = inspection.organisation
    return own if own.kind in REGULATORS else inspection.establishment.supervisor()


def order_content(inspection, issuer, at):
    shop = inspection.establishment
    return {
        "office": issuer.name,
        "shop": inspection.place.name,
        "credit_code": shop.credit_code,
        "address": shop.address,
        "principal": shop.principal,
        "found_on": day_words(inspection.finished_at),
        "findings": [finding_line(finding) for finding in inspection.findings.all() if finding.assignment.status in Assignment.OPEN],
        "issued_on": day_words(at),
    }


def order_pdf(order):
    """The order as it was issued: the same content and moment give the same bytes."""
    return render("rectification_order", order.content | {"number": order.number}, at=order.issued_at)


def moment_words(moment):
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02}分"


def day_words(moment):
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def due_words(due_at):
    """The last day of a term, by 24:00 of which it is put right."""
    local = timezone.localtime(due_at)
    if local.hour == local.minute == 0:
        return f"{day_words(due_at - timedelta(minutes=1))}24时前"
    return f"{moment_words(due_at)}前"
