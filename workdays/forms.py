"""A day that breaks the week, as it is typed in."""

from django.forms import DateInput

from audit.forms import RecordedForm
from workdays.models import SpecialDay


class SpecialDayForm(RecordedForm):
    class Meta:
        model = SpecialDay
        fields = ["day", "is_workday", "name", "source"]
        widgets = {"day": DateInput(attrs={"type": "date"})}
