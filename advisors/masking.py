"""Keys and passwords out of a text that is kept."""

import re
from collections.abc import Iterable

MASK = "[key removed]"
SHORTEST = 8
"""Characters of a secret worth looking for; a shorter one would tear words apart."""
_BY_LOOKS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|alex|whsec|ghp|gho|hf)[-_][A-Za-z0-9_\-]{16,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bAIza[0-9A-Za-z_\-]{30,}"
    r"|\bcanary[a-z]{16}\b"  # of our own prompts
    r"|\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]*"
    r"|(?<=Bearer )[A-Za-z0-9._~+/\-]{16,}=*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """Without the secrets named, and without what looks like a key of a provider that we know."""
    for secret in sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _BY_LOOKS.sub(MASK, text)
