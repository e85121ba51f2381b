"""Find the currency of amounts in a file: codes in cells, words in headings and notes, endings of symbols."""

import re
from collections.abc import Iterable

from portfolios.currencies import BASE_CURRENCY, CURRENCY_NAMES, KNOWN_CURRENCIES
from portfolios.currency_marks import SPELLINGS

DOLLAR = BASE_CURRENCY
SUBUNITS = {one.code: one.subunit_of for one in KNOWN_CURRENCIES if one.subunit_of}
"""The currency of each in hundredths of which some exchanges quote prices."""
WORD = re.compile(r"[A-Za-z]{0,3}\$|[€£¥₹₩₪₽₺₫₴₱฿₣]|[^\W\d_]+")
PENCE_IN_HEADING = re.compile(r"\(p\)|\(pence\)|\bgbp\.pence\b", re.IGNORECASE)
EXCHANGE_CURRENCIES = {
    "L": "GBX", "IL": "USD", "DE": "EUR", "F": "EUR", "BE": "EUR", "DU": "EUR", "HM": "EUR", "MU": "EUR", "SG": "EUR",
    "PA": "EUR", "AS": "EUR", "BR": "EUR", "LS": "EUR", "MI": "EUR", "MC": "EUR", "MA": "EUR", "VI": "EUR",
    "HE": "EUR", "IR": "EUR", "AT": "EUR", "XETRA": "EUR", "ETR": "EUR", "SW": "CHF", "VX": "CHF", "TO": "CAD",
    "V": "CAD", "NE": "CAD", "CN": "CAD", "TSX": "CAD", "HK": "HKD", "T": "JPY", "TYO": "JPY", "AX": "AUD",
    "ASX": "AUD", "NZ": "NZD", "NS": "INR", "BO": "INR", "NSE": "INR", "BSE": "INR", "SI": "SGD", "KS": "KRW",
    "KQ": "KRW", "SS": "CNY", "SZ": "CNY", "TW": "TWD", "TWO": "TWD", "ST": "SEK", "OL": "NOK", "CO": "DKK",
    "WA": "PLN", "PR": "CZK", "BD": "HUF", "IC": "ISK", "SA": "BRL", "MX": "MXN", "JO": "ZAC", "TA": "ILA",
    "BK": "THB", "IS": "TRY", "KL": "MYR", "JK": "IDR", "SR": "SAR", "LON": "GBX", "LSE": "GBX", "ME": "RUB",
}  # fmt: skip
"""The currency in which an exchange quotes, by the ending of a symbol after a dot."""


UNKNOWN_MESSAGE = "Choose the currency of the amounts first."


def is_code(cell: str) -> bool:
    return cell in CURRENCY_NAMES


def is_pair(symbol: str) -> bool:
    """Return whether a symbol is a pair of currencies, such as EUR.USD."""
    first, separator, second = symbol[:3], symbol[3:4], symbol[4:]
    return separator in {".", "/"} and is_code(first) and is_code(second)


def parse_code(cell: str) -> str:
    """Return the code that a cell of a currency column means: EUR, € or Euro. Unknown text is returned in capitals."""
    plain = cell.strip().upper()
    return DOLLAR if plain == "$" else SPELLINGS.get(plain, plain)


def find_in_words(text: str) -> str:
    """Return the currency named in a heading or a note, "$" for a dollar sign, or an empty string."""
    if PENCE_IN_HEADING.search(text):
        return "GBX"
    sign = ""
    for word in WORD.findall(text):
        code = SPELLINGS.get(word.upper(), word if word in CURRENCY_NAMES else "")
        if code:
            return code
        sign = sign or ("$" if "$" in word else "")
    return sign


def find_by_exchange(symbol: str) -> str:
    """Return the currency of the exchange that a symbol names: EUR for VWCE.DE, nothing for BRK.B."""
    stem, dot, ending = symbol.strip().upper().rpartition(".")
    return EXCHANGE_CURRENCIES.get(ending, "") if dot and stem else ""


def agree(codes: Iterable[str]) -> str:
    """Return the one currency that all the evidence names, or an empty string."""
    named = set(filter(None, codes))
    return named.pop() if len(named) == 1 else ""


def explain_foreign(code: str, missing: str = "") -> str:
    """Return why an amount in another currency is refused: nothing is known to convert it.

    missing: the currency whose rate is to be entered, if it is not that of the amount.
    """
    name, which = CURRENCY_NAMES.get(code, code), f" for {missing}" if missing and missing != code else ""
    return (
        f"Amounts are in {name}, and there is no exchange rate for them. Enter one{which} under Exchange rates, then "
        "import."
    )
