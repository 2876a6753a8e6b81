"""The days an administrator enters when the State Council's notice is out, or when the city closes."""

from django.contrib import admin, messages
from django.utils import timezone

from audit.admin import RecordedAdmin
from workdays.follow import FOLLOW_CALENDAR
from workdays.models import SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(RecordedAdmin):
    """A day that is entered, changed or taken out moves at once what was counted in working days."""

    list_display = ["day", "name", "is_workday", "source"]
    list_filter = ["is_workday", "name"]
    search_fields = ["name", "source"]
    date_hierarchy = "day"

    def after_change(self, request):
        for follow in FOLLOW_CALENDAR:
            messages.info(request, follow(at=timezone.now()))
