"""Find keys and passwords in texts, and mask them."""

import re
from collections.abc import Iterable

MASK = "[removed]"
MIN_SECRET_LENGTH = 12
"""Characters. Shorter secrets are not searched for by value: they could be ordinary words."""
KEY_PATTERN = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|whsec|hf)[-_][\w-]{20,}|\bgh[pousr]_\w{36}|\bxox[abprs]-[\w-]{10,}|\bA[KS]IA[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*|\balex_[0-9a-f]{8}_[\w-]{20,}"
    r"|(?<=Bearer )[\w.~+/-]{16,}=*|(?<=\w://)[^\s/:@]+:[^\s/:@]+(?=@)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


def mask_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace the given secrets, and everything that looks like a key of a known provider."""
    for secret in sorted((secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return KEY_PATTERN.sub(MASK, text)


def has_secret(text: str, secrets: Iterable[str]) -> bool:
    return KEY_PATTERN.search(text) is not None or any(s in text for s in secrets if len(s) >= MIN_SECRET_LENGTH)
