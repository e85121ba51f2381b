"""Find keys and passwords in texts, and mask them."""

import re
from collections.abc import Iterable, Sequence

MASK = "[removed]"
MIN_SECRET_LENGTH = 12
"""Characters. Shorter secrets are not searched for by value: they could be ordinary words."""
MAKERS = ("sk", "pk", "rk", "gsk", "xai", "whsec", "hf")
KEY_PATTERNS: tuple[tuple[Sequence[str], re.Pattern[str]], ...] = (
    (
        [maker + mark for maker in MAKERS for mark in "-_"],
        re.compile(rf"\b(?:{'|'.join(MAKERS)})[-_][\w-]{{20,}}"),
    ),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), re.compile(r"\bgh[pousr]_\w{36}")),
    (("xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"), re.compile(r"\bxox[abprs]-[\w-]{10,}")),
    (("AKIA", "ASIA"), re.compile(r"\bA[KS]IA[0-9A-Z]{16}\b")),
    (("AIza",), re.compile(r"\bAIza[\w-]{30,}")),
    (("eyJ",), re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*")),
    (("alex_",), re.compile(r"\balex_[0-9a-f]{8}_[\w-]{20,}")),
    (("Bearer ",), re.compile(r"(?<=Bearer )[\w.~+/-]{16,}=*")),
    (("://",), re.compile(r"(?<=\w://)[^\s/:@]+:[^\s/:@]+(?=@)")),
    (
        ("-----BEGIN ",),
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    ),
)
"""The keys of each kind, with words of which one is in every such key. To look for words takes far less time."""


def mask_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace the given secrets, and everything that looks like a key of a known provider."""
    for secret in sorted((secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH), key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern in _possible_patterns(text):
        text = pattern.sub(MASK, text)
    return text


def has_secret(text: str, secrets: Iterable[str]) -> bool:
    is_known = any(secret in text for secret in secrets if len(secret) >= MIN_SECRET_LENGTH)
    return is_known or any(pattern.search(text) for pattern in _possible_patterns(text))


def _possible_patterns(text: str) -> list[re.Pattern[str]]:
    return [pattern for words, pattern in KEY_PATTERNS if any(word in text for word in words)]
