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

    `minimum` is allowed; `exclusive_minimum` and `exclusive_maximum` themselves are not.
    """

    digits: int
    places: int
    exclusive_maximum: Decimal
    minimum: Decimal | None = None
    exclusive_minimum: Decimal | None = None

    @property
    def quantum(self) -> Decimal:
        """Return the smallest step between two numbers, such as a cent."""
        return Decimal(1).scaleb(-self.places)

    @property
    def min_value(self) -> Decimal:
        """Return the smallest number allowed."""
        if self.minimum is not None:
            return self.minimum
        assert self.exclusive_minimum is not None
        return self.exclusive_minimum + self.quantum

    @property
    def max_value(self) -> Decimal:
        """Return the largest number allowed."""
        return self.exclusive_maximum - self.quantum

    def __contains__(self, number: Decimal) -> bool:
        if self.exclusive_minimum is not None and number <= self.exclusive_minimum:
            return False
        if self.minimum is not None and number < self.minimum:
            return False
        return number < self.exclusive_maximum

    @property
    def range_text(self) -> str:
        """Describe the range in words: “0 or more”."""
        least = "0 or more" if self.minimum == 0 else f"above {self.min_value - self.quantum:,f}"
        return f"{least} and below {self.exclusive_maximum:,f}"

    @property
    def column_options(self) -> dict[str, Any]:
        """Return the arguments of a model's decimal field."""
        return {"max_digits": self.digits, "decimal_places": self.places}

    @property
    def limits(self) -> dict[str, Any]:
        """Return the bounds by name, for constraints and form fields."""
        known = {
            "minimum": self.minimum,
            "exclusive_minimum": self.exclusive_minimum,
            "exclusive_maximum": self.exclusive_maximum,
        }
        return {name: bound for name, bound in known.items() if bound is not None}

    @property
    def form_options(self) -> dict[str, Any]:
        """Return the arguments of a number field in a form."""
        return {"places": self.places, "minimum": None, **self.limits}

    @property
    def percent_form_options(self) -> dict[str, Any]:
        """Return the arguments of a form field that shows this fraction in percent."""
        percent = {name: Decimal(f"{(bound * 100).normalize():f}") for name, bound in self.limits.items()}
        return {"minimum": None, **percent}

    @property
    def serializer_options(self) -> dict[str, Any]:
        """Return the arguments of a serializer's decimal field."""
        return {**self.column_options, "min_value": self.min_value, "max_value": self.max_value}


@dataclass(frozen=True)
class WholeBounds:
    """A whole number from `minimum` to `maximum`, both allowed: years and ages."""

    minimum: int
    maximum: int

    @property
    def form_options(self) -> dict[str, Any]:
        return {"minimum": self.minimum, "maximum": self.maximum}

    @property
    def serializer_options(self) -> dict[str, Any]:
        return {"min_value": self.minimum, "max_value": self.maximum}

    @property
    def limits(self) -> dict[str, Any]:
        return {"minimum": self.minimum, "exclusive_maximum": self.maximum + 1}


ZERO = Decimal(0)
# exclusive: numbers must be smaller
PRICE_LIMIT = Decimal("1e9")
MONEY_LIMIT = Decimal("1e12")
QUANTITY_LIMIT = Decimal("1e12")

CASH_BALANCE = Bounds(digits=14, places=2, exclusive_minimum=-MONEY_LIMIT, exclusive_maximum=MONEY_LIMIT)
"""Below 0: money borrowed from the broker (margin)."""
CASH_INTEREST = Bounds(digits=6, places=4, minimum=ZERO, exclusive_maximum=Decimal("0.5001"))
QUANTITY = Bounds(digits=20, places=8, exclusive_minimum=ZERO, exclusive_maximum=QUANTITY_LIMIT)
COST_BASIS = Bounds(digits=16, places=2, minimum=ZERO, exclusive_maximum=MONEY_LIMIT)
EXCHANGE_RATE = Bounds(digits=18, places=10, exclusive_minimum=ZERO, exclusive_maximum=Decimal(1000))
PRICE = Bounds(digits=18, places=6, exclusive_minimum=ZERO, exclusive_maximum=PRICE_LIMIT)

RETIREMENT_INCOME = Bounds(digits=14, places=2, minimum=ZERO, exclusive_maximum=PRICE_LIMIT)
CONTRIBUTION = Bounds(digits=14, places=2, minimum=ZERO, exclusive_maximum=PRICE_LIMIT)
CONTRIBUTION_GROWTH = Bounds(digits=6, places=4, exclusive_minimum=Decimal(-1), exclusive_maximum=Decimal(1))
ENTERED_GROWTH = Bounds(digits=6, places=4, minimum=Decimal("-0.1"), exclusive_maximum=Decimal("0.2"))
"""The page accepts only plausible growth."""
MINIMUM_TRADE = Bounds(digits=14, places=2, minimum=ZERO, exclusive_maximum=PRICE_LIMIT)
BIRTH_YEAR = WholeBounds(1900, 2099)
RETIREMENT_AGE = WholeBounds(18, 100)
YEARS_UNTIL_RETIREMENT = WholeBounds(0, 80)
YEARS_ON_SLIDER = WholeBounds(0, 50)
"""The slider on the page ends here. A birth year and a retirement age may give more years."""
PLAN_TO_AGE = WholeBounds(50, 120)

INCOME_AMOUNT = Bounds(digits=14, places=2, exclusive_minimum=ZERO, exclusive_maximum=PRICE_LIMIT)
INCOME_AGE = WholeBounds(18, 120)
INFLATION_SHARE = Bounds(digits=4, places=2, minimum=ZERO, exclusive_maximum=Decimal("2.01"))

HOUSEHOLD_AGE = WholeBounds(18, 119)
CLAIM_AGE = WholeBounds(62, 70)
PLAN_YEAR = WholeBounds(2000, 2150)
MONTHLY_BENEFIT = Bounds(digits=8, places=2, minimum=ZERO, exclusive_maximum=Decimal(20_000))
HOUSEHOLD_AMOUNT = Bounds(digits=14, places=2, minimum=ZERO, exclusive_maximum=PRICE_LIMIT)
ONE_OFF_AMOUNT = Bounds(digits=14, places=2, exclusive_minimum=-PRICE_LIMIT, exclusive_maximum=PRICE_LIMIT)
PHASE_FACTOR = Bounds(digits=4, places=2, minimum=ZERO, exclusive_maximum=Decimal("5.01"))
STATE_RATE = Bounds(digits=5, places=4, minimum=ZERO, exclusive_maximum=Decimal("0.1501"))
MEAN_ERROR = Bounds(digits=5, places=4, minimum=ZERO, exclusive_maximum=Decimal("0.0301"))
SURVIVOR_SHARE = Bounds(digits=4, places=2, minimum=Decimal("0.01"), exclusive_maximum=Decimal("1.01"))
INCOME_SURVIVOR_SHARE = Bounds(digits=4, places=2, minimum=ZERO, exclusive_maximum=Decimal("1.01"))
