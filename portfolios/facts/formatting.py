"""Format facts for people. Every page and report uses this module, so that a value looks the same everywhere."""

from datetime import date
from decimal import Decimal

from portfolios.currencies import BASE_CURRENCY, write_amount, write_minus
from portfolios.facts.fact import Fact, FactSheet, currency_of, is_yearly
from portfolios.facts.families import Family, Measure
from portfolios.valuation.snapshot import RateValue
from portfolios.valuation.value import round_half_even

RATE_PLACES = 4
FORMAT_STYLES = ("whole", "short", "signed", "size", "number", "cents", "exact")


def format_fact(fact: Fact, style: str = "") -> str:
    """Format the value of a fact. Raises ValueError for a fact without a value or an unknown style."""
    if fact.value is None:
        raise ValueError(f"{fact.id} has no value.")
    if style and style not in FORMAT_STYLES:
        raise ValueError(f"Unknown style {style!r}.")
    value = fact.value.copy_abs() if style == "size" else fact.value
    if code := currency_of(fact.unit):
        text, suffix = _format_money(value, style, code), " a year" if is_yearly(fact.unit) else ""
    else:
        text, suffix = _FORMATTERS[fact.unit](value, style), _SUFFIXES.get(fact.unit, "")
    return text if style == "number" else f"{text}{suffix}"


def _round_without_negative_zero(value: Decimal, places: int) -> Decimal:
    """Round as the pages do, and never return negative zero."""
    number = round_half_even(value, Decimal(1).scaleb(-places))
    return number if number else number.copy_abs()


def _format_money(value: Decimal, style: str, code: str) -> str:
    size, suffix, places = value.copy_abs(), "", 2 if style == "cents" else 0
    if style == "short" and size >= 1_000_000:
        size, suffix, places = size / 1_000_000, "M", 2
    elif style == "short" and size >= 10_000:
        size, suffix = size / 1000, "k"
    number = _round_without_negative_zero(size, places)
    sign = "" if not number else "-" if value < 0 else "+" if style == "signed" else ""
    return write_amount(f"{number:,f}{suffix}", code, sign=sign)


def format_percent(value: Decimal, style: str) -> str:
    is_in_tenths = int(value.as_tuple().exponent) >= -1  # a share from `percentages` has one decimal
    places = 0 if style == "whole" else 1 if is_in_tenths or abs(value) >= 1 or not value else 2
    return f"{_format_signed(_round_without_negative_zero(value, places), style)}%"


def format_points(value: Decimal, style: str) -> str:
    number = _round_without_negative_zero(value, 0 if style == "whole" else 1)
    return _format_signed(number, style)


def _format_signed(number: Decimal, style: str) -> str:
    return write_minus(f"{number:+f}" if style == "signed" and number else f"{number:f}")


def format_years(value: Decimal, style: str) -> str:
    number = _format_number(value)
    return number if style == "number" else f"{number} year{'' if value == 1 else 's'}"


def _format_number(value: Decimal, style: str = "") -> str:
    number = (
        value if style == "exact" else _round_without_negative_zero(value, 0 if style == "whole" else 2)
    ).normalize()
    return write_minus(f"{number:,f}")


def format_date(value: Decimal, style: str = "") -> str:
    """Format a date fact: yyyymmdd, with zeros where the month or the day is not known."""
    digits = f"{int(value):08d}"
    if digits.endswith("0000"):
        return digits[:4]
    if digits.endswith("00"):
        return f"{date(int(digits[:4]), int(digits[4:6]), 1):%B %Y}"
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return f"{day:%B} {day.day}, {day.year}"


def format_rate(value: Decimal, style: str = "") -> str:
    """Format an exchange rate with at least four decimals and all its digits: 1.0850."""
    return f"{value:,.{max(RATE_PLACES, -int(value.normalize().as_tuple().exponent))}f}"


def describe_rate(rate: RateValue) -> str:
    """Return at what an amount was converted: 1 EUR = 1.0843 USD on November 27, 2026, European Central Bank."""
    day = f"{rate.date:%B} {rate.date.day}, {rate.date.year}"
    return f"1 {rate.currency} = {format_rate(rate.dollars)} {BASE_CURRENCY} on {day}, {rate.source}"


def describe_rates(sheet: FactSheet) -> list[str]:
    """Return the same of every rate of an analysis, from its facts."""
    return [
        f"1 {rate.of.upper()} = {format_fact(rate)} {BASE_CURRENCY} on {format_fact(day)}, {day.formula}"
        for rate in sheet.members(Family.CURRENCY, Measure.RATE)
        if (day := sheet.one(Family.CURRENCY, Measure.RATE_DATE, rate.of))
    ]


_SUFFIXES = {"points": " points"}
_FORMATTERS = {
    "percent": format_percent,
    "points": format_points,
    "years": format_years,
    "age": _format_number,
    "count": _format_number,
    "ratio": _format_number,
    "rate": format_rate,
    "date": format_date,
}
