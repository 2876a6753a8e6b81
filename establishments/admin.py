from django.contrib import admin

from audit.admin import RecordedAdmin
from establishments.models import Format


@admin.register(Format)
class FormatAdmin(RecordedAdmin):
    """Formats come from a file; their words may be mended here."""

    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]
    readonly_fields = ["code"]
