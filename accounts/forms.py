"""What a person may say about oneself."""

from django import forms

from accounts.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["phone", "email", "language", "large_type"]
