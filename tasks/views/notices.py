"""The pages of letters: the signing desk, the register, one letter as paper and as PDF."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, ListPage, Page, VerbPage
from base.reach import may
from tasks import paper, register, word
from tasks.filing import paper_of
from tasks.filters import NoticeFilter
from tasks.models import Notice
from tasks.now import Now
from tasks.steps import steps_ahead
from tasks.tables import NoticeTable, deadline

DESK_ROWS = 50
SHOWN_BY = {"waiting", "issued", "status", "unreplied"}
REGISTER_VIEWS = [
    (_("Issued"), {"issued": "true"}),
    (_("To acknowledge"), {"waiting": "true"}),
    (_("Not acknowledged"), {"status": Notice.ISSUED}),
    (_("Not answered"), {"unreplied": "true"}),
    (_("Waiting for signature"), {"status": Notice.DRAFT}),
    (_("All"), {"issued": "false"}),
]


class NoticeList(ListPage):
    """The register of letters (发文登记簿)."""

    model = Notice
    table_class = NoticeTable
    filterset_class = NoticeFilter
    page_title = _("Register of letters")
    empty_text = _("Letters that the ladder wrote or leaders signed appear here with their numbers.")

    def asked(self):
        """A register holds what was issued; the rest is one tab away."""
        asked = self.request.GET.copy()
        if not (SHOWN_BY | {"figure"}) & asked.keys():
            asked["issued"] = "true"
        return asked

    def tabs(self):
        asked = {key: value for key, value in self.asked().items() if key in SHOWN_BY}
        url = reverse("notice-list")
        return [
            {"label": label, "url": f"{url}?{'&'.join(f'{k}={v}' for k, v in view.items())}", "active": asked == view, "count": None}
            for label, view in REGISTER_VIEWS
        ]

    def actions(self):
        asked = self.request.GET.copy()
        asked.pop("page", None)
        book = [{"label": _("Print the register"), "url": f"{reverse('notice-register')}?{asked.urlencode()}", "icon": "printer"}]
        signs = self.request.user.has_perm("tasks.sign_notice")
        return book + ([{"label": _("Signing desk"), "url": reverse("notice-desk"), "icon": "signature"}] if signs else [])


class NoticeRegister(NoticeList):
    """The same rows as a book to print, by series and number."""

    def get(self, request):
        found = self.filterset_class(self.asked(), queryset=self.reachable(), request=request)
        made = register.pdf(found.qs, at=timezone.now())
        return FileResponse(BytesIO(made), content_type="application/pdf", filename=f"register-{timezone.localdate():%Y%m%d}.pdf")


class NoticeDetail(DetailPage):
    """A letter as the paper it is, with who acknowledged it and what was answered."""

    model = Notice
    template_name = "tasks/notice_detail.html"
    pressed_at_once = {"acknowledge", "sign"}

    def rows(self):
        return super().rows().select_related("assignment__creation_task", "acknowledged_by", "issuer__parent__parent")

    def verb(self, row, verb):
        return super().verb(row, verb) | {"needs_form": verb not in self.pressed_at_once}

    def more(self, row):
        return {
            "series": paper.number_ahead(row),
            "pdf_url": reverse("notice-pdf", args=[row.pk]),
            "word_url": reverse("notice-word", args=[row.pk]),
            "reply_files": row.reply_files.all() if row.replied_at else [],
            "reply_url": reverse("notice-reply-sheet", args=[row.pk]),
            "corrections": row.corrections.reachable(self.request.user, "view").order_by("id"),
            "work_url": row.assignment.get_absolute_url() if may(self.request.user, "view", row.assignment) else None,
            "deadline": deadline(row.assignment, Now.of(self.request)),
        }


class NoticePdf(Page):
    """The letter as a PDF: an issued one as it was filed, a draft marked as one."""

    model = Notice

    def rows(self):
        return super().rows().select_related("issuer__parent__parent")

    def get(self, request, pk):
        letter = self.find()
        made = paper_of(letter).file.open() if letter.serial else BytesIO(paper.pdf(letter))
        return FileResponse(made, content_type="application/pdf", filename=f"letter-{letter.pk}.pdf")


class NoticeWord(Page):
    """The letter as a Word file, for offices that must edit it further; what counts is the PDF."""

    model = Notice

    def rows(self):
        return super().rows().select_related("issuer__parent__parent")

    def get(self, request, pk):
        letter = self.find()
        return FileResponse(BytesIO(word.docx(letter)), content_type=word.DOCX, filename=f"letter-{letter.pk}.docx", as_attachment=True)


class NoticeReplySheet(Page):
    """The written reply on paper, with the fingerprints of the files that came with it."""

    model = Notice

    def get(self, request, pk):
        letter = self.find()
        if not letter.replied_at:
            raise Http404
        return FileResponse(BytesIO(register.reply_pdf(letter)), content_type="application/pdf", filename=f"reply-{letter.pk}.pdf")


class NoticeDesk(Page):
    """The signing desk: the drafts at the left, one as paper in the middle, what to check before signing at the right."""

    model = Notice
    template_name = "tasks/notice_desk.html"
    page_title = _("Signing desk")
    PILES = {"draft": _("To sign"), "returned": _("Returned"), "issued": _("Signed")}

    def rows(self):
        return Notice.objects.with_names().select_related(
            "assignment__creation_task", "assignment__organisation", "issuer__parent__parent", "rung"
        )

    def get(self, request, pk=None):
        pile = request.GET.get("pile") if request.GET.get("pile") in self.PILES else "draft"
        letters = list(self.on(pile)[:DESK_ROWS])
        letter = self.chosen(letters, pk)
        now = Now.of(self.request)
        return self.show(
            letters=[(row, deadline(row.assignment, now)) for row in letters],
            pile=pile,
            piles=self.piles(pile),
            letter=letter,
            **(self.around(letter, letters, now) if letter else {}),
        )

    def on(self, pile):
        """The letters of one pile whose issuer's leader this person is."""
        mine = self.rows().reachable(self.request.user, "sign")
        if pile == "issued":
            return mine.filter(signed_by=self.request.user).order_by("-issued_at", "-id")
        return mine.filter(status=pile).order_by("assignment__due_at", "id")

    def chosen(self, letters, pk):
        if pk is None:
            return letters[0] if letters else None
        letter = next((row for row in letters if row.pk == pk), None)
        if letter is None:
            raise Http404
        return letter

    def piles(self, pile):
        url = reverse("notice-desk")
        return [
            {
                "label": label,
                "url": f"{url}?pile={name}",
                "active": name == pile,
                "count": None if name == "issued" else self.on(name).count(),
            }
            for name, label in self.PILES.items()
        ]

    def around(self, letter, letters, now):
        at, receivers = letters.index(letter), letter.receivers()
        return {
            "position": at + 1,
            "before": letters[at - 1] if at else None,
            "after": letters[at + 1] if at + 1 < len(letters) else None,
            "series": paper.number_ahead(letter),
            "checks": checks(letter, receivers),
            "earlier": letter.assignment.notices.filter(serial__isnull=False).exclude(pk=letter.pk).order_by("issued_at"),
            "ahead": steps_ahead(letter.assignment, now)[:1],
            "receivers": receivers,
            "may_edit": may(self.request.user, "redraft", letter),
        }


def checks(letter, receivers):
    """What a leader looks at before signing: dicts of state, icon, words and remark."""
    work = letter.assignment
    last = work.notices.filter(serial__isnull=False).order_by("-issued_at").first()
    return [
        check(work.status in work.CLIMBS, _("The work is still not done"), work.get_status_display()),
        check(
            last is None or last.acknowledged_at, _("The letter before it was acknowledged"), last.number if last else _("there was none")
        ),
        check(receivers, _("Somebody is in post to receive it"), receivers[0].name if receivers else _("nobody")),
        check(not work.parked, _("The ladder runs"), ""),
    ]


def check(good, words, remark):
    return {"state": "done" if good else "soon", "icon": "circle-check" if good else "alert-circle", "words": words, "remark": remark}


class NoticeVerb(VerbPage):
    """A verb on a letter; pressed at the desk, it leads back to the desk and the next draft."""

    def rows(self):
        return super().rows().select_related("issuer__parent__parent")

    def press(self, form, row):
        url = super().press(form, row)
        return reverse("notice-desk") if self.request.GET.get("from") == "desk" else url

    def back_url(self, row):
        return reverse("notice-desk") if self.request.GET.get("from") == "desk" else super().back_url(row)
