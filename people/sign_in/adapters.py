"""How allauth works for Alex: who may sign up, short passwords, secrets of authenticator apps, social accounts."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from people.models import User
from people.sign_in import stored_secrets
from people.sign_in.addresses import AddressRefused, new_address
from people.sign_in.second_factor import LAST_FACTOR, may_remove

ADDRESS_TAKEN = "There is an account with this address already. Sign in to it, or reset its password."
"""Only those who have entered the code that was sent to the address read this."""


class AccountAdapter(DefaultAccountAdapter):
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify an address, unless it is somebody else's who has not verified it: addresses are unique."""
        owner = User.objects.find_by_address(email_address.email)
        if owner is not None and owner.pk != email_address.user_id:
            messages.error(request, ADDRESS_TAKEN)
            return False
        return bool(super().confirm_email(request, email_address))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_IS_OPEN)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Return whether this change needs a fresh proof of identity.

        allauth trusts every session of somebody who has neither password nor second factor, such as a user of Google
        alone. Those must have signed in a moment ago.
        """
        required = super().is_reauthentication_required(app=app, **options)
        user = self.request.user
        if required and not user.is_demo and not get_reauthentication_flows(user):
            times = [record["at"] for record in get_authentication_records(self.request, user)]
            if not times or time.time() - times[-1] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
                raise ReauthenticationRequired
        return required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        again = {"id": "sign_in_again", "description": "Sign in again", "url": reverse("sign_in_again")}
        return methods or ([again] if user.is_authenticated else [])


class MfaAdapter(DefaultMFAAdapter):
    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "cannot_delete_authenticator": LAST_FACTOR}

    def encrypt(self, text: str) -> str:
        return stored_secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return stored_secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove([authenticator])

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def _get_site_name(self) -> str:
        return "Alex"


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers are those of the settings, never of the database. The sign-in page reads no table."""

    def list_providers(self, request: HttpRequest) -> list[Any]:
        return super().list_providers(request) if settings.SOCIAL_APPS else []

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Bring the provider's addresses into our form. Refuse look-alikes, which would become another person's."""
        try:
            for address in sociallogin.email_addresses:
                address.email = new_address(address.email)
            if sociallogin.user and sociallogin.user.email:
                sociallogin.user.email = new_address(sociallogin.user.email)
        except AddressRefused as error:
            messages.error(request, error.message)
            raise ImmediateHttpResponse(redirect("account_login")) from error
