"""Letters: drafted or issued by the ladder, signed by leaders, acknowledged and answered by those they press."""

import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from audit.models import Lifecycle, record
from audit.moves import move
from audit.rows import HasPage
from base.pinyin import sounds_like
from grid.access import ReachQuerySet, people_in_post
from grid.models import Organisation, Place
from tasks.ladder import chases_of, next_chase
from tasks.models.assignments import Assignment
from tasks.models.rungs import LetterKind, Receiver, Rung
from tasks.numbering import letter_number, series_of, take
from tasks.recipients import Concern, people_for

BRACKETS = str.maketrans("[［(（【]］)）】", "〔〔〔〔〔〕〕〕〕〕")


class NoticeQuerySet(ReachQuerySet):
    def unanswered(self):
        """Issued and not yet acknowledged."""
        return self.filter(status=Notice.ISSUED)

    def to_acknowledge(self, user):
        """Those whose receipt `user` should confirm."""
        return self.unanswered().reachable(user, "acknowledge")

    def unreplied(self):
        """In force, for work that is still open, and without a written reply."""
        return self.filter(status__in=[Notice.ISSUED, Notice.ACKNOWLEDGED], replied_at=None, assignment__status__in=Assignment.OPEN)

    def to_sign(self, user):
        """The drafts that wait for the signature of `user`."""
        return self.filter(status=Notice.DRAFT).reachable(user, "sign")

    def unsigned(self):
        """Drafts, on the leader's desk or returned to the drafter."""
        return self.filter(status__in=[Notice.DRAFT, Notice.RETURNED])

    def written(self):
        """Sent or drafted, oldest first: what the marks 提 催 督 show."""
        return self.exclude(status=Notice.VOID).order_by("id")

    def named(self, text):
        """Those whose title or addressee holds `text`, or whose number does, whichever brackets were typed."""
        words = (F("series"), Value("〔"), Cast("year", CharField()), Value("〕"), Cast("serial", CharField()), Value("号"))
        number = re.sub(r"\s", "", text.translate(BRACKETS))
        numbered = Q(serial__isnull=False, number_words__icontains=number)
        rows = self.annotate(number_words=Concat(*words, output_field=CharField()))
        words = Q(title__icontains=text) | Q(addressee__short_name__icontains=text) | sounds_like(text, "addressee__pinyin")
        return rows.filter(numbered | words)

    def with_names(self):
        return self.select_related("assignment", "addressee", "issuer", "place", "signed_by", "acknowledged_by", "corrects")


