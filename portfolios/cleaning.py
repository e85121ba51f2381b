"""Clean text from people and files: normal form, no hidden characters."""

import re
import unicodedata

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
SYMBOL_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9.\-/^=:]*", re.ASCII)
SHARE_CLASS_PATTERN = re.compile(r"([A-Z0-9]{1,5})[-/ ]([A-Z])", re.ASCII)
MAX_MARKS = 30
"""Accents on one character, the limit of Unicode's stream-safe format."""


def clean_text(value: str) -> str:
    """Return text in composed form, without control, bidirectional or invisible characters, with single spaces."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    if len(value) > MAX_MARKS:  # normalizing a long run of marks takes quadratic time
        characters, marks = [], 0
        for c in value:
            marks = marks + 1 if unicodedata.category(c)[0] == "M" else 0
            if marks <= MAX_MARKS:
                characters.append(c)
        value = "".join(characters)
    composed = unicodedata.normalize("NFC", value)
    visible = "".join(c if unicodedata.category(c) not in HIDDEN_CATEGORIES else " " for c in composed)
    return " ".join(visible.split())


def normalize_symbol(text: str) -> str:
    """Return a symbol in capitals with its share class after a dot: BRK-B, BRK/B and BRK B become BRK.B."""
    symbol = text.upper()
    parts = SHARE_CLASS_PATTERN.fullmatch(symbol)
    return f"{parts[1]}.{parts[2]}" if parts else symbol


def remove_invisible(value: str) -> str:
    """Remove characters without width, such as a zero-width space, without leaving a gap."""
    return value if value.isascii() else "".join(c for c in value if unicodedata.category(c) != "Cf")
