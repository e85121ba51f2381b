"""Values of levers and their effect in words."""

from decimal import Decimal

from analysis.what_if.levers import LEVERS, Unit
from analysis.what_if.models import MAX_NAME_LENGTH
from analysis.what_if.tried import Tried
from analysis.what_if.values import Levers
from portfolios.currencies import MINUS, write_amount


def format_value(value: Decimal | int | float, unit: Unit, code: str) -> str:
    """Format a value of a lever: $27,600, 66, 75%, +0.5. code: the currency of the plan."""
    if unit == "money":
        return write_amount(f"{abs(value):,.0f}", code, sign="-" if value < 0 else "")
    if unit == "points":
        return signed(float(value)) if value else "0"
    return f"{Decimal(str(value)).normalize():f}{'%' if unit == 'percent' else ''}"


def signed(number: float, digits: int = 1) -> str:
    """Format a number with its sign: +4.8, −0.2."""
    text = f"{abs(number):.{digits}f}"
    return text if not float(text) else f"{'+' if number > 0 else MINUS}{text}"


def name_levers(levers: Levers, code: str) -> str:
    """Return a name for a scenario: "Retire at 66, save $27,600". code: the currency of the plan."""
    moved = levers.moved
    parts = [
        lever.phrase.format(format_value(moved[lever.key], lever.unit, code)) for lever in LEVERS if lever.key in moved
    ]
    name = ", ".join(parts)
    return (name[:1].upper() + name[1:])[:MAX_NAME_LENGTH]


def pair_chances(before: float, after: float, *, is_clear: bool) -> tuple[str, str]:
    """Return two chances in whole percent; with a decimal where a clear difference would not show."""
    whole = f"{100 * before:.0f}%", f"{100 * after:.0f}%"
    if is_clear and whole[0] == whole[1]:
        return f"{100 * before:.1f}%", f"{100 * after:.1f}%"
    return whole


def describe_change(tried: Tried) -> str:
    """Return the change with its sign, or that there is none to speak of."""
    if tried.verdict == "unclear":
        return "No clear difference" if tried.gained or tried.lost else "No difference"
    return f"{signed(100 * tried.change)} points"


def describe_interval(tried: Tried) -> str:
    """Return the range of the change in points: "−0.2 to +0.1"; nothing where no scenario ends differently."""
    if not tried.error:
        return ""
    low, high = tried.interval
    return f"{signed(100 * low)} to {signed(100 * high)}"


def about(amount: float | None, code: str, places: int = -1) -> str:
    """Format an amount of a simulation to tens, or to hundreds with -2: $81,250, 81,250 EUR."""
    return "" if amount is None else write_amount(f"{round(amount, places):,.0f}", code)
