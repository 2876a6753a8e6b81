"""Rows whose paper comes back signed."""

from django.db import models, transaction


class KeepsCopies(models.Model):
    """A row whose printed paper is signed by hand; its scans hang on it as `copies`. Its ``MOVES`` say when."""

    class Meta:
        abstract = True

    @transaction.atomic
    def keep_copy(self, *, by, files, note="", at=None):
        """Keep the scans of the signed paper; more may follow, none is ever taken away."""
        entry = self.go("keep_copy", by=by, at=at, note=note)
        for upload in files:
            self.copies.model.of(upload, by=by, **{self.copies.field.name: self}).save()
        return entry
