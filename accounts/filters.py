import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import NOT_ACCEPTED, User
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
        return rows.filter(STANDS[account])


STANDS = {
    PersonList.ACCEPTED: Q(is_active=True) & ~NOT_ACCEPTED,
    PersonList.WAITING: NOT_ACCEPTED & Q(invited_at__isnull=False),
    PersonList.UNINVITED: NOT_ACCEPTED & Q(invited_at=None),
    PersonList.CLOSED: Q(is_active=False),
}
