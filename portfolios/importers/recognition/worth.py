"""Check the value of a position against quantity times price, and find the price of one unit."""

from decimal import Decimal
from typing import NamedTuple

CLOSE = Decimal("0.02")
"""Prices and values of one row may be minutes apart, and round differently."""
CLOSE_BOND = Decimal("0.05")
"""The value of a bond may include accrued interest."""
WIDEST_ROUNDING = Decimal("0.25")
BOND_PRICES = (Decimal(40), Decimal(180))
"""The prices of bonds per 100 of face value lie between these."""
ONE, TEN, HUNDRED = Decimal(1), Decimal(10), Decimal(100)


class ValueMismatch(Exception):
    """Quantity times price is not the value. The message shows both."""


class UnitPrice(NamedTuple):
    """The price of one unit. cost_divisor: what the cost of one unit is divided by. note: what was changed, if any."""

    price: Decimal | None
    cost_divisor: Decimal = ONE
    note: str = ""


PER_HUNDRED = "The price is per 100 of face value."
PENCE = "The price is in hundredths, such as pence."


def find_unit_price(
    quantity: Decimal, price: Decimal | None, value: Decimal | None, *, is_bond: bool = False, in_pence: bool = False
) -> UnitPrice:
    """Return the price of one unit that agrees with the value. Raises ValueMismatch.

    Quantity x price about 100 times the value: the price is per 100 of face value, or in pence. About a hundredth of
    it: an option contract. A value without a price gives the price.
    """
    if not value:
        return UnitPrice(None) if price is None else _without_value(price, is_bond=is_bond, in_pence=in_pence)
    if value < 0:
        raise ValueMismatch(f"The value is {value:,.2f}, but the quantity is positive.")
    if price is None:
        return UnitPrice(value / quantity, note="The price is value ÷ quantity.")
    product = quantity * price
    for factor, divisor, note, share in _accepted_factors(is_bond=is_bond, in_pence=in_pence):
        if _is_near(product, value * factor, share):
            return UnitPrice(price / divisor, divisor, note)
    # the file may round each of the three
    slack = _half_unit(value) + _half_unit(price) * quantity + _half_unit(quantity) * price
    if abs(product - value) <= min(slack, WIDEST_ROUNDING * value):
        return UnitPrice(value / quantity, note="The price is value ÷ quantity, because it is rounded in the file.")
    numbers = f"{quantity.normalize():,f} × {price.normalize():,f} = {product:,.2f}, but the value is {value:,.2f}"
    if _is_near(product * HUNDRED, value, CLOSE):
        raise ValueMismatch(f"This looks like an option contract of 100: {numbers}. Alex does not support options.")
    raise ValueMismatch(f"The figures do not agree: {numbers}.")


def _accepted_factors(*, is_bond: bool, in_pence: bool) -> tuple[tuple[Decimal, Decimal, str, Decimal], ...]:
    """Return the multiples of the value that quantity x price may be, each with the divisor of the price and why."""
    same = (ONE, HUNDRED, PENCE) if in_pence else (ONE, ONE, "")
    found = (
        (*same, CLOSE_BOND if is_bond else CLOSE),
        (HUNDRED, HUNDRED, PENCE if in_pence else PER_HUNDRED, CLOSE_BOND),
    )
    return (*found, (1 / TEN, 1 / TEN, "The quantity is in bonds of 1,000 each.", CLOSE_BOND)) if is_bond else found


def _without_value(price: Decimal, *, is_bond: bool, in_pence: bool) -> UnitPrice:
    if in_pence:
        return UnitPrice(price / HUNDRED, HUNDRED, PENCE)
    if is_bond and BOND_PRICES[0] < price < BOND_PRICES[1]:
        return UnitPrice(price / HUNDRED, HUNDRED, PER_HUNDRED)
    return UnitPrice(price)


def _is_near(first: Decimal, second: Decimal, share: Decimal) -> bool:
    return abs(first - second) <= share * max(abs(first), abs(second))


def _half_unit(number: Decimal) -> Decimal:
    """Return half a unit of the last decimal; 0 for a whole number, which may be exact."""
    exponent = int(number.as_tuple().exponent)
    return Decimal(5).scaleb(exponent - 1) if exponent < 0 else Decimal(0)
