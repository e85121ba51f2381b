"""The bounds and lengths of what people may enter: one definition for columns, forms, serializers and file readers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ACCOUNT_NAME_LENGTH = 80
ACCOUNT_PURPOSE_LENGTH = 200
DISPLAY_NAME_LENGTH = 80
INCOME_NAME_LENGTH = 80
SYMBOL_LENGTH = 20
INSTRUMENT_NAME_LENGTH = 160


@dataclass(frozen=True)
class Bounds:
    """The numbers that a field takes, with at most `places` decimals and `digits` digits in all.

    `least` is the smallest number, or `above` lies just below it; `below` lies just above the largest.
    """

    digits: int
    places: int
    below: Decimal
    least: Decimal | None = None
    above: Decimal | None = None

    @property
    def quantum(self) -> Decimal:
        """Return the smallest step between two numbers, such as a cent."""
        return Decimal(1).scaleb(-self.places)

    @property
    def min_value(self) -> Decimal:
        if self.least is not None:
            return self.least
        assert self.above is not None
        return self.above + self.quantum

    @property
    def max_value(self) -> Decimal:
        return self.below - self.quantum

    def __contains__(self, number: Decimal) -> bool:
        is_enough = number > self.above if self.above is not None else self.least is None or number >= self.least
        return is_enough and number < self.below

    @property
    def column(self) -> dict[str, Any]:
        """Return the arguments of a model's decimal field."""
        return {"max_digits": self.digits, "decimal_places": self.places}

    @property
    def check(self) -> dict[str, Any]:
        """Return the bounds by name, as constraints and form fields take them."""
        known = {"least": self.least, "above": self.above, "below": self.below}
        return {name: bound for name, bound in known.items() if bound is not None}

    @property
    def form(self) -> dict[str, Any]:
        """Return the arguments of a number field in a form."""
        return {"places": self.places, "least": None, **self.check}

    @property
    def percent_form(self) -> dict[str, Any]:
        """Return the arguments of a form field that shows this fraction in percent."""
        percent = {name: Decimal(f"{(bound * 100).normalize():f}") for name, bound in self.check.items()}
        return {"least": None, **percent}

    @property
    def serializer(self) -> dict[str, Any]:
        """Return the arguments of a serializer's decimal field."""
        return {**self.column, "min_value": self.min_value, "max_value": self.max_value}


@dataclass(frozen=True)
class WholeBounds:
    """A whole number from `least` to `most`: years and ages."""

    least: int
    most: int

    @property
    def form(self) -> dict[str, Any]:
        return {"least": self.least, "most": self.most}

    @property
    def serializer(self) -> dict[str, Any]:
        return {"min_value": self.least, "max_value": self.most}

    @property
    def check(self) -> dict[str, Any]:
        return {"least": self.least, "below": self.most + 1}


ZERO = Decimal(0)
PRICE_BELOW = Decimal("1e9")
MONEY_BELOW = Decimal("1e12")
QUANTITY_BELOW = Decimal("1e12")

CASH_BALANCE = Bounds(digits=14, places=2, least=ZERO, below=MONEY_BELOW)
CASH_INTEREST = Bounds(digits=6, places=4, least=ZERO, below=Decimal("0.5001"))
QUANTITY = Bounds(digits=20, places=8, above=ZERO, below=QUANTITY_BELOW)
COST_BASIS = Bounds(digits=16, places=2, least=ZERO, below=MONEY_BELOW)
PRICE = Bounds(digits=18, places=6, above=ZERO, below=PRICE_BELOW)

RETIREMENT_INCOME = Bounds(digits=14, places=2, least=ZERO, below=PRICE_BELOW)
CONTRIBUTION = Bounds(digits=14, places=2, least=ZERO, below=PRICE_BELOW)
CONTRIBUTION_GROWTH = Bounds(digits=6, places=4, above=Decimal(-1), below=Decimal(1))
ENTERED_GROWTH = Bounds(digits=6, places=4, least=Decimal("-0.1"), below=Decimal("0.2"))
"""The page takes plausible growth only."""
MINIMUM_TRADE = Bounds(digits=14, places=2, least=ZERO, below=PRICE_BELOW)
BIRTH_YEAR = WholeBounds(1900, 2099)
RETIREMENT_AGE = WholeBounds(18, 100)
YEARS_UNTIL_RETIREMENT = WholeBounds(0, 80)
YEARS_ON_SLIDER = WholeBounds(0, 50)
"""The slider of the page ends here; more years follow from a birth year and a retirement age."""
PLAN_TO_AGE = WholeBounds(50, 120)

INCOME_AMOUNT = Bounds(digits=14, places=2, above=ZERO, below=PRICE_BELOW)
INCOME_AGE = WholeBounds(18, 120)
INFLATION_SHARE = Bounds(digits=4, places=2, least=ZERO, below=Decimal("2.01"))
