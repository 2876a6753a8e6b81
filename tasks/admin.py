"""Reference data of the ladder: its rungs."""

from django.contrib import admin, messages
from django.utils import timezone

from audit.admin import RecordedAdmin
from tasks.follow import ladders
from tasks.models import Rung


@admin.register(Rung)
class RungAdmin(RecordedAdmin):
    """A rung that changes moves the open work at once; one that is no longer wanted is taken out of use, not deleted."""

    list_display = ["work_kind", "order", "letter", "offset_kind", "offset", "clock", "needs_signature", "is_active"]
    list_filter = ["work_kind", "is_active"]
    ordering = ["work_kind", "order"]

    def has_delete_permission(self, request, obj=None):
        return False

    def after_change(self, request):
        messages.info(request, ladders(at=timezone.now()))
