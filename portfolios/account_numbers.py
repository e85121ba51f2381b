"""Store account numbers so that they are recognized but cannot be read: the last characters, and a keyed hash."""

import re
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

END_LENGTH, HASH_LENGTH, LEAST_END = 4, 64, 3
SALT = "portfolios.account_number"
MASKED = re.compile(r"(?:X{2,}|\*+|\.{2,}|…|•+|#{2,})[- ]?(?P<end>[A-Z0-9]{2,6})")
"""A number of which a file shows the end only, such as XXXX1234 or ...1234."""
NOT_OF_A_NUMBER = re.compile(r"[^A-Z0-9]+")


class HiddenNumber(NamedTuple):
    """end: at most four characters, for show. hash: equal only for the same number of the same person.

    A file may show the end only. Then there is no hash.
    """

    end: str
    hash: str


def find_masked_end(number: str) -> str:
    """Return the end of a masked number, or an empty string for any other."""
    found = MASKED.fullmatch(number.strip().upper())
    return found["end"] if found else ""


def may_be_same(first: str, second: str) -> bool:
    """Return whether two texts may be the number of one account: equal, or one shows the end of the other."""
    ends = [find_masked_end(one) or NOT_OF_A_NUMBER.sub("", one.upper()) for one in (first, second)]
    if not (find_masked_end(first) or find_masked_end(second)):
        return bool(ends[0]) and ends[0] == ends[1]
    shorter, longer = sorted(ends, key=len)
    return len(shorter) >= LEAST_END and longer.endswith(shorter)


def find_whole_number(numbers: Collection[str]) -> str:
    """Return the number that all of these texts may mean, the whole one if one is; empty if there is none."""
    longest = max(numbers, key=lambda one: (not find_masked_end(one), len(one)), default="")
    return longest if all(may_be_same(one, longest) for one in numbers) else ""


def hide_number(number: str, user_id: UUID) -> HiddenNumber | None:
    """Return what is stored of a number; None for a text without letters and digits."""
    if end := find_masked_end(number):
        return HiddenNumber(end[-END_LENGTH:], "")
    plain = NOT_OF_A_NUMBER.sub("", number.upper())
    return HiddenNumber(plain[-END_LENGTH:], hash_numbers(number, user_id)[0]) if plain else None


def hash_numbers(number: str, user_id: UUID) -> list[str]:
    """Return the hash of a whole number with the secret key, then with each former one; nothing for any other text."""
    plain = "" if find_masked_end(number) else NOT_OF_A_NUMBER.sub("", number.upper())
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if plain else []
    text = f"{user_id} {plain}"
    return [salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest() for key in keys]
