"""What an administrator edits of inspections: the words for results."""

from django.contrib import admin

from audit.admin import RecordedAdmin
from inspections.models import ResultWord


@admin.register(ResultWord)
class ResultWordAdmin(RecordedAdmin):
    """Words that hold from a day on; records that were made keep those of their day."""

    list_display = ["result", "words", "since"]
    list_filter = ["result"]

    def has_delete_permission(self, request, obj=None):
        return False
