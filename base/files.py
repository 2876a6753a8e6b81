"""Files that people hand in: sniffed, measured, hashed, and never shown as anything but what they are."""

import hashlib
import io
import zipfile

import puremagic
import pypdfium2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

IMAGES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
PAPERS = {"application/pdf": ".pdf"}
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    f"{OPEN_XML}wordprocessingml.document": ".docx",
    f"{OPEN_XML}spreadsheetml.sheet": ".xlsx",
    f"{OPEN_XML}presentationml.presentation": ".pptx",
}
OFFICE_PARTS = dict(zip(("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"), OFFICE, strict=True))
EVIDENCE = IMAGES | PAPERS | OFFICE
NO_EVIDENCE = _("This file is not an image, a PDF or a document of Word, Excel or PowerPoint (docx, xlsx, pptx) without macros.")
NEITHER = _("This file is not an image or a PDF, whatever its name says.")
NOT_AN_IMAGE = _("This file is not a JPEG, PNG or WebP image, whatever its name says.")
LARGEST_FILE = 20 * 1024 * 1024  # bytes
PREVIEW = (640, 640)  # pixels
LARGEST_IMAGE = 50_000_000  # pixels: a phone takes 12 to 48 million; more is a decompression bomb


def sniff(file):
    """The MIME type the bytes of `file` show, whatever it calls itself."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return sniff_office(file)
    try:
        return puremagic.magic_string(head)[0].mime_type
    except (puremagic.PureError, IndexError, ValueError):
        return ""


def sniff_office(file):
    """The MIME type of an Office document by the parts it has; empty for any other archive and for one that carries macros."""
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = set()
    file.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "")


def refusal_of(allowed):
    return NOT_AN_IMAGE if allowed == IMAGES else NO_EVIDENCE if allowed == EVIDENCE else NEITHER


def validate_evidence(file):
    """As `validate_upload`, with Office documents among what is allowed."""
    return validate_upload(file, EVIDENCE)


def validate_upload(file, allowed=IMAGES | PAPERS):
    """Refuse a file that is too big or is not what is allowed here; returns its sniffed type."""
    if file.size > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 20 MB."), code="too_large")
    kind = sniff(file)
    if kind not in allowed:
        raise ValidationError(refusal_of(allowed), code="not_allowed")
    if kind in IMAGES:
        validate_image(file)
    return kind


def validate_image(file):
    """Refuse a picture that is too large to open safely, or that does not decode to its end."""
    try:
        decode(Image.open(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This image has more than 50 million pixels."), code="too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This image is damaged and cannot be read."), code="damaged") from error
    finally:
        file.seek(0)


def decode(image):
    """Read a picture to its end; only its head is read when that announces too many pixels."""
    if image.width * image.height > LARGEST_IMAGE:
        raise Image.DecompressionBombError
    image.draft(None, (256, 256))  # a JPEG is then decoded to an eighth of its size: quick, and to its end all the same
    image.load()


def sha256_of(file):
    """The SHA-256 of a file's bytes, in hex; leaves the file at its start."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def not_arrived(photos, *named):
    """The SHA-256 `named` in a record of which none of its stored `photos` is."""
    arrived = {photo.sha256 for photo in photos}
    return [sha256 for some in named for sha256 in some if sha256 not in arrived]


def upload_path(stored, filename):
    """Files lie by model and hash: the name a person gave never becomes a path."""
    return f"{stored._meta.label_lower}/{stored.sha256[:2]}/{stored.sha256}{EVIDENCE.get(stored.mime_type, '')}"


def first_page(file):
    """The first page of a PDF as a picture of about the size of a preview. PDFium runs no script of a document unless it is asked to."""
    paper = pypdfium2.PdfDocument(file.read())
    try:
        page = paper[0]
        return page.render(scale=min(PREVIEW) / max(*page.get_size(), 1)).to_pil()
    finally:
        paper.close()


class StoredFile(models.Model):
    """A file handed in by a person; each owner subclasses it with a foreign key of its own."""

    file = models.FileField(_("file"), upload_to=upload_path, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    mime_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, upload, *, by, allowed=IMAGES | PAPERS, **owner):
        """An unsaved row for an uploaded file; raises ValidationError with the reason when it is not acceptable."""
        kind = validate_upload(upload, allowed)
        return cls(file=upload, name=upload.name[:200], mime_type=kind, size=upload.size, sha256=sha256_of(upload), uploaded_by=by, **owner)

    @property
    def is_image(self):
        return self.mime_type in IMAGES

    @property
    def has_preview(self):
        return self.mime_type in IMAGES | PAPERS

    def preview(self):
        """A small JPEG of the picture, or of a PDF's first page; None for what has no picture or cannot be read."""
        try:
            with self.file.open() as file:
                image = Image.open(file) if self.is_image else first_page(file)
                image.draft("RGB", PREVIEW)
                image = ImageOps.exif_transpose(image).convert("RGB")
                image.thumbnail(PREVIEW)
        except (pypdfium2.PdfiumError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None
        shown = io.BytesIO()
        image.save(shown, "JPEG", quality=80)
        return shown.getvalue()

    def response(self):
        """Images are shown, everything else is handed out as a download; the type is the sniffed one."""
        response = FileResponse(self.file.open(), as_attachment=not self.is_image, filename=self.name, content_type=self.mime_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, max-age=3600"
        return response
