"""Whether somebody has a second factor, and whether this session was opened with it."""

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

from people.acting import acting_as, acting_as_staff
from people.audit import kinds
from people.audit.recording import record_event
from people.isolation.purposes import Purpose
from people.sign_in.stored_secrets import SecretUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allauth.mfa.models import Authenticator

LAST_FACTOR = "Your password is short, which is fine only with a second step. Change it to 15 characters or more first."
PRIMARY_TYPES = ("totp", "webauthn")
"""Kinds of second factors. Recovery codes only stand in for them."""


def has_second_factor(user: Any) -> bool:
    """Return whether this user has an authenticator app or a passkey. False for somebody who is not stored yet."""
    from allauth.mfa.models import Authenticator

    if user is None or user.is_anonymous or user._state.adding:
        return False
    return Authenticator.objects.filter(user_id=user.pk, type__in=PRIMARY_TYPES).exists()


def may_remove(authenticators: "Sequence[Authenticator]") -> bool:
    """Return False if these are all factors of somebody whose password is too short to stand alone."""
    from allauth.mfa.models import Authenticator

    if not authenticators or not authenticators[0].user.has_short_password:
        return True
    rows = Authenticator.objects.filter(user_id=authenticators[0].user_id, type__in=PRIMARY_TYPES)
    return rows.exclude(pk__in=[row.pk for row in authenticators]).exists()


def remove_factors(keys: "Sequence[int]") -> int:
    """Remove second factors of any people, by the operator's decision. Return how many. Each is an audit event."""
    from allauth.mfa.models import Authenticator

    with acting_as_staff(Purpose.SIGN_IN):
        rows = list(Authenticator.objects.filter(pk__in=keys).order_by("pk"))
        for row in rows:
            details = f"removed, because its key is missing, {row.get_type_display()}"
            with acting_as(row.user_id):
                record_event(kinds.MFA_CHANGED, by=row.user_id, details=details)
        Authenticator.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def count_recovery_codes(codes: "Authenticator | None") -> int | None:
    """Return how many are unused; None if they cannot be read, because their key is missing."""
    try:
        return len(codes.wrap().get_unused_codes()) if codes else 0
    except SecretUnreadable:
        return None


def used_second_factor(request: HttpRequest) -> bool:
    """Return whether this session has shown a second factor."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))  # type: ignore[arg-type]


def remember_new_factor(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Receive authenticator_added: whoever set up a factor has just shown it."""
    if authenticator.type in PRIMARY_TYPES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def fresh_sign_in_required(view: "Callable[..., Any]") -> "Callable[..., Any]":
    """Wrap a view of the signed-in user so that it asks for the password or second factor, unless just given.

    For what a stolen session must not do, such as exporting or deleting everything. A suspended POST is resumed.
    """
    return wraps(view)(login_required(reauthentication_required(view)))
