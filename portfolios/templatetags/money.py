"""Template filters that format numbers. An unknown value is a dash, never a zero."""

from decimal import Decimal

from django import template
from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime

from portfolios import taxonomy
from portfolios.currencies import BASE_CURRENCY, name_currency, write_amount, write_minus
from portfolios.facts.formatting import format_rate
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import CENT, round_half_even

register = template.Library()
UNKNOWN_TEXT = "–"
DAY = "M j, Y"
"""A date in tables and notes: Jun 28, 2024."""
PRICE_SOURCE_LABELS = {
    "sample": "sample price",
    "entered": "entered by hand",
    "market": "market price",
    "file": "price from your file",
}


def _format_amount(value: Decimal | int | float | None, unit: Decimal, code: str = BASE_CURRENCY) -> str:
    """Format an amount rounded to `unit`, with a dash for an unknown value."""
    if value is None:
        return UNKNOWN_TEXT
    amount = round_half_even(Decimal(str(value)), unit)
    return write_amount(f"{abs(amount):,}", code or BASE_CURRENCY, sign="-" if amount < 0 else "")


def _round_without_negative_zero(value: Decimal, places: int) -> Decimal:
    """Round, and return 0 instead of -0: a small loss is not shown as -0.0."""
    number = round_half_even(value, Decimal(1).scaleb(-places))
    return number if number else number.copy_abs()


@register.filter
def usd(value: Decimal | int | float | None) -> str:
    """Format what is in dollars for everybody, without cents: $692,318."""
    return _format_amount(value, Decimal(1))


@register.filter
def usd_cents(value: Decimal | int | float | None) -> str:
    """Format what is in dollars for everybody, such as the cost of a model: $692,318.08."""
    return _format_amount(value, CENT)


@register.filter
def money(value: Decimal | int | float | None, code: str = BASE_CURRENCY) -> str:
    """Format an amount of any currency: $692,318.08, 692,318.08 EUR."""
    return _format_amount(value, CENT, code)


@register.filter
def whole_money(value: Decimal | int | float | None, code: str = BASE_CURRENCY) -> str:
    """Format an amount of any currency without cents: $692,318, 692,318 EUR."""
    return _format_amount(value, Decimal(1), code)


@register.filter
def short_money(value: float, code: str = BASE_CURRENCY) -> str:
    """Format an amount beside a chart: $950, $650K, 1.2M EUR."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if abs(value) >= size:
            digits = f"{abs(value) / size:.2f}".rstrip("0").rstrip(".")
            return write_amount(f"{digits}{letter}", code or BASE_CURRENCY, sign="-" if value < 0 else "")
    return whole_money(value, code)


@register.filter
def currency_name(code: str) -> str:
    """Return how a sentence names a currency: dollars, euros, British pounds."""
    return name_currency(code or BASE_CURRENCY)


@register.filter
def price(value: Decimal | None, code: str = BASE_CURRENCY) -> str:
    """Format a price with at least cents and all its digits: $6.61, $0.0123, 85.20 EUR."""
    if value is None:
        return UNKNOWN_TEXT
    return write_amount(f"{value:,.{_places(value)}f}", code or BASE_CURRENCY)


@register.filter
def named_money(value: Decimal, code: str) -> str:
    """Format an amount in another currency than that of the page, by its code: 1,840.00 USD."""
    return f"{write_minus(f'{round_half_even(value, CENT):,}')} {code}"


@register.filter
def named_price(value: Decimal, code: str) -> str:
    """Format a price in another currency than that of the page, by its code: 85.20 USD."""
    return f"{value:,.{_places(value)}f} {code}"


def _places(price: Decimal) -> int:
    """Return the decimals of a price: at least cents, and all that it has."""
    return max(2, -int(price.normalize().as_tuple().exponent))


@register.filter
def exchange_rate(value: Decimal | None) -> str:
    """Format an exchange rate with at least four decimals and all its digits: 1.0850."""
    return UNKNOWN_TEXT if value is None else format_rate(value)


@register.filter
def rate_in_dollars(value: Decimal, code: str = BASE_CURRENCY) -> str:
    """Format an exchange rate on a page whose amounts are in another currency: $1.0850, 1.0850 USD."""
    digits = exchange_rate(value)
    return f"${digits}" if code == BASE_CURRENCY else f"{digits} {BASE_CURRENCY}"


@register.filter
def percent(value: Decimal | int | float | None, places: int = 1) -> str:
    """Format a percentage as stored: 67.4 gives 67.4%."""
    if value is None:
        return UNKNOWN_TEXT
    return write_minus(f"{_round_without_negative_zero(Decimal(str(value)), places):,}%")


@register.filter
def as_percent(fraction: Decimal | int | float | None, places: int = 2) -> str:
    """Format a fraction as a percentage without trailing zeros: 0.04 gives 4%."""
    if fraction is None:
        return UNKNOWN_TEXT
    return write_minus(f"{_round_without_negative_zero(100 * Decimal(str(fraction)), places).normalize():f}%")


@register.filter
def points(value: Decimal | None) -> str:
    """Format a difference in percentage points with its sign: +3.2."""
    if value is None:
        return UNKNOWN_TEXT
    number = _round_without_negative_zero(value, 1)
    return write_minus(f"{number:+,}" if number else f"{number}")


@register.filter
def gain(value: Decimal | None, code: str = BASE_CURRENCY) -> str:
    """Format an amount gained or lost with its sign: +$1,200.50, −$3.00, +12.00 EUR."""
    text = money(value, code)
    return f"+{text}" if value is not None and round_half_even(value) > 0 else text


@register.filter
def signed_percent(value: Decimal | None) -> str:
    """Format a change in percent with its sign: +3.2%."""
    return UNKNOWN_TEXT if value is None else f"{points(value)}%"


@register.filter
def share_of(part: Decimal | None, whole: Decimal | None) -> str:
    """Format a part as a percentage of a whole; a dash without one."""
    return percent(100 * part / whole) if part is not None and whole else UNKNOWN_TEXT


@register.filter
def quantity(value: Decimal | None) -> str:
    """Format a number of shares with all its digits: 1,150 and 0.00000001."""
    return UNKNOWN_TEXT if value is None else write_minus(f"{value.normalize():,f}")


@register.filter
def taxonomy_label(key: str) -> str:
    """Return how pages name a taxonomy key: fixed_income gives Bonds."""
    return taxonomy.CLASS_NAMES.get(key) or taxonomy.label(key)


@register.filter
def price_note(instrument: InstrumentValue) -> str:
    """Describe the source and date of a price: sample price, Jun 28, 2024."""
    if instrument.price is None or instrument.priced_at is None:
        return "no price"
    source = PRICE_SOURCE_LABELS.get(instrument.price_source, instrument.price_source)
    joint, day = " of" if instrument.price_source == "file" else ",", format_date(localtime(instrument.priced_at), DAY)
    return f"{source}{joint} {day}"
