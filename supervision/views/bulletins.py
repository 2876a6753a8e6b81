"""The bulletins: drafted, reviewed, signed, published, acknowledged and printed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.filing import pdf_response
from base.pages import CreatePage, DetailPage, ListPage, Page, button
from inspections.models import Finding
from supervision import bulletins
from supervision.filters import BulletinFilter
from supervision.forms import DraftForm
from supervision.models import BulletinCopy, DailyBulletin
from supervision.tables import BulletinTable


class BulletinList(ListPage):
    model = DailyBulletin
    table_class = BulletinTable
    filterset_class = BulletinFilter
    empty_text = _("Bulletins appear here as soon as the reports of a day are in.")

    def rows(self):
        return super().rows().with_receipts().order_by("-day", "-id")

    def tabs(self):
        rows, chosen = self.reachable(), self.request.GET.get("status", "")
        tabs = [{"label": _("All"), "url": "?", "count": rows.count(), "active": not chosen}]
        for status in (DailyBulletin.DRAFT, DailyBulletin.REVIEWED, DailyBulletin.PUBLISHED):
            count = rows.filter(status=status).count()
            label, url = DailyBulletin.STATUSES[status], f"?status={status}"
            tabs.append({"label": label, "url": url, "count": count, "active": chosen == status})
        return tabs

    def actions(self):
        return [action | {"label": _("Draft a bulletin")} for action in super().actions()]


class BulletinNew(CreatePage):
    """Drafts the bulletin of a day by hand, before the clock does."""

    model = DailyBulletin
    form_class = DraftForm
    page_title = _("Draft a bulletin")
    submit_label = _("Draft")


class BulletinDetail(DetailPage):
    """One issue: as reports and records stand while it is a draft, as it was reviewed from then on."""

    model = DailyBulletin
    template_name = "supervision/dailybulletin_detail.html"

    def verbs(self, row):
        return [*self.acknowledge(row), *self.print(row), *super().verbs(row)]

    def print(self, row):
        return [button("pdf", _("Print"), "printer", reverse("dailybulletin-pdf", args=[row.pk]))]

    def acknowledge(self, row):
        """The own copy's verb, where it waits."""
        copies = row.copies.to_acknowledge(self.request.user).select_related("addressee").order_by("pk")
        label = BulletinCopy.MOVES["acknowledge"].label
        return [
            button("acknowledge", f"{label} · {copy.addressee}", "check", reverse("bulletincopy-acknowledge", args=[copy.pk]), primary=True)
            for copy in copies
        ]

    def more(self, row):
        content = bulletins.content_now(row)
        user = self.request.user
        return {
            "content": content,
            "typical": [(part, self.pictures(row, content).get(part["finding"], [])) for part in content["typical"]],
            "copies": row.copies.reachable(user).with_names().order_by("addressee__place__code", "pk"),
            "paper": getattr(row, "paper", None),
        }

    def pictures(self, row, content):
        """{finding id: addresses of its pictures}: the issue's own once it is reviewed, before that the photos in reach."""
        if row.is_frozen:
            known = {picture.sha256: reverse("bulletinpicture-file", args=[picture.pk]) for picture in row.pictures.all()}
            found = {}
            for finding, sha256 in content.get("pictures", []):
                found.setdefault(finding, []).append(known[sha256])
            return found
        ids = [part["finding"] for part in content["typical"]]
        seen = Finding.objects.reachable(self.request.user).filter(pk__in=ids).values_list("pk", flat=True)
        return {
            finding: [reverse("photo-file", args=[photo.pk]) for photo in photos]
            for finding, photos in bulletins.photos_of(list(seen)).items()
        }


class BulletinPdf(Page):
    """The issue on paper: the very file that was filed, or a draft marked as one."""

    model = DailyBulletin

    def get(self, request, pk):
        row = self.find()
        published = row.status == row.PUBLISHED
        content = bulletins.BULLETINS.paper_of(row).content() if published else bulletins.pdf(row)
        return pdf_response(content, f"bulletin-{row.pk}")
