"""Form fields for numbers as people write them: with commas, $ and %. NaN is refused."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

NUMBER_PATTERN = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
DIGIT = re.compile(r"[0-9]")
INVALID_NUMBER_MESSAGE = "Enter a number, such as 1,234.56."
MAX_NUMBER_LENGTH = 28
"""The precision of Decimal; no bound here needs more digits."""


class NumberField(forms.DecimalField):
    """A finite number within bounds, with at most `places` decimals. Commas may separate thousands.

    `least` is allowed; `above` and `below` themselves are refused. Results have exactly `places` decimals.
    """

    sign = ""

    def __init__(
        self,
        *,
        places: int,
        below: Decimal | int,
        above: Decimal | int | None = None,
        least: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(
            error_messages={"invalid": INVALID_NUMBER_MESSAGE, **options.pop("error_messages", {})}, **options
        )
        self.places, self.above, self.least, self.below = places, above, least, below

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            plain = "".join(value.split()).replace(self.sign, "", 1)
            start = plain[: 4 * MAX_NUMBER_LENGTH]  # bounds the time of the pattern
            if plain and (not NUMBER_PATTERN.fullmatch(start) or not DIGIT.search(start)):
                raise ValidationError(INVALID_NUMBER_MESSAGE, code="invalid")
            if len(plain) > MAX_NUMBER_LENGTH:
                raise ValidationError("Use fewer digits.", code="too_long")
            value = plain.replace(",", "")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.above is not None and value <= self.above:
            raise ValidationError(f"Enter a number above {self.above}.", code="too_small")
        if self.least is not None and value < self.least:
            raise ValidationError(f"Enter {self.least} or more.", code="too_small")
        if value >= self.below:
            largest = (self.below - Decimal(1).scaleb(-self.places)).normalize()
            is_whole = self.below == int(self.below)
            message = f"Enter a number below {self.below:,f}." if is_whole else f"Enter {largest:,f} or less."
            raise ValidationError(message, code="too_large")
        if -int(value.normalize().as_tuple().exponent) > self.places:
            message = f"Use at most {self.places} decimals." if self.places else "Enter a whole number."
            raise ValidationError(message, code="too_fine")

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean(value)
        return None if number is None else number.quantize(Decimal(1).scaleb(-self.places)) + 0

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class MoneyField(NumberField):
    """Dollars and cents."""

    sign = "$"

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-money": ""})
        super().__init__(**{"places": 2, "least": 0, "widget": widget, **options})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value:,.2f}".removesuffix(".00")


class PriceField(MoneyField):
    """Dollars a share, with up to six decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"places": 6, "least": None, "above": 0, **options})

    def prepare_value(self, value: Any) -> Any:
        return NumberField.prepare_value(self, value)


class PercentField(NumberField):
    """Percent; 4.25 is stored as 4.25."""

    sign = "%"


class FractionField(PercentField):
    """Percent on the page, a fraction in the database: 4.25 is stored as 0.0425."""

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value * 100 if isinstance(value, Decimal) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial * 100 if isinstance(initial, Decimal) else initial, data)


class WholeNumberField(NumberField):
    """A whole number, such as years or an age."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        self.min_value_allowed, self.max_value_allowed = least, most
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": least, "max": most, "step": 1})
        super().__init__(**{"places": 0, "least": least, "below": most + 1, "widget": widget, **options})

    def validate(self, value: Any) -> None:
        if value is not None and not self.min_value_allowed <= value <= self.max_value_allowed:
            raise ValidationError(
                f"Enter a number from {self.min_value_allowed} to {self.max_value_allowed}.", code="out_of_range"
            )
        super().validate(value)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number)
