"""What an administrator edits: the weights of the visit list, and how often shops of a risk grade are inspected."""

from django.contrib import admin
from django.utils import timezone

from audit.admin import RecordedAdmin
from planning.models import RankingRule, RoutineRule


@admin.register(RankingRule)
class RankingRuleAdmin(RecordedAdmin):
    """Weights whose day has come are changed no more: other weights begin on another day."""

    list_display = ["effective_on", "basis", "days_points", "critical_points", "open_points", "gaps_points"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        fixed = obj is not None and obj.is_fixed(timezone.localdate())
        return [field.name for field in obj._meta.fields if field.editable and not field.primary_key] if fixed else []


@admin.register(RoutineRule)
class RoutineRuleAdmin(RecordedAdmin):
    """Plans that are published keep the days they were given; other frequencies begin on another day."""

    list_display = ["risk_grade", "effective_on", "times", "basis"]
    list_filter = ["risk_grade"]

    def has_delete_permission(self, request, obj=None):
        return False
