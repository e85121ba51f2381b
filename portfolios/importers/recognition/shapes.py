"""Recognize what a row holds by how it is written: options, bonds, identifiers, bank deposits."""

import re
from decimal import Decimal

from portfolios.cleaning import SYMBOL_PATTERN, normalize_symbol

OPTION_SYMBOL = re.compile(r"-?\.?[A-Z]{1,6}\d{0,1}\d{6}[CP]\d{1,8}(?:\.\d{1,4})?")
"""The standard symbol of an option, with or without padding: AAPL270115C150, AAPL270115C00150000."""
FUTURE_PREFIX = "/"
OPTION_WORD = re.compile(r"\b(?:calls?|puts?)\b", re.IGNORECASE)
STRIKE = re.compile(r"\$ ?\d|\bexp\b|\bstrike\b", re.IGNORECASE)
OPTION_ENDING = re.compile(
    r"(?:\d/\d{2,4}|\d[A-Za-z]{3} ?'?\d{2,4}|[A-Za-z]{3} ?'?\d{2,4}) \$?\d{1,6}(?:\.\d{1,4})? [CP]\b"
)
"""The end of AAPL 01/15/2027 150.00 C, and of XYZ 20FEB26 200 C."""
COUPON = re.compile(r"\d ?%|\d/\d{1,2} \d{1,2}/\d{1,2}/\d{2}")
BOND_WORDS = frozenset({
    "treas", "treasury", "bill", "bills", "tbill", "note", "notes", "nts", "bds", "bond", "bonds", "cd", "debenture",
    "muni", "strips", "anleihe", "obligation",
})  # fmt: skip
DAY_IN_NAME = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b20\d{2}\b")
FUND_WORDS = frozenset({"etf", "fund", "fd", "trust", "index", "idx", "ucits", "portfolio", "fonds", "fds"})
CUSIP = re.compile(r"[0-9A-Z]{3}[0-9A-Z*@#]{5}[0-9]")
ISIN = re.compile(r"[A-Z]{2}[0-9A-Z]{9}[0-9]")
ISIN_INSIDE = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9A-Z]{9}[0-9](?![A-Z0-9])")
BANK_DEPOSIT_WORDS = frozenset({
    "sweep", "deposit", "deposits", "rasp", "bdp", "fdic", "settlement", "core", "cash", "uninvested",
})  # fmt: skip
NO_DEPOSIT_WORDS = frozenset({"certificate", "certificates", "cd", "bond", "note", "etf", "fund", "inc", "corp"})
ELSEWHERE_LABELS = frozenset({
    "brokeragelink", "brokerage link", "self directed brokerage", "self directed brokerage account", "pcra",
    "personal choice retirement account", "self directed brokerage acct", "brokerage window",
})  # fmt: skip
"""Rows of a retirement plan that only say how much is in a brokerage account of its own."""
WORDS = re.compile(r"[^\W_]+")
MAX_SHAPE_LENGTH = 200
"""Characters of a name that are looked at."""


def words_of(text: str) -> list[str]:
    return WORDS.findall(text[:MAX_SHAPE_LENGTH].lower())


def is_option(symbol: str, name: str) -> bool:
    """Return whether a row is an option by its symbol or its name. A covered-call fund or a callable bond is not."""
    if symbol.startswith(FUTURE_PREFIX) or OPTION_SYMBOL.fullmatch("".join(symbol.upper().split())[:MAX_SHAPE_LENGTH]):
        return True
    for text in (symbol[:MAX_SHAPE_LENGTH], name[:MAX_SHAPE_LENGTH]):
        if "%" not in text and (OPTION_ENDING.search(text) or (OPTION_WORD.search(text) and STRIKE.search(text))):
            return True
    return False


def is_bond(symbol: str, name: str, kind: str) -> bool:
    """Return whether a row is one bond, note, bill or certificate of deposit. A fund of them is not."""
    text = f"{symbol} {name}"[:MAX_SHAPE_LENGTH]
    words = set(words_of(text))
    if words & FUND_WORDS and not COUPON.search(text):
        return False
    has_day = DAY_IN_NAME.search(text) is not None
    return (has_day and COUPON.search(text) is not None) or (
        (kind == "bond" or bool(words & BOND_WORDS)) and (has_day or is_cusip(symbol.strip()))
    )


def is_bank_deposit(name: str, kind: str) -> bool:
    """Return whether a name means money at a bank, such as a sweep program. Prices are checked by the caller."""
    words = set(words_of(name))
    if words & NO_DEPOSIT_WORDS or "%" in name:
        return False
    return bool(words & BANK_DEPOSIT_WORDS) or (kind.lower().startswith("cash") and "bank" in words)


def is_elsewhere(name: str) -> bool:
    return " ".join(words_of(name)) in ELSEWHERE_LABELS


def is_cusip(text: str) -> bool:
    """Return whether a text is a CUSIP with a correct check digit."""
    if len(text) != 9 or not CUSIP.fullmatch(text):
        return False
    total = 0
    for place, character in enumerate(text[:8]):
        value = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#".index(character) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return (10 - total % 10) % 10 == int(text[8])


def split_identifier(text: str) -> str:
    """Return the identifier at the start of a text, such as the CUSIP of 912828YB0 TREAS NOTE, or an empty string."""
    first, _, rest = text.strip().partition(" ")
    return first if rest and (is_cusip(first) or is_isin(first)) else ""


def find_isin(text: str) -> str:
    """Return the ISIN inside a text, such as a name that ends with “(GB00B4PQW151)”, or an empty string."""
    return next((found for found in ISIN_INSIDE.findall(text[:MAX_SHAPE_LENGTH]) if is_isin(found)), "")


def is_isin(text: str) -> bool:
    """Return whether a text is an ISIN with a correct check digit (Luhn's sum of its digits and letters)."""
    if not ISIN.fullmatch(text):
        return False
    digits = "".join(str(int(character, 36)) for character in text)
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def suggest_symbol(name: str, limit: int) -> str:
    """Return a symbol made from the words of a name, such as US-EQ-SP-500-INDEX."""
    ascii_words = [word.upper() for word in WORDS.findall(name.replace("&", "")[:MAX_SHAPE_LENGTH]) if word.isascii()]
    found = ""
    for word in ascii_words:
        longer = f"{found}-{word}" if found else word
        if len(longer) > limit:
            break
        found = longer
    return found or "".join(ascii_words)[:limit]


def is_symbol(text: str, limit: int) -> bool:
    return 0 < len(text) <= limit and SYMBOL_PATTERN.fullmatch(normalize_symbol(text)) is not None


def is_one(price: Decimal | None) -> bool:
    """Return whether a price is missing or that of a dollar."""
    return price is None or price == 1
