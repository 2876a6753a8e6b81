"""The pages of people: who has an account, and the one-time link by which they set their own password."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import Count
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from accounts.filters import STANDS, PersonList
from accounts.forms import PersonForm
from accounts.models import User
from accounts.tables import PersonTable
from accounts.views import SetsPassword
from audit.models import record
from base.errors import Refused
from base.pages import CreatePage, DetailPage, ListPage, UpdatePage, button, url_or_none
from base.reach import may, reach_safe
from base.words import mask_phone, moment


class PersonListPage(ListPage):
    model = User
    table_class = PersonTable
    filterset_class = PersonList
    empty_text = _("The people with an account in your reach are listed here.")

    def rows(self):
        return super().rows().order_by("name", "id")

    def tabs(self):
        """How far the accounts are on their way from the list of people to a password of one's own."""
        stands = {account: Count("pk", filter=condition) for account, condition in STANDS.items()}
        counts = self.reachable().order_by().aggregate(all=Count("pk"), **stands)
        tabs = {"": _("All")} | PersonList.ACCOUNTS
        chosen = self.request.GET.get("account", "")
        return [account_tab(account, label, counts[account or "all"], chosen) for account, label in tabs.items()]

    def bulk_verbs(self):
        if not self.request.user.has_perm("accounts.change_user"):
            return []
        return [{"name": "invite", "label": _("One-time sign-in links"), "icon": "key", "url": reverse("user-bulk-invite")}]

    def actions(self):
        """Beside one new person the way by which many come in, where the portal has it."""
        url = url_or_none("import-new", "people")
        more = (
            [{"label": _("Import"), "url": url, "icon": "file-import"}] if url and self.request.user.has_perm("accounts.add_user") else []
        )
        return more + super().actions()


def account_tab(account, label, count, chosen):
    return {"label": label, "url": f"?account={account}" if account else "?", "count": count, "active": account == chosen}


class PersonDetail(DetailPage):
    model = User
    template_name = "accounts/user_detail.html"
    phone_is_open = False

    def facts(self, person):
        return [
            (_("Name"), person.name),
            (_("User name"), person.username),
            (_("Phone"), person.phone if self.phone_is_open else mask_phone(person.phone)),
            (_("E-mail"), person.email or _("none")),
            (_("Language"), person.get_language_display()),
            (_("Last signed in"), moment(person.last_login) or _("never")),
            (_("Account"), person.account_words),
            (_("Invited"), moment(person.invited_at) or _("never")),
        ]

    def verbs(self, person):
        return phone_verb(self, person, "accounts.see_phone") + self.invite(person) + self.hand_over(person) + super().verbs(person)

    def hand_over(self, person):
        """The button by which who leaves hands all posts to a successor, for those who may."""
        if not person.posts_today or not may(self.request.user, "grid.hand_over_appointment", person):
            return []
        return [button("hand_over", _("Hand over all posts"), "transfer", reverse("user-hand_over", args=[person.pk]))]

    def invite(self, person):
        if not may(self.request.user, "change", person):
            return []
        url = reverse("user-invite", args=[person.pk])
        return [button("invite", _("One-time sign-in link"), "key", url, refusal=person.why_not_invite(), needs_form=False)]


def phone_verb(page, row, permission):
    """The button that shows a masked phone number, for those who may."""
    if page.phone_is_open or not row.phone or not may(page.request.user, permission, row):
        return []
    url = reverse(f"{page.model._meta.model_name}-phone", args=[row.pk])
    return [button("see_phone", _("Show the phone number"), "phone", url, needs_form=False)]


class OpensPhone:
    """The detail page with the phone number in full; that it was looked at stands in the history."""

    phone_is_open = True
    http_method_names = ["post"]

    def post(self, request, pk):
        record("see_phone", about=self.find("accounts.see_phone"), by=request.user)
        return self.get(request, pk)


class PersonPhone(OpensPhone, PersonDetail):
    pass


class PersonNew(CreatePage):
    model = User
    form_class = PersonForm


class PersonEdit(UpdatePage):
    model = User
    form_class = PersonForm


class PersonInvite(PersonDetail):
    """Makes a link that is good once: the person sets the password, nobody else ever knows it. It is shown this one time."""

    http_method_names = ["post"]

    def post(self, request, pk):
        person = self.find("change")
        if reason := person.why_not_invite():
            raise Refused(reason)
        self.link = fresh_link(person, request)
        return self.get(request, pk)

    def more(self, person):
        return super().more(person) | {"link": self.link}


def fresh_link(person, request):
    """Invite `person`, and the address to hand over, which is kept nowhere."""
    person.invite(by=request.user)
    path = reverse("welcome", args=[urlsafe_base64_encode(force_bytes(person.pk)), invite_tokens.make_token(person)])
    return request.build_absolute_uri(path)


class InviteTokens(PasswordResetTokenGenerator):
    """A link dies with its three days, with its use, with the next invitation, and with the account."""

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.invited_at}{user.is_active}"


invite_tokens = InviteTokens()


@reach_safe
@method_decorator(login_not_required, name="dispatch")
class Welcome(SetsPassword, auth.PasswordResetConfirmView):
    """Where the one-time link leads: the person sets an own password."""

    template_name = "accounts/welcome.html"
    token_generator = invite_tokens
    success_url = reverse_lazy("login")
    extra_context = {"page_title": _("Set your password")}
