"""Parse cells as brokers write them: text, numbers in American and European style, dates."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from portfolios.cleaning import clean_text
from portfolios.currency_marks import remove_mark

EMPTY_VALUES = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "–",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "not available",
        "unknown",
        "not applicable",
        "incomplete",
        "unavailable",
        "#n/a",
        "n.a.",
        "missing",
        "k.a.",
    }
)
TEXT_FORMULA = re.compile(r'=\s*"([^"]*)"')
_CELL_START = r"""(?:^|(?<=[;,|"\t\r\n]))"""
_FORMULA = r"(?=[ \u00a0']*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r])"
FORMULA_START = re.compile(_CELL_START + _FORMULA)
"""Where a program could see a formula: also in full width, and after what another program takes for a delimiter."""
ESCAPED_FORMULA = re.compile(f"{_CELL_START}'{_FORMULA}")

UNITS = frozenset({
    "stück", "stueck", "stk", "stk.", "st", "st.", "share", "shares", "sh", "shs", "unit", "units", "pcs", "pc",
    "anteil", "anteile", "ant.", "nom.", "nominal", "titres", "títulos", "aandelen", "pezzi", "parts",
})  # fmt: skip
"""Words after a quantity."""
EXPONENT = r"(?:[eE][+-]?\d{1,2})?"
WITHOUT_AMERICAN_GROUPING, WITHOUT_EUROPEAN_GROUPING = str.maketrans("", "", ",'’"), str.maketrans("", "", ".'’")
"""Translation tables that remove thousands separators."""
AMERICAN_NUMBER = re.compile(r"(?:\d{1,3}(?:[,'’]\d{3})+|\d*)(?:\.\d*)?" + EXPONENT, re.ASCII)
EUROPEAN_NUMBER = re.compile(r"(?:\d{1,3}(?:[.'’]\d{3})+|\d*)(?:,\d*)?" + EXPONENT, re.ASCII)
PLAIN_NUMBER = re.compile(r"\d{1,13}(?:\.\d{1,12})?", re.ASCII)
"""A fast path for most numbers of large files."""
DIGIT = re.compile(r"[0-9]")
NOT_NUMERIC = re.compile(r"[^\d.,]")
TIME = re.compile(r"[T;]| \d{1,2}:")
NUMBERED_DAY = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
NUMBERS_OF_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/]\d{4}")
SERIAL_DAY = re.compile(r"[345]\d{4}", re.ASCII)
FIRST_SERIAL = date(1899, 12, 30)
MAX_VALUE_LENGTH = 100
"""In characters. A longer cell is neither a number nor a date, and no pattern is tried on it."""
MAX_DIGITS = 28
CENTURY = 2000
"""That of a year with two digits."""
FIRST_YEAR = 1900
YEARS = range(FIRST_YEAR, 2100)


class CellUnreadable(Exception):
    """A cell cannot be read as a value of its column. The message says why."""


@dataclass(frozen=True)
class NotationStyle:
    """How a file writes numbers and dates: 1,234.56 or 1.234,56; 12/31/2024 or 31/12/2024."""

    decimal_comma: bool = False
    day_first: bool = False


def quote_cell(text: str, most: int = 60) -> str:
    """Return the start of a cell, cleaned, for a message."""
    cleaned = clean_text(text[: most * 4])  # cleaning may shorten it
    return cleaned if len(cleaned) <= most else f"{cleaned[: most - 1]}…"


def is_empty_cell(text: str) -> bool:
    return text.strip().lower() in EMPTY_VALUES


def unwrap_cell(cell: str) -> str:
    """Return a cell as displayed: without ="…" or the apostrophe that stops a spreadsheet from computing it."""
    plain = cell.strip(" \u00a0\r\n\ufeff")
    if wrapped := TEXT_FORMULA.fullmatch(plain):
        return wrapped[1].strip()
    return ESCAPED_FORMULA.sub("", plain) if "'" in plain else plain


def escape_formula(text: str) -> str:
    """Return text that a spreadsheet does not compute. `unwrap_cell` removes the apostrophe again."""
    return FORMULA_START.sub("'", text)


def parse_amount(text: str, style: NotationStyle) -> Decimal | None:
    """Parse a number with its sign, whatever its currency or unit. Return None for an empty cell.

    `find_mark` says which currency it is in. Raises CellUnreadable.
    """
    if PLAIN_NUMBER.fullmatch(text) and not style.decimal_comma:
        return Decimal(text)
    if is_empty_cell(text):
        return None
    if len(text) > MAX_VALUE_LENGTH:
        raise CellUnreadable(f"“{quote_cell(text)}” is too long for a number.")
    words = text.replace("−", "-").split()
    if len(words) > 1 and words[-1].lower() in UNITS:
        words.pop()
    plain = "".join(words)
    if plain.endswith("%"):
        raise CellUnreadable(f"“{quote_cell(text)}” is a percentage, not an amount.")
    plain, negative = parse_sign(remove_mark(plain) if text.strip() != "$" else plain)
    if not (EUROPEAN_NUMBER if style.decimal_comma else AMERICAN_NUMBER).fullmatch(plain) or not DIGIT.search(plain):
        example = "1.234,56" if style.decimal_comma else "1,234.56"
        raise CellUnreadable(f"“{quote_cell(text)}” is not a number written like {example}.")
    without_grouping = WITHOUT_EUROPEAN_GROUPING if style.decimal_comma else WITHOUT_AMERICAN_GROUPING
    digits = plain.translate(without_grouping).replace(",", ".")
    if len(digits) > MAX_DIGITS:
        raise CellUnreadable(f"“{quote_cell(text)}” has too many digits.")
    number = Decimal(digits)
    return -number if negative else number


def parse_sign(plain: str) -> tuple[str, bool]:
    """Return the digits, and whether the number is negative: -5, 5- or (5)."""
    if plain.startswith("(") and plain.endswith(")"):
        return plain[1:-1], True
    if plain[:1] in {"+", "-"}:
        return plain[1:], plain[0] == "-"
    return (plain[:-1], True) if plain.endswith("-") else (plain, False)


def parse_fraction(text: str, style: NotationStyle) -> Decimal | None:
    """Parse a fraction: 4% and 0.04 are the same."""
    if text.strip().endswith("%"):
        number = parse_amount(text.strip()[:-1], style)
        return None if number is None else number / 100
    return parse_amount(text, style)


DAY_FORMATS = ("%b-%d-%Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y%m%d")


def parse_day(text: str, style: NotationStyle) -> date | None:
    """Parse a date. A time after it is ignored. Return None for an empty cell. Raises CellUnreadable."""
    if is_empty_cell(text):
        return None
    if len(text) > MAX_VALUE_LENGTH:
        raise CellUnreadable(f"“{quote_cell(text)}” is too long for a date.")
    plain = TIME.split(" ".join(text.split()), maxsplit=1)[0].strip()
    found = parse_numeric_day(plain, style)
    if SERIAL_DAY.fullmatch(plain):  # as a spreadsheet stores a day
        found = FIRST_SERIAL + timedelta(int(plain))
    for pattern in () if found else DAY_FORMATS:
        with suppress(ValueError):
            found = datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - a date has no time zone
            break
    if found is None or found.year not in YEARS:
        order = "31/12/2024" if style.day_first else "12/31/2024"
        raise CellUnreadable(f"“{quote_cell(text)}” is not a date written like 2024-12-31 or {order}.")
    return found


def parse_numeric_day(plain: str, style: NotationStyle) -> date | None:
    """Parse a day of three numbers, such as 12/31/2024. Return None for anything else."""
    parts = NUMBERED_DAY.fullmatch(plain)
    if not parts:
        return None
    first, separator, second, third = parts.groups()
    if len(first) == 4:
        year, month, of_month = first, second, third
    elif style.day_first or separator == ".":
        of_month, month, year = first, second, third
    else:
        month, of_month, year = first, second, third
    try:
        full_year = int(year) if len(year) == 4 else CENTURY + int(year)
        return date(full_year, int(month), int(of_month)) if len(year) in (2, 4) else None
    except ValueError:
        return None


def guess_decimal_comma(cells: list[str]) -> bool | None:
    """Guess whether numbers have a decimal comma. None if no cell decides it (1,234 can be both)."""
    votes = []
    for cell in cells:
        digits = NOT_NUMERIC.sub("", cell) if len(cell) <= MAX_VALUE_LENGTH else ""
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            votes.append(comma > point)
        elif comma >= 0 or point >= 0:
            separator = "," if comma >= 0 else "."
            whole, _, decimals = digits.partition(separator)
            if digits.count(separator) > 1:  # only thousands separators repeat
                votes.append(separator == ".")
            elif len(decimals) != 3 or not 1 <= len(whole) <= 3 or whole == "0":
                votes.append(separator == ",")
    return None if not votes else sum(votes) * 2 > len(votes)


def guess_day_first(cells: list[str]) -> bool | None:
    """Guess whether 05/04/2024 is in April. None if no cell decides it."""
    for cell in cells:
        if parts := NUMBERS_OF_DAY.match(cell[:MAX_VALUE_LENGTH].lstrip()):
            first, second = int(parts[1]), int(parts[2])
            if max(first, second) > 12:
                return first > 12
    return None
