"""Reference data of the ladder: its rungs."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import ngettext

from audit.models import changes_between, record
from tasks.escalation import recompute_ladders
from tasks.models import Rung


@admin.register(Rung)
class RungAdmin(admin.ModelAdmin):
    """A rung that changes moves the open work at once; one that is no longer wanted is taken out of use, not deleted."""

    list_display = ["work_kind", "order", "letter", "offset_kind", "offset", "clock", "needs_signature", "is_active"]
    list_filter = ["work_kind", "is_active"]
    ordering = ["work_kind", "order"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, rung, form, change):
        before = Rung.objects.filter(pk=rung.pk).first()
        super().save_model(request, rung, form, change)
        changes = changes_between(before, rung, form.changed_data) if before else {}
        record("change" if before else "create", about=rung, by=request.user, changes=changes)
        moved = recompute_ladders(at=timezone.now())
        words = ngettext(
            "The next letter of %(count)d open assignment moved.", "The next letters of %(count)d open assignments moved.", moved
        )
        messages.info(request, words % {"count": moved})