class Notice(HasPage, Lifecycle):
    """A letter that presses work on. Issued it has its number and never changes; a draft waits for a leader's signature."""

    PLACE = "place"
    ORGANISATIONS = ("addressee",)
    DRAFT, RETURNED, ISSUED, ACKNOWLEDGED, VOID = "draft", "returned", "issued", "acknowledged", "void"
    REVOKED = "revoked"
    UNSENT = (DRAFT, RETURNED, VOID)
    STATUSES = {
        DRAFT: _("waiting for signature"),
        RETURNED: _("returned to the drafter"),
        ISSUED: _("issued"),
        ACKNOWLEDGED: _("acknowledged"),
        VOID: _("dropped"),
        REVOKED: _("revoked"),
    }
    STATES = {DRAFT: "soon", ISSUED: "doing", ACKNOWLEDGED: "done"}
    MOVES = {
        "sign": move(DRAFT, to=ISSUED, actor="issuer", label=_("Sign and issue"), icon="signature"),
        "send_back": move(DRAFT, to=RETURNED, actor="issuer", label=_("Return"), icon="arrow-back-up"),
        "redraft": move(DRAFT, RETURNED, to=DRAFT, actor="issuer", label=_("Edit the draft"), icon="edit"),
        "acknowledge": move(ISSUED, to=ACKNOWLEDGED, actor="addressee", label=_("Acknowledge"), icon="check"),
        "reply": move(ISSUED, ACKNOWLEDGED, to=ACKNOWLEDGED, actor="addressee", label=_("Reply"), icon="message"),
        "drop": move(DRAFT, RETURNED, to=VOID, actor="issuer", label=_("Drop the draft"), icon="trash", danger=True),
        "correct": move(ISSUED, ACKNOWLEDGED, to=None, actor="issuer", label=_("Draft a correction"), icon="file-diff"),
        "revoke": move(ISSUED, ACKNOWLEDGED, to=REVOKED, actor="issuer", label=_("Revoke"), icon="ban", danger=True),
    }

    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind)
    # A letter copies these four from work that the database has proved, and a trigger keeps what letters name from being deleted:
    # a proof of each for every letter took a fifth of a sweep, while its numbers held up all others.
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="notices", db_constraint=False, verbose_name=_("assignment"))
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("issued by"))
    # Foreign keys that an index below begins with, or that nobody searches by, have none of their own: a sweep writes many.
    addressee = models.ForeignKey(
        Organisation, models.PROTECT, related_name="notices", db_index=False, db_constraint=False, verbose_name=_("addressee")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("place"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False, verbose_name=_("corrects")
    )
    rung = models.ForeignKey(
        Rung, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False, verbose_name=_("rung")
    )
    copies = models.CharField(_("copies to"), max_length=200, blank=True)
    series = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=DRAFT)
    drafted_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("signed by")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("acknowledged by")
    )
    reply_text = models.TextField(_("reply"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)

    chase_at = models.DateTimeField(_("spoken of again at"), null=True, blank=True, editable=False)
    chased_at = models.DateTimeField(_("last spoken of again"), null=True, blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        default_permissions = ("view",)
        permissions = [
            ("sign_notice", _("Can sign letters")),
            ("send_back_notice", _("Can return drafts of letters")),
            ("redraft_notice", _("Can edit drafts of letters")),
            ("acknowledge_notice", _("Can acknowledge letters")),
            ("reply_notice", _("Can reply to letters")),
            ("drop_notice", _("Can drop drafts of letters")),
            ("correct_notice", _("Can draft corrections of issued letters")),
            ("revoke_notice", _("Can revoke issued letters")),
            ("head_notice", _("Receives letters as the head of the office")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="letter_number_once", condition=Q(serial__isnull=False)),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned", "void"]) | Q(serial__isnull=False, issued_at__isnull=False),
                name="issued_letter_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="notice_place"),
            models.Index(fields=["addressee", "status"], name="notice_addressee"),
            models.Index(F("issued_at").desc(nulls_last=True), F("id").desc(), name="notice_register"),  # as its list is ordered
            models.Index(fields=["drafted_at"], name="notice_desk", condition=Q(status="draft")),
            models.Index(fields=["signed_by", "-issued_at"], name="notice_signed", condition=Q(signed_by__isnull=False)),
            models.Index(fields=["chase_at", "id"], name="notice_chase", condition=Q(status="issued", chase_at__isnull=False)),
            models.Index(fields=["corrects"], name="notice_corrects", condition=Q(corrects__isnull=False)),
            models.Index(fields=["acknowledged_by"], name="notice_acknowledged", condition=Q(acknowledged_by__isnull=False)),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or self.title}"

    @property
    def number(self) -> str:
        """Empty for a draft: a number is taken at signing."""
        return letter_number(self.series, self.year, self.serial) if self.serial else ""

    @property
    def issuer_words(self):
        return pgettext("letter", "from %(who)s") % {"who": self.issuer}

    @property
    def signer_words(self):
        return _("signed by %(who)s") % {"who": self.signed_by.name} if self.signed_by else ""

    def receivers(self):
        """Those in post to whom its rung sends it: the responsible person where it came from none."""
        return self._people(self.rung.recipients if self.rung else [Receiver.RESPONSIBLE])

    def copied(self):
        """Those in post who get a copy."""
        return self._people(self.rung.copies) if self.rung else []

    def _people(self, words):
        concern = Concern(self.addressee_id, self.assignment.owner_id, self.issuer_id, self.place_id)
        [found] = people_for([(concern, words)], timezone.localdate())
        return list(get_user_model().objects.filter(pk__in=[person.id for person in found]).order_by("pk"))

    def first_chase(self, at):
        """When it is spoken of again, issued at `at`, while nobody acknowledges it."""
        return next_chase(chases_of(self.rung, Rung.objects.receipts().get(self.assignment.kind)), at, at)

    @transaction.atomic
    def sign(self, *, by, at=None, note=""):
        """Sign and issue: the number is taken in this very transaction, so that none is lost and none is doubled."""
        at = at or timezone.now()
        series, year = series_of(self.issuer, self.kind), timezone.localdate(at).year
        serial, chase_at = take(series, year), self.first_chase(at)
        numbered = {"series": series, "year": year, "serial": serial, "issued_at": at, "signed_by": by, "chase_at": chase_at}
        entry = self.go("sign", by=by, at=at, note=note, **numbered)
        self.assignment.tell(self.receivers(), _("Letter received: %(about)s"), entry=entry, about=self)
        self.assignment.tell(self.copied(), _("Copy of a letter: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def send_back(self, *, by, note, at=None):
        """Return the draft to the issuer's office with the reason."""
        entry = self.go("send_back", by=by, at=at, note=note)
        drafters = people_in_post(self.issuer, "tasks.redraft_notice")
        self.assignment.tell(drafters, _("Draft returned: %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def redraft(self, *, by, title, body, at=None):
        """Put another text on the leader's desk."""
        self.go("redraft", by=by, at=at, title=title, body=body)

    @transaction.atomic
    def acknowledge(self, *, by, at=None, note=""):
        """Receipt (签收), with person and moment."""
        at = at or timezone.now()
        self.go("acknowledge", by=by, at=at, note=note, acknowledged_at=at, acknowledged_by=by)

    @transaction.atomic
    def reply(self, *, by, text, files=(), at=None):
        """Answer in writing, with files; by that the letter is acknowledged too. A later reply takes the place of the earlier."""
        at = at or timezone.now()
        first = {} if self.acknowledged_at else {"acknowledged_at": at, "acknowledged_by": by}
        entry = self.go("reply", by=by, at=at, reply_text=text, replied_at=at, **first)
        reply_file = self.reply_files.model
        for upload in files:
            reply_file.of(upload, by=by, uploaded_at=at, notice=self).save()
        self.assignment.tell(self.assignment.reviewers(), _("Reply to %(about)s"), entry=entry, about=self)

    @transaction.atomic
    def drop(self, *, by, note, at=None):
        self.go("drop", by=by, at=at, note=note)

    def why_not_correct(self):
        """One correction at a time; the one that lies on the desk can still be reworded."""
        waiting = self.corrections.filter(status__in=[self.DRAFT, self.RETURNED])
        return _("A correction of this letter is being drafted already.") if waiting.exists() else ""

    @transaction.atomic
    def correct(self, *, by, title, body, at=None):
        """Lay a new letter on the desk that cites this one and puts it right; an issued letter itself never changes."""
        self.go("correct", by=by, at=at)
        draft = Notice.objects.create(
            kind=self.kind,
            assignment=self.assignment,
            issuer=self.issuer,
            addressee=self.addressee,
            place=self.place,
            corrects=self,
            rung=self.rung,
            copies=self.copies,
            title=title,
            body=body,
        )
        entry = record("create", about=draft, by=by, at=at)
        self.assignment.tell(people_in_post(self.issuer, "tasks.sign_notice"), _("To be signed: %(about)s"), entry=entry, about=draft)
        return draft

    @transaction.atomic
    def revoke(self, *, by, note, at=None):
        """Take an issued letter back, with the reason. Its number stays with it and is never given again."""
        entry = self.go("revoke", by=by, at=at, note=note)
        self.assignment.tell(self.receivers(), _("Letter revoked: %(about)s"), entry=entry, about=self)
