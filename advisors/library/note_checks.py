"""Check that a note holds plain text only. Neither models nor API clients are trusted."""

import ipaddress
import re
import unicodedata

from portfolios.cleaning import clean_text

HTML_PATTERN = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]\w*);")
LINK_PATTERN = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto)\s*:\S|://|\bwww\.|\]\s*[(\[]", re.IGNORECASE)

PUBLIC_NAME_PATTERN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
PRIVATE_DOMAINS = frozenset({"arpa", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost"})


def clean_note_text(text: str) -> str:
    """Return the lines without hidden characters and without empty lines."""
    return "\n".join(line for line in map(clean_text, text.splitlines()) if line)


def is_public_name(host: str) -> bool:
    """Return whether a host is a name of the public internet: no address, and no name of a private network."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return PUBLIC_NAME_PATTERN.fullmatch(host) is not None and host.rpartition(".")[2] not in PRIVATE_DOMAINS
    return False


def find_text_errors(text: str, max_length: int) -> list[str]:
    """Return the errors of a text as sentences. Links are errors: the source has its own field."""
    errors = []
    if len(text) > max_length:
        errors.append(f"It is longer than {max_length} characters.")
    if HTML_PATTERN.search(text):
        errors.append("It holds HTML.")
    if LINK_PATTERN.search(text):
        errors.append("It holds a link.")
    if any(unicodedata.category(c) in {"Cf", "Cc", "Co", "Cs"} for c in text if c != "\n"):
        errors.append("It holds invisible characters.")
    return errors
