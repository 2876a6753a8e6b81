"""The days an administrator enters when the State Council's notice is out, or when the city closes."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.admin import RecordedAdmin
from workdays.calendar import Calendar
from workdays.follow import FOLLOW_CALENDAR, what_would_move
from workdays.models import SpecialDay


class SpecialDayForm(forms.ModelForm):
    """A day; where it would move open work, that is said first and must be confirmed."""

    confirmed = forms.BooleanField(
        label=_("Move it"), required=False, help_text=_("Where open work would move, you are told what first, and tick this to do it.")
    )

    class Meta:
        model = SpecialDay
        fields = ["day", "is_workday", "name", "source"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("confirmed"):
            special = SpecialDay(day=cleaned["day"], is_workday=cleaned["is_workday"], name=cleaned["name"])
            calendar = Calendar.current().changed(without=self.initial.get("day"), special=special)
            if sentences := what_would_move(calendar, at=timezone.now()):
                raise ValidationError([*sentences, _("Tick “Move it” and save again to do it.")], code="unconfirmed")
        return cleaned


@admin.register(SpecialDay)
class SpecialDayAdmin(RecordedAdmin):
    """A day that is entered, changed or taken out moves what was counted in working days; what will move is shown first."""

    form = SpecialDayForm
    list_display = ["day", "name", "is_workday", "source"]
    list_filter = ["is_workday", "name"]
    search_fields = ["name", "source"]
    date_hierarchy = "day"

    def delete_view(self, request, object_id, extra_context=None):
        """The page that asks for confirmation says what will move."""
        row = self.get_object(request, object_id)
        calendar = Calendar.current().changed(without=row.day) if row else None
        sentences = what_would_move(calendar, at=timezone.now()) if row and request.method == "GET" else []
        return super().delete_view(request, object_id, (extra_context or {}) | {"subtitle": " ".join(map(str, sentences)) or None})

    def after_change(self, request):
        for follow in FOLLOW_CALENDAR:
            messages.info(request, follow(at=timezone.now()))
