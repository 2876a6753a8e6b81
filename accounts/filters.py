import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from base.filters import ChoiceFilter


class PersonList(django_filters.FilterSet):
    ACCEPTED, WAITING, UNINVITED, CLOSED = "accepted", "waiting", "uninvited", "closed"
    ACCOUNTS = {
        ACCEPTED: _("in use"),
        WAITING: _("invited, not accepted"),
        UNINVITED: _("not invited yet"),
        CLOSED: _("closed"),
    }

    text = django_filters.CharFilter(method="with_text", label=_("Name, user name or e-mail"))
    account = ChoiceFilter(choices=ACCOUNTS, method="with_account", label=_("Account"), empty_label=_("All accounts"))

    class Meta:
        model = User
        fields = []

    def with_text(self, rows, name, text):
        return rows.named(text)

    def with_account(self, rows, name, account):
        if account == self.CLOSED:
            return rows.filter(is_active=False)
        waiting = rows.not_accepted()
        if account == self.ACCEPTED:
            return rows.filter(is_active=True).exclude(pk__in=waiting.values("pk"))
        return waiting.filter(invited_at__isnull=account == self.UNINVITED)
