"""allauth's forms, for pages and API, with every address read in its normal form."""

from typing import Any

from allauth.account import forms
from allauth.headless.account import inputs
from django.forms import Form

from people.fields import KnownAddressInput, NewAddressInput

LOOK_UPS = (forms.LoginForm, forms.ResetPasswordForm, inputs.LoginInput, inputs.SelectEmailInput)
"""Forms that ask for an existing address. All others register a new one."""
NAMES = {"login", "email"}


def with_normal_address(form: type[Form]) -> type[Form]:
    """Return a subclass of an allauth form with our address fields. allauth has no setting for them."""
    field_class = KnownAddressInput if issubclass(form, LOOK_UPS) else NewAddressInput

    class NormalAddressForm(form):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            for name in NAMES & set(self.fields):
                field = self.fields[name]
                self.fields[name] = field_class(label=field.label, widget=field.widget, required=field.required)

    return NormalAddressForm


LoginForm = with_normal_address(forms.LoginForm)
SignupForm = with_normal_address(forms.SignupForm)
AddEmailForm = with_normal_address(forms.AddEmailForm)
ChangeEmailForm = with_normal_address(forms.ChangeEmailForm)
ResetPasswordForm = with_normal_address(forms.ResetPasswordForm)
