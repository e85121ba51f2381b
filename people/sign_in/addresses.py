"""The one form of an email address, for storage, uniqueness and look-up."""

import re
import unicodedata
from typing import Any

import idna
from django.core.exceptions import ValidationError

from people.sign_in.look_alikes import is_look_alike

MAX_LENGTH = 254
NOT_PLAIN = "Use only plain letters, digits and . _ + - before the @."
INVALID = "Enter a valid email address."
PLAIN = r"[!-?\[-~]+"
"""Printable ASCII without capitals and @."""
NORMAL_FORM = f"^{PLAIN}@{PLAIN}$"
"""What the check constraints of both tables of addresses accept."""


class AddressRefused(ValidationError):
    """Alex does not accept this text as an address. The message is shown to the user."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="invalid")


def normal_address(address: str) -> str:
    """Return the form in which an address is stored and looked up: NFKC, case-folded, with an ASCII domain.

    Raise AddressRefused if the part before the @ is still not ASCII, or if the domain cannot exist.
    """
    if len(address) > MAX_LENGTH:
        raise AddressRefused(INVALID)
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).rpartition("@")
    if not local or not domain:
        raise AddressRefused(INVALID)
    local = local.casefold()
    if not re.fullmatch(PLAIN, local):
        raise AddressRefused(NOT_PLAIN)
    normal = f"{local}@{_ascii_domain(domain)}"
    if len(normal) > MAX_LENGTH:
        raise AddressRefused(INVALID)
    return normal


def new_address(address: str) -> str:
    """Return the normal form of an address to register.

    Unlike a look-up, this refuses text that only resembles its normal form, such as ſtaff@ or a full-width domain, and
    domains that look like others. The answer never depends on who is registered.
    """
    normal = normal_address(address)
    registered = normal.rpartition("@")[2]
    local, _, domain = address.strip().rpartition("@")
    if not local.isascii():
        raise AddressRefused(NOT_PLAIN)
    typed = unicodedata.normalize("NFC", domain.lower())
    if _ascii_domain(typed, map_characters=False) != registered or is_look_alike(registered):
        raise AddressRefused(INVALID)
    return normal


def normalize_before_save(instance: Any, **_: Any) -> None:
    """Receive pre_save of allauth's EmailAddress, whose column is not our AddressField."""
    instance.email = normal_address(instance.email)


def _ascii_domain(domain: str, *, map_characters: bool = True) -> str:
    """Return the ASCII form of a domain (IDNA 2008). map_characters: also accept full-width letters and the like."""
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=map_characters).decode()
    except idna.IDNAError as error:
        raise AddressRefused(INVALID) from error
    if name.endswith(".") or not re.fullmatch(PLAIN, name):
        raise AddressRefused(INVALID)
    return name
