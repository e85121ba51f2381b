"""How a figure is printed. One place, so that a value never has two faces."""

from datetime import date
from decimal import Decimal

from portfolios.facts.fact import Fact
from portfolios.valuation.value import rounded

STYLES = ("whole", "short", "signed", "size", "number", "cents", "exact")


def show(fact: Fact, style: str = "") -> str:
    """The figure as people read it. Raises ValueError for a fact without a value or an unknown style."""
    if fact.value is None:
        raise ValueError(f"{fact.id} has no value.")
    if style and style not in STYLES:
        raise ValueError(f"Unknown style {style!r}.")
    return _SHOW[fact.unit](fact.value.copy_abs() if style == "size" else fact.value, style)


def _rounded(value: Decimal, places: int) -> Decimal:
    """As the pages round; no negative zero."""
    number = rounded(value, Decimal(1).scaleb(-places))
    return number if number else number.copy_abs()


def _money(value: Decimal, style: str) -> str:
    size, suffix, places = value.copy_abs(), "", 2 if style == "cents" else 0
    if style == "short" and size >= 1_000_000:
        size, suffix, places = size / 1_000_000, "M", 2
    elif style == "short" and size >= 10_000:
        size, suffix = size / 1000, "k"
    number = _rounded(size, places)
    sign = "" if not number else "-" if value < 0 else "+" if style == "signed" else ""
    return f"{sign}${number:,f}{suffix}"


def _per_year(value: Decimal, style: str) -> str:
    return f"{_money(value, style)} a year" if style != "number" else _money(value, "")


def _percent(value: Decimal, style: str) -> str:
    is_in_tenths = int(value.as_tuple().exponent) >= -1  # a share that is one of a hundred per cent in tenths
    places = 0 if style == "whole" else 1 if is_in_tenths or abs(value) >= 1 or not value else 2
    return f"{_signed(_rounded(value, places), style)}%"


def _points(value: Decimal, style: str) -> str:
    number = _rounded(value, 0 if style == "whole" else 1)
    return _signed(number, style) if style == "number" else f"{_signed(number, style)} points"


def _signed(number: Decimal, style: str) -> str:
    return f"{number:+f}" if style == "signed" and number else f"{number:f}"


def _years(value: Decimal, style: str) -> str:
    number = _plain(value)
    return number if style == "number" else f"{number} year{'' if value == 1 else 's'}"


def _plain(value: Decimal, style: str = "") -> str:
    number = (value if style == "exact" else _rounded(value, 0 if style == "whole" else 2)).normalize()
    return f"{number:,f}"


def _date(value: Decimal, style: str) -> str:
    digits = f"{int(value):08d}"
    if digits.endswith("0000"):
        return digits[:4]
    if digits.endswith("00"):
        return f"{date(int(digits[:4]), int(digits[4:6]), 1):%B %Y}"
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return f"{day:%B} {day.day}, {day.year}"


_SHOW = {
    "usd": _money, "usd_per_year": _per_year, "percent": _percent, "points": _points, "years": _years, "age": _plain,
    "count": _plain, "ratio": _plain, "date": _date,
}  # fmt: skip
