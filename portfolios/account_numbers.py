"""Store account numbers so that they are recognized but cannot be read: the last characters, and a keyed hash."""

import re
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

END_LENGTH, HASH_LENGTH = 4, 64
SALT = "portfolios.account_number"
NOT_OF_A_NUMBER = re.compile(r"[^A-Z0-9]+")


class HiddenNumber(NamedTuple):
    """end: at most four characters, for show. hash: equal only for the same number of the same person."""

    end: str
    hash: str


def hide_number(number: str, user_id: UUID) -> HiddenNumber | None:
    """Return what is stored of a number; None for a text without letters and digits."""
    plain = NOT_OF_A_NUMBER.sub("", number.upper())
    return HiddenNumber(plain[-END_LENGTH:], hash_numbers(number, user_id)[0]) if plain else None


def hash_numbers(number: str, user_id: UUID) -> list[str]:
    """Return the hash of a number with the secret key, then with each former one; nothing for no number."""
    plain = NOT_OF_A_NUMBER.sub("", number.upper())
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if plain else []
    text = f"{user_id} {plain}"
    return [salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest() for key in keys]
