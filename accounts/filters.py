import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from base.filters import ChoiceFilter


class PersonList(django_filters.FilterSet):
    USED = {"true": _("in use"), "false": _("closed")}

    text = django_filters.CharFilter(method="with_text", label=_("Name, user name or e-mail"))
    is_active = ChoiceFilter(choices=USED, label=_("Account"), empty_label=_("All accounts"))

    class Meta:
        model = User
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)
