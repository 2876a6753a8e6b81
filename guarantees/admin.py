"""What an administrator edits: how often shops are visited, what is asked at a visit, what the papers say, the steps."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import changes_between, record
from guarantees.frequency import set_due_days
from guarantees.models import FrequencyRule, Implementation, PaperLine, Step, VisitAnswer, VisitItem


class RecordedAdmin(admin.ModelAdmin):
    """Nothing is deleted, and every change stands in the history."""

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, row, form, change):
        before = type(row).objects.filter(pk=row.pk).first()
        super().save_model(request, row, form, change)
        changes = changes_between(before, row, form.changed_data) if before else {}
        record("change" if before else "create", about=row, by=request.user, changes=changes)


@admin.register(FrequencyRule)
class FrequencyRuleAdmin(RecordedAdmin):
    """A rule moves the due days at once; one with a later date does so in the night before it comes into force."""

    list_display = ["level", "effective_on", "months", "most_shops"]
    list_filter = ["level"]

    def save_model(self, request, row, form, change):
        super().save_model(request, row, form, change)
        moved = set_due_days(on=timezone.localdate())
        words = ngettext("The due day of %(count)d visit moved.", "The due days of %(count)d visits moved.", moved)
        messages.info(request, words % {"count": moved})


@admin.register(VisitItem)
class VisitItemAdmin(RecordedAdmin):
    """An item that was answered keeps its words: retire it and add another."""

    list_display = ["order", "group", "text", "formats", "retired_on"]
    list_filter = ["group"]

    def get_readonly_fields(self, request, obj=None):
        return ["text"] if obj and VisitAnswer.objects.filter(item=obj).exists() else []


@admin.register(PaperLine)
class PaperLineAdmin(RecordedAdmin):
    """Lines of the papers. A line of the supervision list may say figures: {shops}, {visited}, {overdue}, {visits}, {found} …"""

    list_display = ["kind", "order", "heading", "text", "in_use"]
    list_filter = ["kind"]

    def get_form(self, request, obj=None, **kwargs):
        words = _("A line of the supervision list may say {shops}, {visited}, {overdue}, {visits}, {found}, {closed}, {posted}, {pledge}.")
        return super().get_form(request, obj, help_texts={"text": words}, **kwargs)


@admin.register(Implementation)
class ImplementationAdmin(RecordedAdmin):
    list_display = ["order", "name", "points", "in_use"]


@admin.register(Step)
class StepAdmin(RecordedAdmin):
    list_display = ["order", "name", "fact", "in_use"]
