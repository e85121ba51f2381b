"""Keys and passwords: how they look, and how a text that is kept goes without them."""

import re
from collections.abc import Iterable

MASK = "[removed]"
MIN_SECRET_LENGTH = 12
"""Characters of a secret that is looked for by its value; a shorter one could be a word of any text."""
KEY_PATTERN = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|whsec|hf)[-_][\w-]{20,}|\bgh[pousr]_\w{36}|\bxox[abprs]-[\w-]{10,}|\bA[KS]IA[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*|\balex_[0-9a-f]{8}_[\w-]{20,}"
    r"|(?<=Bearer )[\w.~+/-]{16,}=*|(?<=\w://)[^\s/:@]+:[^\s/:@]+(?=@)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


def mask_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Without the secrets named, and without what looks like a key of a provider that we know."""
    for secret in sorted((secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return KEY_PATTERN.sub(MASK, text)


def has_secret(text: str, secrets: Iterable[str]) -> bool:
    return KEY_PATTERN.search(text) is not None or any(s in text for s in secrets if len(s) >= MIN_SECRET_LENGTH)
