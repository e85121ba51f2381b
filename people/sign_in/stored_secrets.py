"""Encrypt the secrets of second factors in the database, with keys that are derived from SECRET_KEY.

New secrets are encrypted with the current key. Those of SECRET_KEY_FALLBACKS are read, and a daily round encrypts them
anew, so that a fallback can be removed.
"""

import base64
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError

from people.acting import acting_as_staff
from people.isolation.purposes import Purpose

ENCRYPTED = "fernet:"
PURPOSE_OF_KEY = b"people.sign_in.stored_secrets"
SECRET_FIELDS = ("secret", "seed", "migrated_codes")
"""What allauth encrypts in the data of an authenticator: of an app, of recovery codes, and of imported codes."""
UNREADABLE = (
    "Alex cannot read this second factor any more, because its key is missing. Use a passkey if you have one, or ask "
    "whoever runs this site to restore the key or to remove the factor."
)


class SecretUnreadable(ValidationError):
    """None of our keys encrypted this secret. Forms show the reason."""

    def __init__(self) -> None:
        super().__init__(UNREADABLE, code="unreadable")


class Reencrypted(NamedTuple):
    """How many second factors are now encrypted with the current key, and the ids of those that no key can read."""

    changed: int
    unreadable: list[int]


def encrypt(text: str) -> str:
    return ENCRYPTED + _keys()[0].encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """Return the plain text. Text of versions that did not encrypt is plain. Raises SecretUnreadable."""
    if not stored.startswith(ENCRYPTED):
        return stored
    try:
        return MultiFernet(_keys()).decrypt(stored.removeprefix(ENCRYPTED).encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def is_current(stored: str) -> bool:
    """Return whether the current key, and no former one, encrypted this text."""
    try:
        _keys()[0].decrypt(stored.removeprefix(ENCRYPTED).encode())
    except InvalidToken:
        return False
    return stored.startswith(ENCRYPTED)


def reencrypt(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an authenticator with every secret encrypted by the current key. Raises SecretUnreadable."""
    return convert(data, lambda text: text if is_current(text) else encrypt(decrypt(text)))


def convert(data: dict[str, Any], change: Any) -> dict[str, Any]:
    """Return the data of an authenticator with a function applied to each secret."""
    secrets = {name: data[name] for name in SECRET_FIELDS if name in data}
    return data | {
        name: [change(text) for text in value] if isinstance(value, list) else change(value)
        for name, value in secrets.items()
    }


def reencrypt_second_factors() -> Reencrypted:
    """Encrypt the secrets of everybody with the current key. Repeating this changes nothing."""
    from allauth.mfa.models import Authenticator

    changed, unreadable = 0, []
    with acting_as_staff(Purpose.SIGN_IN):
        keys = list(Authenticator.objects.values_list("pk", "data").order_by("pk"))
    for pk, found in keys:
        try:
            if reencrypt(found) == found:
                continue
            with acting_as_staff(Purpose.SIGN_IN):  # each row alone: nobody's sign-in waits for the others
                for row in Authenticator.objects.select_for_update().filter(pk=pk):
                    row.data = reencrypt(row.data)
                    row.save(update_fields=["data"])
                    changed += 1
        except SecretUnreadable:
            unreadable.append(pk)
    return Reencrypted(changed, unreadable)


def _keys() -> list[Fernet]:
    """Return the current key, then the former ones."""
    return [_derive(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=8)
def _derive(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE_OF_KEY).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
