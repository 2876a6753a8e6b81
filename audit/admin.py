"""Reference data in Django's own admin: whatever is saved or deleted there stands in the history."""

from django.contrib import admin

from audit.forms import record_saved
from audit.models import record


class RecordedAdmin(admin.ModelAdmin):
    """A ModelAdmin that remembers who changed what; `after_change` is for what must follow at once."""

    def save_model(self, request, row, form, change):
        before = type(row)._base_manager.filter(pk=row.pk).first()
        super().save_model(request, row, form, change)
        record_saved(row, before, form.changed_data, by=request.user)
        self.after_change(request)

    def delete_model(self, request, row):
        record("delete", about=row, by=request.user, note=str(row))
        super().delete_model(request, row)
        self.after_change(request)

    def delete_queryset(self, request, rows):
        for row in rows:
            record("delete", about=row, by=request.user, note=str(row))
        super().delete_queryset(request, rows)
        self.after_change(request)

    def after_change(self, request):
        """Called in the same transaction."""
