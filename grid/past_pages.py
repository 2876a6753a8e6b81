"""Lists that can be asked as of a day, and say plainly that they show the past."""

from datetime import date

from django.utils import timezone
from django.utils.dateparse import parse_date

from base.pages import ListPage


def day_asked(request):
    """The day in ``?as_of=``; None where there is none, or none that a calendar knows and that has a next."""
    try:
        day = parse_date(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return day if day != date.max else None


class AsOfListPage(ListPage):
    """A list whose filters are an AsOfList. Asked as of a day, it shows its `past_table_class` under a note that names the day."""

    template_name = "grid/as_of_list.html"
    past_table_class = None

    def get(self, request):
        if day_asked(request):
            self.table_class = self.past_table_class
        return super().get(request)

    def around(self, request):
        return super().around(request) | as_of_words(request)


def as_of_words(request):
    """For the note: the day, and whether it lies ahead; nothing where no day was asked."""
    day = day_asked(request)
    return {"as_of": day, "as_of_ahead": day > timezone.localdate()} if day else {"as_of": None}
