"""One cell as text: what it shows, what a message may quote, and what a spreadsheet must not compute."""

import re

from portfolios.cleaning import clean_text

EMPTY_VALUES = frozenset(
    {"", "-", "--", "---", "—", "–", "n/a", "na", "nan", "none", "null", "not available", "unknown"}
)
TEXT_FORMULA = re.compile(r'=\s*"([^"]*)"')
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


def quote_cell(text: str, most: int = 60) -> str:
    """What a message may quote of a cell."""
    shown = clean_text(text[: most * 4])  # composing may shorten it
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def is_empty_cell(text: str) -> bool:
    return text.strip().lower() in EMPTY_VALUES


def unwrap_cell(cell: str) -> str:
    """A cell as the text it shows: without the ="…" or the apostrophe that keeps a spreadsheet from computing it."""
    plain = cell.strip(" \u00a0\r\n\ufeff")
    if not plain.startswith(("=", "'")):
        return plain
    if wrapped := TEXT_FORMULA.fullmatch(plain):
        return wrapped[1].strip()
    if plain.startswith("'") and plain[1:].startswith((*FORMULA_PREFIXES, "'")):
        return plain[1:]
    return plain


def escape_formula(text: str) -> str:
    """Text that a spreadsheet does not compute; `as_text` takes the apostrophe off again."""
    guarded = text.startswith(FORMULA_PREFIXES) or (text.startswith("'") and unwrap_cell(text) != text)
    return f"'{text}" if guarded else text
