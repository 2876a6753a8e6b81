"""What a person may say about oneself, and an administrator about others."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from accounts.models import User
from accounts.portraits import HasPortrait
from audit.forms import RecordedForm
from base.forms import MasksPhone

PRESSED = "tasks.acknowledge_notice"
REQUIRED = _("Your post receives letters: choose at least one channel beside the portal that can reach you.")


class ProfileForm(HasPortrait, RecordedForm):
    class Meta:
        model = User
        fields = ["phone", "email", "by_email", "by_sms", "by_robot", "language", "large_type"]
        help_texts = {
            "by_sms": _("Where the portal has an SMS gateway."),
            "by_robot": _("Where your organisation has one; the group reads it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user.has_perm(PRESSED):
            self.fields["by_email"].help_text = REQUIRED

    def clean(self):
        """Whom letters press is told outside the portal too: the post requires one more channel."""
        cleaned = super().clean()
        works = (cleaned.get("by_email") and cleaned.get("email"), cleaned.get("by_sms") and cleaned.get("phone"), cleaned.get("by_robot"))
        if self.user.has_perm(PRESSED) and not any(works):
            raise ValidationError(REQUIRED)
        return cleaned

    def save(self, *, by):
        person = super().save(by=by)
        self.keep_portrait(person, by=by)
        return person


class PersonForm(HasPortrait, MasksPhone, RecordedForm):
    """An account. It has no password until the person sets one by the one-time link."""

    class Meta:
        model = User
        fields = ["name", "username", "phone", "email", "language", "is_active"]
        labels = {"is_active": _("The account may be used")}
        help_texts = {"username": _("Empty: the name in pinyin."), "is_active": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].required = False

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("username") and cleaned.get("name"):
            cleaned["username"] = self.instance.username or free_username(cleaned["name"])
        return cleaned

    def save(self, *, by):
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        person = super().save(by=by)
        self.keep_portrait(person, by=by)
        return person


def free_username(name):
    """The name in pinyin, with a number where it is taken."""
    return free_usernames([("", name)])[0]


def free_usernames(wanted):
    """A user name for each pair of (the one asked for, the person's name): as asked, else the name in pinyin with a free number."""
    taken, found = set(User.objects.values_list("username", flat=True)) | {asked for asked, _name in wanted if asked}, []
    for asked, name in wanted:
        base = "".join(part for part in "".join(lazy_pinyin(name)).lower() if part.isalnum())[:140] or "user"
        username, number = asked or base, 1
        while not asked and username in taken:
            number += 1
            username = f"{base}{number}"
        taken.add(username)
        found.append(username)
    return found
