"""allauth's forms, for pages and API, with every address read in its normal form."""

from typing import Any

from allauth.account import forms
from allauth.headless.account import inputs
from django.forms import Form

from people.fields import KnownAddressInput, NewAddressInput

LOOK_UPS = (forms.LoginForm, forms.ResetPasswordForm, inputs.LoginInput, inputs.SelectEmailInput)
"""Forms that name an existing address. All others register a new one."""
NAMES = {"login", "email"}


def with_normal_address(form: type[Form]) -> type[Form]:
    """Return a form of allauth's whose fields for addresses are ours. It has no setting for that."""
    field_class = KnownAddressInput if issubclass(form, LOOK_UPS) else NewAddressInput

    class NormalAddressForm(form):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            for name in NAMES & set(self.fields):
                theirs = self.fields[name]
                self.fields[name] = field_class(label=theirs.label, widget=theirs.widget, required=theirs.required)

    return NormalAddressForm


LoginForm = with_normal_address(forms.LoginForm)
SignupForm = with_normal_address(forms.SignupForm)
AddEmailForm = with_normal_address(forms.AddEmailForm)
ChangeEmailForm = with_normal_address(forms.ChangeEmailForm)
ResetPasswordForm = with_normal_address(forms.ResetPasswordForm)
