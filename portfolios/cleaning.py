"""Text that people and files send, without what hides in it."""

import re
import unicodedata

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
SYMBOL_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9.\-/^=:]*", re.ASCII)
SHARE_CLASS_PATTERN = re.compile(r"([A-Z0-9]{1,5})[-/ ]([A-Z])", re.ASCII)
MOST_MARKS = 30
"""Accents on one character, as many as Unicode's stream-safe form has."""


def clean_text(value: str) -> str:
    """Composed form, without control, bidirectional and invisible characters, white space folded."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    composed = unicodedata.normalize("NFC", _with_few_marks(value))
    visible = "".join(c if unicodedata.category(c) not in HIDDEN_CATEGORIES else " " for c in composed)
    return " ".join(visible.split())


def _with_few_marks(value: str) -> str:
    """Leave out the marks beyond 30 in a row: to put a long run of them in order takes quadratic time."""
    if len(value) <= MOST_MARKS:
        return value
    kept, marks = [], 0
    for c in value:
        marks = marks + 1 if unicodedata.category(c)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(c)
    return "".join(kept)


def normalize_symbol(words: str) -> str:
    """In capitals, the class of a share behind a dot, whatever it was set off by: BRK-B, BRK/B and BRK B are BRK.B."""
    symbol = words.upper()
    parts = SHARE_CLASS_PATTERN.fullmatch(symbol)
    return f"{parts[1]}.{parts[2]}" if parts else symbol


def remove_invisible(value: str) -> str:
    """Characters that take no room, such as a zero-width space in a symbol, are gone and leave no gap."""
    return value if value.isascii() else "".join(c for c in value if unicodedata.category(c) != "Cf")
