"""The currency written beside a number, in a file or in a form: EUR 5, 5 €, C$5, 253.7p."""

import re

from portfolios.currencies import CURRENCY_NAMES, KNOWN_CURRENCIES

SPELLINGS = {spelling: one.code for one in KNOWN_CURRENCIES for spelling in one.spellings}
MARK = re.compile(
    r"[A-Za-z]{0,3}\$|[€£¥₹₩₪₽₺₫₴₱฿₣]|(?<![^\W\d_])(?:"
    + "|".join(sorted(CURRENCY_NAMES))
    + r")(?![^\W\d_])|(?<=\d)p\b",
    re.IGNORECASE,
)
PLAIN = re.compile(r"[\d.,+\-() '’]*", re.ASCII)
MAX_MARKED_LENGTH = 100
DOLLAR_SIGN_NAMES = ("dollars", "pesos")


def find_mark(cell: str) -> str:
    """Return the currency written beside a number, "$" for a dollar sign of any country, or an empty string."""
    found = None if PLAIN.fullmatch(cell) or len(cell) > MAX_MARKED_LENGTH else MARK.search(cell)
    if found is None:
        return ""
    text = found[0].upper()
    if text == "P":
        return "GBX"
    return "$" if text == "$" else SPELLINGS.get(text, text if text in CURRENCY_NAMES else "$")


def remove_mark(cell: str, count: int = 0) -> str:
    """Return the text without its marks, or without the first `count` of them."""
    return MARK.sub("", cell, count=count)


def is_in_currency(mark: str, code: str) -> bool:
    """Return whether an amount with this mark may be in a currency. A dollar sign fits all dollars and pesos."""
    return mark in ("", code) or (mark == "$" and CURRENCY_NAMES[code].endswith(DOLLAR_SIGN_NAMES))
