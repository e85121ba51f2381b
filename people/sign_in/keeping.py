"""Turn a demo into an account: an address and a password of its own, and nothing else changes hands."""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from people.audit import kinds, record_event
from people.models import User
from people.sign_in.forms import SignupForm


def request_keeping(request: HttpRequest, form: SignupForm) -> HttpResponse:
    """Give the demo of this session the password, and its address once that is verified.

    The answer is the same whether the address is free or somebody's: where mails are sent, a code goes to the address,
    and only its owner can enter it. On a laptop without a mail server the form refuses a taken address, as at sign-up.
    """
    user, address = request.user, form.cleaned_data["email"]
    assert isinstance(user, User) and user.is_demo
    if settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED:
        _set_password(request, user, form.cleaned_data["password1"])
        EmailVerificationProcess.initiate(request=request, user=user, email=address)
        return redirect("account_email_verification_sent")
    _set_password(request, user, form.cleaned_data["password1"])
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
    user.email = address
    user.save(update_fields=["email", "updated_at"])
    end_demo(request, user)
    return redirect("dashboard")


def end_verified_demo(*, request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """Receive allauth's signal that an address is confirmed."""
    user = email_address.user
    if user.is_demo and request.user.pk == user.pk:
        end_demo(request, user)


def end_demo(request: HttpRequest, user: User) -> None:
    """Make the demo a person's own: it is no longer removed, and its session is new and lasts as long as others."""
    user.is_demo = False
    user.save(update_fields=["is_demo", "updated_at"])
    request.session.cycle_key()
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    record_event(kinds.SIGNED_UP, by=user, details="kept a demo")


def _set_password(request: HttpRequest, user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password", "has_short_password", "updated_at"])
    update_session_auth_hash(request, user)
