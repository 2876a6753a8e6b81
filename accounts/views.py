"""Signing in and out, the own password and the own settings."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import Token

from accounts.forms import ProfileForm
from audit.models import record
from base.pages import FormPage
from base.reach import reach_safe


def speak(response, language):
    """Answer in the person's language from the next page on."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@reach_safe
@method_decorator(login_not_required, name="dispatch")
class SignIn(auth.LoginView):
    """One sentence for every failure: it never says which part was wrong."""

    redirect_authenticated_user = True

    def form_valid(self, form):
        person = form.get_user()
        record("sign_in", about=person, by=person)
        return speak(super().form_valid(form), person.language)


@reach_safe
@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    template_name = "registration/logged_out.html"


class SetsPassword:
    """A new password ends what the old one opened, the API's token too, and stands in the history."""

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        Token.objects.filter(user=form.user).delete()
        record("set_password", about=form.user, by=form.user)
        return response


@reach_safe
class ChangePassword(SetsPassword, auth.PasswordChangeView):
    success_url = reverse_lazy("password_change_done")
    extra_context = {"page_title": _("Change password"), "submit_label": _("Change password"), "back_url": reverse_lazy("profile")}


@reach_safe
class PasswordChanged(auth.PasswordChangeDoneView):
    pass


class Profile(FormPage):
    """One's own posts and settings."""

    template_name = "registration/profile.html"
    page_title = _("My posts and settings")

    def get(self, request):
        return self.ask(ProfileForm(instance=request.user, user=request.user), None)

    def post(self, request):
        form = ProfileForm(request.POST, request.FILES, instance=request.user, user=request.user)
        return self.answer(form, None, self.save)

    def answer(self, form, row, perform):
        response = super().answer(form, row, perform)
        return speak(response, form.instance.language) if response.status_code == 302 else response

    def save(self, form):
        form.save(by=self.request.user)
        messages.success(self.request, _("Saved."))
        return reverse("profile")

    def back_url(self, row):
        return "/"
