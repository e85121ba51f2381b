"""Template filters that format numbers. An unknown value is a dash, never a zero."""

from decimal import Decimal

from django import template
from django.utils.timezone import localtime

from portfolios import taxonomy
from portfolios.currencies import BASE_CURRENCY
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import CENT, round_half_even

register = template.Library()
UNKNOWN_TEXT = "–"
PRICE_SOURCE_LABELS = {
    "sample": "sample price",
    "entered": "entered by hand",
    "market": "market price",
    "file": "price from your file",
}


def _format_dollars(value: Decimal | int | float | None, unit: Decimal) -> str:
    """Format dollars rounded to `unit`, with a dash for an unknown value."""
    if value is None:
        return UNKNOWN_TEXT
    amount = round_half_even(Decimal(str(value)), unit)
    return f"{'-' if amount < 0 else ''}${abs(amount):,}"


def _round_without_negative_zero(value: Decimal, places: int) -> Decimal:
    """Round, and return 0 instead of -0: a small loss is not shown as -0.0."""
    number = round_half_even(value, Decimal(1).scaleb(-places))
    return number if number else number.copy_abs()


@register.filter
def usd(value: Decimal | int | float | None) -> str:
    """Format whole dollars: $692,318."""
    return _format_dollars(value, Decimal(1))


@register.filter
def usd_cents(value: Decimal | int | float | None) -> str:
    """Format dollars and cents: $692,318.08."""
    return _format_dollars(value, CENT)


@register.filter
def money(value: Decimal | None, code: str = BASE_CURRENCY) -> str:
    """Format an amount of any currency: $692,318.08, 692,318.08 EUR."""
    if value is None or code == BASE_CURRENCY:
        return _format_dollars(value, CENT)
    return f"{round_half_even(value, CENT):,} {code}"


@register.filter
def price(value: Decimal | None, code: str = BASE_CURRENCY) -> str:
    """Format a price with at least cents and all its digits: $6.61, $0.0123, 85.20 EUR."""
    if value is None:
        return UNKNOWN_TEXT
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"${value:,.{places}f}" if code == BASE_CURRENCY else f"{value:,.{places}f} {code}"


@register.filter
def exchange_rate(value: Decimal | None) -> str:
    """Format an exchange rate with at least four decimals and all its digits: 1.0850."""
    if value is None:
        return UNKNOWN_TEXT
    places = max(4, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}"


@register.filter
def percent(value: Decimal | int | float | None, places: int = 1) -> str:
    """Format a percentage as stored: 67.4 gives 67.4%."""
    return UNKNOWN_TEXT if value is None else f"{_round_without_negative_zero(Decimal(str(value)), places):,}%"


@register.filter
def as_percent(fraction: Decimal | int | float | None, places: int = 2) -> str:
    """Format a fraction as a percentage without trailing zeros: 0.04 gives 4%."""
    if fraction is None:
        return UNKNOWN_TEXT
    return f"{_round_without_negative_zero(100 * Decimal(str(fraction)), places).normalize():f}%"


@register.filter
def points(value: Decimal | None) -> str:
    """Format a difference in percentage points with its sign: +3.2."""
    if value is None:
        return UNKNOWN_TEXT
    number = _round_without_negative_zero(value, 1)
    return f"{number:+,}" if number else f"{number}"


@register.filter
def gain(value: Decimal | None) -> str:
    """Format dollars gained or lost with their sign: +$1,200.50, -$3.00."""
    text = usd_cents(value)
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
    return UNKNOWN_TEXT if value is None else f"{value.normalize():,f}"


@register.filter
def taxonomy_label(key: str) -> str:
    """Return the label of a taxonomy key: fixed_income gives Fixed income."""
    return taxonomy.label(key)


@register.filter
def price_note(instrument: InstrumentValue) -> str:
    """Describe the source and date of a price: sample price, 2024-06-28."""
    if instrument.price is None or instrument.priced_at is None:
        return "no price"
    source = PRICE_SOURCE_LABELS.get(instrument.price_source, instrument.price_source)
    return f"{source}{' of' if instrument.price_source == 'file' else ','} {localtime(instrument.priced_at):%Y-%m-%d}"
