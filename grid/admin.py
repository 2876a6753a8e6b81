from django.contrib import admin

from grid.models import LevelStandard


@admin.register(LevelStandard)
class LevelStandardAdmin(admin.ModelAdmin):
    """What is asked at each level; the levels themselves are given."""

    list_display = ["level", "most_places", "patrol_days"]
    readonly_fields = ["level"]

    def has_add_permission(self, request):
        return False
