"""allauth's forms, for pages and API, with every address read in its normal form."""

from typing import Any
from uuid import uuid4

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.signals import user_signed_up
from allauth.headless.account import inputs
from allauth.mfa.webauthn import forms as passkey_forms
from allauth.socialaccount import forms as social_forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest

from people.fields import KnownAddressInput, NewAddressInput
from people.models import User

LOOK_UPS = (
    forms.LoginForm, forms.ResetPasswordForm, forms.RequestLoginCodeForm, inputs.LoginInput, inputs.SelectEmailInput,
)  # fmt: skip
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


class SameWorkForKnownAddresses:
    """Do the same work for a registered address as for a new one, so that the time of an answer tells nothing.

    A user with an address that nobody has is stored, with a hashed password, and rolled back.
    """

    cleaned_data: dict[str, Any]
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            address, self.account_already_exists = self.cleaned_data["email"], False
            with transaction.atomic():
                self.cleaned_data["email"] = f"{uuid4().hex}@address.invalid"
                user, _ = super().try_save(request)  # type: ignore[misc]
                user_signed_up.send(sender=User, request=request, user=user)
                transaction.set_rollback(True)
            self.cleaned_data["email"], self.account_already_exists = address, True
        return super().try_save(request)  # type: ignore[misc]


class SignupForm(SameWorkForKnownAddresses, with_normal_address(forms.SignupForm)):  # type: ignore[misc]
    ...


class SignupInput(SameWorkForKnownAddresses, with_normal_address(inputs.SignupInput)):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        """Compare the password with the address too, as the page does."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("password") and cleaned.get("email"):
            try:
                get_adapter().clean_password(cleaned["password"], user=User(email=cleaned["email"]))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


LoginForm = with_normal_address(forms.LoginForm)
AddEmailForm = with_normal_address(forms.AddEmailForm)
ChangeEmailForm = with_normal_address(forms.ChangeEmailForm)
ResetPasswordForm = with_normal_address(forms.ResetPasswordForm)
RequestLoginCodeForm = with_normal_address(forms.RequestLoginCodeForm)
SocialSignupForm = with_normal_address(social_forms.SignupForm)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["passwordless"]
        field.initial, field.label = True, "Sign in with this passkey alone"
        field.help_text = "Leave this out for a security key without a PIN. It is then your second step only."
