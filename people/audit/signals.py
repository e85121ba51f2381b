"""Record sign-ins, and changes of passwords, addresses and second factors, by the signals of Django and allauth."""

from typing import Any

from allauth.account import signals as account
from django.apps import apps
from django.contrib.auth import signals as auth

from people.acting import acting_as, acting_as_staff
from people.audit import kinds
from people.audit.kinds import EventKind
from people.audit.recording import record_event
from people.isolation.purposes import Purpose
from people.log_context import hash_address
from people.models import User


def connect() -> None:
    """Connect all receivers. Those of second factors wait for allauth's app."""
    auth.user_logged_in.connect(record_sign_in)
    auth.user_login_failed.connect(record_failure)
    auth.user_logged_out.connect(record_sign_out)
    account.user_signed_up.connect(record_sign_up)
    for how, changed in (
        ("set", account.password_set), ("changed", account.password_changed), ("reset", account.password_reset)
    ):  # fmt: skip
        changed.connect(PersonReceiver(kinds.PASSWORD_CHANGED, how), weak=False, dispatch_uid=f"audit {how}")
    for what in ("added", "removed", "changed", "confirmed"):
        signal = getattr(account, f"email_{what}")
        signal.connect(PersonReceiver(kinds.ADDRESS_CHANGED, what), weak=False, dispatch_uid=f"audit email {what}")
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa import signals as mfa

        for what in ("added", "removed", "reset"):
            signal = getattr(mfa, f"authenticator_{what}")
            signal.connect(PersonReceiver(kinds.MFA_CHANGED, what), weak=False, dispatch_uid=f"audit mfa {what}")


def record_sign_in(*, user: User, **_: Any) -> None:
    _record(kinds.SIGNED_IN, user)


def record_sign_up(*, user: User, **_: Any) -> None:
    _record(kinds.SIGNED_UP, user)


def record_sign_out(*, user: User | None, **_: Any) -> None:
    if user is not None:
        _record(kinds.SIGNED_OUT, user)


def record_failure(*, credentials: dict[str, Any], **_: Any) -> None:
    """Record a failed sign-in of nobody in particular: the same address has the same hash."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    with acting_as_staff(Purpose.SIGN_IN):
        record_event(kinds.SIGN_IN_FAILED, by=None, details=f"address {hash_address(typed)}", result="refused")


class PersonReceiver:
    """Record an event of the person whom a signal of allauth names. what: what happened."""

    def __init__(self, kind: EventKind, what: str) -> None:
        self.kind, self.what = kind, what

    def __call__(
        self, *, user: User | None = None, email_address: Any = None, to_email_address: Any = None,
        authenticator: Any = None, **_: Any
    ) -> None:  # fmt: skip
        address = to_email_address or email_address
        person = user or (address.user if address is not None else None)
        if person is None:
            return
        about = f", address {hash_address(address.email)}" if address is not None else ""
        factor = f", {authenticator.get_type_display()}" if authenticator is not None else ""
        _record(self.kind, person, f"{self.what}{about}{factor}")


def _record(kind: EventKind, person: User, details: str = "") -> None:
    with acting_as(person.pk):
        record_event(kind, by=person, details=details)
