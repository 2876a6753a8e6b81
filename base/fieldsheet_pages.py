"""The page on which a FieldSheet is filled in and sent."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse

from base.errors import Refused
from base.records import Unusable


class TakesSheet:
    """A Page that takes a FieldSheet in: kept whole with its photos, shown again with what was wrong, or known already.

    A subclass says how the sheet is submitted (`submit`, which may raise Unusable or Refused), how a photo of it is kept
    (`keep_photo`), how the sheet is shown (`ask`), what is said when all is recorded (`recorded`), and for one sent twice the
    field of its author and the sentence.
    """

    author_field = ""
    known_words = ""

    def take(self, sheet, at):
        """The answer to a sheet that was sent."""
        if sheet.refuses():
            return self.ask(sheet, 422)
        try:
            record = self.keep(sheet, at)
        except Unusable as unusable:
            sheet.take(unusable)
            return self.ask(sheet, 422)
        except Refused as refusal:
            return self.already(sheet, str(refusal))
        messages.success(self.request, self.recorded(record))
        return self.go(record)

    @transaction.atomic
    def keep(self, sheet, at):
        """The record and its photos, or neither."""
        record = self.submit(sheet.content(), at)
        for upload in sheet.pictures():
            self.keep_photo(record, upload, at)
        return record

    def already(self, sheet, refusal):
        """The form sent twice, with other words the second time: what arrived first stands, and is shown."""
        known = self.model.objects.filter(pk=sheet.typed["id"], **{self.author_field: self.request.user}).first()
        if known is None:
            sheet.fields = {"detail": [refusal]}
            return self.ask(sheet, 409)
        messages.warning(self.request, self.known_words)
        return self.go(known)

    def go(self, record):
        """To the record; a script that sends the form is told the way, so that the message waits for the page itself."""
        if self.request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"url": record.get_absolute_url(), **self.told(record)})
        return HttpResponseRedirect(record.get_absolute_url())

    def told(self, record):
        """What the script needs to know besides."""
        return {}
